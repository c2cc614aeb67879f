#pragma once

#include "protocol/instant.hpp"

namespace carerelay::ports {

/// Wall-clock time as a parameter. Any thread.
class clock {
 public:
  virtual ~clock() = default;
  [[nodiscard]] virtual protocol::instant now() const noexcept = 0;
};

}  // namespace carerelay::ports
