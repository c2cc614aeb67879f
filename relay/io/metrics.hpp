#pragma once

#include <optional>
#include <string>
#include <vector>

#include "relay/io/desk/lookout.hpp"
#include "relay/io/desk/outbox_lane.hpp"
#include "relay/io/loop/counters.hpp"

namespace carerelay::io {

/// One channel of the outbox.
struct channel_figures {
  std::string name;
  ports::lane_state state{};
  std::vector<ports::outbox_count> rows;
  std::optional<std::int64_t> oldest_due_seconds;  ///< none: nothing that should have gone waits
  std::uint32_t sent_today = 0;
  outbox_lane::returns const* came = nullptr;
};

/// What a scrape sees, put together when somebody asks.
struct figures {
  std::vector<thread_counters const*> threads;
  store_counters const* store = nullptr;
  std::optional<std::int64_t> oldest_undelivered_seconds;  ///< none: everything was delivered
  std::size_t questions_waiting = 0;
  std::size_t http_in_flight = 0;
  bool draining = false;
  std::vector<channel_figures> channels;
  lookout_figures* silence = nullptr;
};

/// The Prometheus text format, version 0.0.4. Every name begins with `carerelay_`.
[[nodiscard]] std::string exposition(figures const& what);
inline constexpr char const* exposition_type = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace carerelay::io
