#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "adapters/ports/http_client.hpp"
#include "relay/core/people/oidc_exchange.hpp"
#include "relay/io/desk/tool_pool.hpp"

namespace carerelay::io {

/// The identity provider as the threads of the egress share it.
class shared_shelf final : public core::provider_shelf {
 public:
  [[nodiscard]] std::shared_ptr<core::known_provider const> get() override {
    std::lock_guard const lock(mutex_);
    return held_;
  }
  void put(std::shared_ptr<core::known_provider const> what) override {
    std::lock_guard const lock(mutex_);
    held_ = std::move(what);
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<core::known_provider const> held_;
};

/// What is asked of other people's servers over HTTPS: a few threads, each with a client of its own.
class egress {
 public:
  using make_client = std::function<std::unique_ptr<ports::http_client>()>;
  using pool = tool_pool<ports::http_client>;

  egress(make_client make, std::size_t threads, std::size_t most, poster post, pool::trouble report);
  /// As `stop`.
  ~egress() { stop(); }

  template <class Answer>
  [[nodiscard]] bool ask(std::size_t thread, std::function<Answer(ports::http_client&)> question,
                         std::function<void(std::optional<Answer>)> answer) {
    return pool_.ask<Answer>(thread, std::move(question), std::move(answer));
  }
  [[nodiscard]] core::provider_shelf& shelf() noexcept { return shelf_; }
  /// Gives up what is being asked, within a second or so, and ends the threads. Whoever waits is answered.
  void stop() {
    giving_up_ = true;
    pool_.stop();
  }

 private:
  std::atomic<bool> giving_up_{false};
  shared_shelf shelf_;
  pool pool_;
};

}  // namespace carerelay::io
