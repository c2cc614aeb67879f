#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "adapters/ports/clock.hpp"
#include "relay/core/people/admission.hpp"

namespace carerelay::io {

/// core::admission for all threads. Any thread.
class admission_desk {
 public:
  admission_desk(core::admission_rules const& rules, ports::clock const& clock) : clock_(clock), admission_(rules) {}

  /// What a connection holds while it lives.
  class ticket {
   public:
    ticket() = default;
    ticket(admission_desk& desk, std::string source) : desk_(&desk), source_(std::move(source)) {}
    ticket(ticket&& other) noexcept : desk_(std::exchange(other.desk_, nullptr)), source_(std::move(other.source_)) {}
    ticket& operator=(ticket&& other) noexcept {
      std::swap(desk_, other.desk_);
      std::swap(source_, other.source_);
      return *this;
    }
    ~ticket() {
      if (desk_ != nullptr) desk_->left(source_);
    }
    [[nodiscard]] std::string const& source() const noexcept { return source_; }

   private:
    admission_desk* desk_ = nullptr;
    std::string source_;
  };

  [[nodiscard]] core::admitted connect(std::string_view source) {
    std::lock_guard const lock(mutex_);
    return admission_.connect(source, clock_.now());
  }
  [[nodiscard]] bool may_request(std::string_view source) {
    std::lock_guard const lock(mutex_);
    return admission_.may_request(source, clock_.now());
  }
  void failed(std::string_view source) {
    std::lock_guard const lock(mutex_);
    admission_.failed(source, clock_.now());
  }
  [[nodiscard]] std::chrono::milliseconds penalty(std::string_view source) {
    std::lock_guard const lock(mutex_);
    return admission_.penalty(source, clock_.now());
  }

 private:
  void left(std::string_view source) {
    std::lock_guard const lock(mutex_);
    admission_.disconnected(source, clock_.now());
  }

  ports::clock const& clock_;
  std::mutex mutex_;
  core::admission admission_;
};

}  // namespace carerelay::io
