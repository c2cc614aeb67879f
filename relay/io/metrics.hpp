#pragma once

#include <optional>
#include <string>
#include <vector>

#include "relay/io/counters.hpp"

namespace carerelay::io {

/// What a scrape sees, put together when somebody asks.
struct figures {
  std::vector<thread_counters const*> threads;
  store_counters const* store = nullptr;
  std::optional<std::int64_t> oldest_undelivered_seconds;  ///< none: everything was delivered
  std::size_t questions_waiting = 0;
  std::size_t http_in_flight = 0;
  bool draining = false;
};

/// The Prometheus text format, version 0.0.4. Every name begins with `carerelay_`.
[[nodiscard]] std::string exposition(figures const& what);
inline constexpr char const* exposition_type = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace carerelay::io
