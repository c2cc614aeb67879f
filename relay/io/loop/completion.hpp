#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <utility>

#include "relay/io/loop/asio.hpp"

namespace carerelay::io {

/// Any completion handler, kept until its operation ends. Asio's own (any_completion_handler) calls itself for ever in
/// Boost 1.81 when it is moved.
template <class... Args>
class completion {
 public:
  completion() = default;
  template <class Handler>
  completion(executor fallback, Handler handler)
      : held_{std::make_unique<holder<Handler>>(std::move(fallback), std::move(handler))} {}

  [[nodiscard]] explicit operator bool() const noexcept { return held_ != nullptr; }
  /// Calls the handler from the loop, never from inside this; once.
  void post(Args... args) { std::exchange(held_, nullptr)->post(args...); }

 private:
  struct base {
    virtual ~base() = default;
    virtual void post(Args... args) = 0;
  };
  template <class Handler>
  struct holder final : base {
    holder(executor fallback_executor, Handler what)
        : fallback{std::move(fallback_executor)}, handler{std::move(what)} {}
    void post(Args... args) override {
      auto where = asio::get_associated_executor(handler, fallback);
      asio::post(where, [h = std::move(handler), args...]() mutable { std::move(h)(args...); });
    }
    executor fallback;
    Handler handler;
  };

  std::unique_ptr<base> held_;
};

}  // namespace carerelay::io
