#include "relay/core/ways/way_health.hpp"

#include <algorithm>

#include "adapters/ports/store.hpp"
#include "relay/core/ways/outbox.hpp"

namespace carerelay::core {

using ports::outbox_state;
using ports::returned_news;

namespace {

ports::way_health_row held(ports::store_reader& store, ports::outbox_row const& row) {
  for (auto& one : store.way_health(row.home, row.home))
    if (one.contact == row.contact && one.channel == row.channel) return one;
  ports::way_health_row out;
  out.home = row.home;
  out.contact = row.contact;
  out.channel = row.channel;
  return out;
}

/// The home's own devices: when the newest entry of its that arrived did so, and what waits behind it.
home_path stream_of(ports::store_reader& store, ports::home_number home) {
  constexpr std::uint64_t at_once = 5, looked_at = 50;
  home_path out;
  out.channel = "stream";
  auto const last = store.bounds(home).last;
  for (std::uint64_t from = last; from > 0 && last - from < looked_at && !out.good_at;) {
    auto const after = from > at_once ? from - at_once : 0;
    auto const rows = store.inbox(home, after, from - after);
    for (auto row = rows.rbegin(); row != rows.rend() && !out.good_at; ++row) {
      if (row->seq > from) continue;
      out.tried_at = std::max(out.tried_at, std::optional(row->message.row->sent));
      auto const receipt = store.receipt(row->message.row->body->number, home);
      if (receipt) out.good_at = receipt->what.delivered_at;
    }
    from = after;
  }
  if (out.good_at) {
    out.state = *out.tried_at > *out.good_at ? path_state::quiet : path_state::good;
  } else if (out.tried_at) {
    out.state = path_state::failing;
    out.failure = "no device of the home has taken anything";
  }
  return out;
}

std::string day_and_time(instant when) { return protocol::to_london_text(when); }

}  // namespace

void note_health(ports::store_writer& store, ports::outbox_row const& row, instant now) {
  if (row.home == 0) return;  // a group
  auto const before = held(store, row);
  auto next = before;
  if (row.sent_at) next.accepted_at = std::max(next.accepted_at, row.sent_at);
  bool const is_there = row.returned == returned_news::delivered || row.returned == returned_news::displayed;
  if (row.state == outbox_state::sent && is_there && row.returned_at)
    next.good_at = std::max(next.good_at, row.returned_at);
  if (row.state == outbox_state::failed) {
    next.failed_at = std::max(next.failed_at, std::optional(now));
    next.failed_why = row.reason;
  }
  if (next != before) store.put_way_health(next);
}

std::string_view word(path_state value) noexcept {
  switch (value) {
    case path_state::never: return "never";
    case path_state::taken: return "taken";
    case path_state::good: return "good";
    case path_state::failing: return "failing";
    case path_state::quiet: return "quiet";
  }
  return "";
}

path_state state_of(ports::way_health_row const& row) noexcept {
  if (row.failed_at && (!row.good_at || *row.failed_at > *row.good_at) &&
      (!row.accepted_at || *row.failed_at >= *row.accepted_at))
    return path_state::failing;
  if (row.good_at) return path_state::good;
  return row.accepted_at ? path_state::taken : path_state::never;
}

std::string in_words(home_path const& what) {
  std::string when = what.good_at ? "last delivered " + day_and_time(*what.good_at) : "nothing was ever delivered";
  switch (what.state) {
    case path_state::never: return "never used";
    case path_state::taken: return "handed over; whether it arrives is not known";
    case path_state::good: return when;
    case path_state::failing: return what.failure + "; " + when;
    case path_state::quiet: return "something is waiting; " + when;
  }
  return "";
}

std::vector<home_path> paths_of(ports::store_reader& store, ports::home_number home,
                                std::vector<std::string> const& channels) {
  std::vector<home_path> out{stream_of(store, home)};
  auto const rows = store.way_health(home, home);
  for (auto const& channel : channels) {
    bool is_used = false;
    for (auto const& row : rows) {
      if (row.channel != channel) continue;
      is_used = true;
      home_path path{channel, row.contact, state_of(row), row.good_at, row.accepted_at, row.failed_at, ""};
      if (row.failed_at) {
        ports::outbox_row said;
        said.home = home;
        said.channel = channel;
        said.state = outbox_state::failed;
        said.reason = row.failed_why;
        path.failure = in_words(said);
      }
      out.push_back(std::move(path));
    }
    if (!is_used) {
      home_path path;
      path.channel = channel;
      out.push_back(std::move(path));
    }
  }
  return out;
}

bool fares(std::vector<home_path> const& paths, path_state how) noexcept {
  auto const is = [&](path_state what) {
    return std::any_of(paths.begin(), paths.end(), [&](auto const& one) { return one.state == what; });
  };
  switch (how) {
    case path_state::never:
      return std::none_of(paths.begin(), paths.end(), [](auto const& one) { return one.good_at.has_value(); });
    case path_state::good: return is(path_state::good) && !is(path_state::failing);
    case path_state::taken:
    case path_state::failing:
    case path_state::quiet: return is(how);
  }
  return false;
}

}  // namespace carerelay::core
