#pragma once

#include <cstdint>
#include <span>

namespace carerelay::ports {

/// Unpredictable bytes from the operating system, or a seeded sequence in a simulation. Any thread.
/// Throws std::system_error when the system has none to give.
class random {
 public:
  virtual ~random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

}  // namespace carerelay::ports
