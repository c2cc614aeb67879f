#pragma once

#include <mutex>
#include <string_view>

#include "adapters/ports/clock.hpp"
#include "relay/http/pacer.hpp"

namespace carerelay::io {

/// core::pace_book for all threads. Any thread.
class pace_desk final : public http::pacer {
 public:
  explicit pace_desk(ports::clock const& clock) : clock_(clock) {}

  [[nodiscard]] std::chrono::milliseconds wait(core::paced what, std::string_view who) override {
    std::lock_guard const lock(mutex_);
    return book_.wait(what, who, clock_.now());
  }
  std::chrono::milliseconds count(core::paced what, std::string_view who) override {
    std::lock_guard const lock(mutex_);
    return book_.count(what, who, clock_.now());
  }

 private:
  ports::clock const& clock_;
  std::mutex mutex_;
  core::pace_book book_;
};

}  // namespace carerelay::io
