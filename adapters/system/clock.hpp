#pragma once

#include "adapters/ports/clock.hpp"

namespace carerelay::system {

/// The machine's wall clock, UTC. Any thread.
class clock final : public ports::clock {
 public:
  [[nodiscard]] protocol::instant now() const noexcept override;
};

}  // namespace carerelay::system
