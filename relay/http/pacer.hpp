#pragma once

#include <chrono>
#include <string_view>

#include "relay/core/people/pace.hpp"

namespace carerelay::http {

/// core::pace_book as routes see it, which run on several threads at once. Any thread.
class pacer {
 public:
  virtual ~pacer() = default;
  [[nodiscard]] virtual std::chrono::milliseconds wait(core::paced what, std::string_view who) = 0;
  virtual std::chrono::milliseconds count(core::paced what, std::string_view who) = 0;
};

}  // namespace carerelay::http
