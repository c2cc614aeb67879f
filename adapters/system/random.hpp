#pragma once

#include "adapters/ports/random.hpp"

namespace carerelay::system {

/// The kernel's random numbers: getrandom(2), which waits for the pool once after boot and never again. Any thread.
class random final : public ports::random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace carerelay::system
