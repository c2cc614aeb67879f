#include <algorithm>

#include "relay/core/ways/held_words.hpp"
#include "relay/core/ways/outbox.hpp"

namespace carerelay::core {

using ports::outbox_state;
using protocol::destination_kind;
using protocol::disclosure;

namespace {

constexpr std::size_t page = 2'000;

std::uint8_t rank_of(protocol::urgency how) noexcept {
  switch (how) {
    case protocol::urgency::immediate: return 0;
    case protocol::urgency::expected: return 1;
    case protocol::urgency::future: return 2;
  }
  return 2;
}

/// Every home of the register that is asked for, and the names of all: read once for all channels.
struct register_read {
  std::vector<ports::home_row> targets;  ///< in order of number
  protocol::home_name_index names;
};

register_read read_register(ports::store_reader& store, std::vector<ports::home_number> const& homes) {
  register_read out;
  std::string after;
  for (;;) {
    auto rows = store.homes(after, page, std::nullopt);
    if (rows.empty()) break;
    after = rows.back().record.id.text();
    for (auto& row : rows) {
      out.names.add(row.record.name);
      if (std::binary_search(homes.begin(), homes.end(), row.number)) out.targets.push_back(std::move(row));
    }
    if (rows.size() < page) break;
  }
  std::sort(out.targets.begin(), out.targets.end(), [](auto const& a, auto const& b) { return a.number < b.number; });
  return out;
}

/// What is decided once for all homes of one sort of destination.
struct verdict_for {
  disclosure level{};
  std::string held;  ///< what the scanner found, "" for nothing
};

verdict_for judge(protocol::message const& what, channel_rules const& by, destination_kind to,
                  protocol::home_name_index const& names) {
  verdict_for out;
  auto const post = protocol::disclose(what, by.kind, to, by.link);
  if (!post) return out;
  out.level = post->level();
  auto const found = protocol::scan(*post, names, by.known_hosts);
  if (!found.empty()) out.held = kept_finding(found.front());
  return out;
}

/// A row is closed from the start when it cannot be sent.
void suppress(ports::outbox_row& row, std::string_view why) {
  row.state = outbox_state::suppressed;
  row.reason = why;
}

/// Closes what nothing may be said of, holds what the scanner found something in.
void settle_level(ports::outbox_row& row, verdict_for const& said) {
  if (row.level == disclosure::nothing) {
    suppress(row, "not_by_this_channel");
  } else if (!said.held.empty()) {
    row.state = outbox_state::held;
    row.reason = said.held;
  }
}

/// What all rows of a channel have in common.
ports::outbox_row row_for(protocol::message const& what, ports::message_number number, channel_rules const& by,
                          instant now) {
  ports::outbox_row row;
  row.message = number;
  row.channel = by.name;
  row.rank = rank_of(what.content.urgency);
  row.queued_at = row.next_at = now;
  row.until = now + by.lane.give_up;
  if (what.content.expires) row.until = std::min(*row.until, *what.content.expires);
  return row;
}

void plan_homes(protocol::message const& what, channel_rules const& by, register_read const& read,
                ports::outbox_row const& common, std::vector<ports::outbox_row>& out) {
  auto const secure = judge(what, by, destination_kind::secure_email, read.names);
  auto const ordinary = judge(what, by, destination_kind::ordinary_email, read.names);
  for (auto const& home : read.targets) {
    auto row = common;
    row.home = home.number;
    row.to = home.record.email;
    auto const box = by.secure.look_at(row.to, common.queued_at);
    auto const& said = box.kind == destination_kind::secure_email ? secure : ordinary;
    row.level = box.kind == destination_kind::unknown ? disclosure::nothing : said.level;
    if (home.suspended) {
      suppress(row, "home_suspended");
    } else if (row.to.empty()) {
      suppress(row, "no_address");
    } else if (!box.looks_like.empty()) {
      suppress(row, "lookalike_domain");
    } else if (box.kind == destination_kind::unknown) {
      suppress(row, "bad_address");
    } else {
      settle_level(row, said);
    }
    out.push_back(std::move(row));
  }
}

bool covers(room_rules const& room, protocol::area_code const& area) {
  return room.areas.empty() || std::find(room.areas.begin(), room.areas.end(), area) != room.areas.end();
}

void plan_room(protocol::message const& what, channel_rules const& by, register_read const& read, ports::outbox_row row,
               std::vector<ports::outbox_row>& out) {
  bool const is_reached = std::any_of(read.targets.begin(), read.targets.end(),
                                      [&](auto const& home) { return covers(*by.room, home.record.area); });
  if (!is_reached) return;
  row.to = by.room->address;
  auto const said = judge(what, by, by.room->to, read.names);
  row.level = said.level;
  settle_level(row, said);
  out.push_back(std::move(row));
}

}  // namespace

channel_rules const* outbox_rules::find(std::string_view name) const noexcept {
  auto const found = std::find_if(channels.begin(), channels.end(), [&](auto const& one) { return one.name == name; });
  return found == channels.end() ? nullptr : &*found;
}

bool is_for(room_rules const& room, std::vector<ports::home_number> const& homes, ports::store_reader& store) {
  if (room.areas.empty()) return !homes.empty();
  return std::any_of(homes.begin(), homes.end(), [&](auto number) {
    auto const home = store.home(number);
    return home && covers(room, home->record.area);
  });
}

std::vector<ports::outbox_row> plan_outbox(protocol::message const& what, ports::message_number number,
                                           std::vector<ports::home_number> const& homes, protocol::way_set ways,
                                           outbox_rules const& rules, ports::store_reader& store, instant now) {
  std::vector<ports::outbox_row> out;
  auto const is_wanted = [&](channel_rules const& one) {
    return ways.has(one.way) && (one.room || one.kind == protocol::channel_kind::email);
  };
  if (what.content.status == protocol::message_status::test) return out;
  if (std::none_of(rules.channels.begin(), rules.channels.end(), is_wanted)) return out;
  auto const read = read_register(store, homes);
  for (auto const& by : rules.channels) {
    if (!is_wanted(by)) continue;
    auto row = row_for(what, number, by, now);
    if (by.room)
      plan_room(what, by, read, std::move(row), out);
    else
      plan_homes(what, by, read, row, out);
  }
  return out;
}

}  // namespace carerelay::core
