#pragma once

#include <boost/asio/async_result.hpp>

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "relay/io/loop/asio.hpp"

namespace carerelay::io {

/// Makes a call with a callback into something a coroutine can wait for: `start` is called with a function that must
/// be called once, later, on this thread.
template <class Start>
[[nodiscard]] task<bool> call_later(Start start) {
  auto initiate = [](auto handler, Start begin) {
    auto const held = std::make_shared<decltype(handler)>(std::move(handler));
    begin([held](bool value) { std::move (*held)(value); });
  };
  bool const value = co_await asio::async_initiate<asio::use_awaitable_t<executor> const, void(bool)>(
      std::move(initiate), use_task, std::move(start));
  co_return value;
}

}  // namespace carerelay::io
