#include "relay/core/stream/backlog.hpp"

#include <algorithm>
#include <span>

#include "relay/core/people/grants.hpp"

namespace carerelay::core {

using protocol::closure;
using protocol::skip_reason;

hello_answer look_up_device(ports::store_reader& store, protocol::hello_frame const& hello) {
  hello_answer answer;
  store.snapshot([&] {
    auto const device = store.device(hello.device);
    auto const home = store.home(hello.home);
    if (!device || !home || device->home != home->number) return;
    answer = {.known = true,
              .revoked = device->revoked_at.has_value(),
              .suspended = home->suspended,
              .home = home->number,
              .device = device->number,
              .key = device->key,
              .cursor = device->stored_up_to,
              .epoch = store.epoch(),
              .bounds = store.bounds(home->number)};
  });
  return answer;
}

replay_check::replay_check(ports::store_reader& store, ports::home_number home, instant now)
    : store_(&store), now_(now) {
  if (auto const row = store.home(home)) area_ = row->record.area;
}

std::optional<protocol::skip_frame> replay_check::skip(ports::inbox_row const& entry) {
  ports::message_row const& message = *entry.message.row;
  protocol::skip_frame frame{entry.seq, message.body->id, {}, std::nullopt};
  switch (entry.message.closed) {
    case closure::open: break;
    case closure::superseded: frame.reason = skip_reason::superseded; break;
    case closure::withdrawn: frame.reason = skip_reason::cancelled; break;
    case closure::expired: frame.reason = skip_reason::expired; return frame;
  }
  if (entry.message.closed != closure::open) {
    if (auto const by = store_->message(entry.message.closed_by)) frame.by = by->row->body->id;
    return frame;
  }
  if (message.expires && *message.expires <= now_) {
    frame.reason = skip_reason::expired;
    return frame;
  }
  if (may_still_send(message)) return std::nullopt;
  frame.reason = skip_reason::withdrawn;
  return frame;
}

bool replay_check::may_still_send(ports::message_row const& message) {
  auto const [place, is_new] = teams_.try_emplace(message.sender);
  if (is_new) {
    if (auto team = store_->publisher(message.sender)) place->second = as_team(std::move(*team));
  }
  wish what;
  what.act = act::send;
  what.kind = message.kind;
  what.urgency = message.urgency;
  what.areas = std::span(&area_, 1);
  what.channels = {protocol::way::stream};
  what.now = message.sent;  // that a grant has come to its end since takes nothing back
  return place->second && authorize(*place->second, what).has_value();
}

backlog_page read_backlog(ports::store_reader& store, ports::home_number home, std::uint64_t after, std::uint32_t limit,
                          instant now) {
  backlog_page page;
  store.snapshot([&] {
    replay_check check(store, home, now);
    page.last = store.bounds(home).last;
    for (auto const& row : store.confirmations(home)) page.confirmed.push_back({row.seq, row.message, row.when});
    for (ports::inbox_row const& row : store.inbox(home, after, limit)) {
      backlog_entry entry{row.seq, nullptr, check.skip(row)};
      if (!entry.skipped) entry.body = row.message.row->body;
      page.entries.push_back(std::move(entry));
    }
  });
  return page;
}

entry_answer find_entry(ports::store_reader& store, ports::home_number home, std::uint64_t seq) {
  auto const row = store.inbox_entry(home, seq);
  if (!row) return {};
  protocol::encoded_message const& body = *row->message.row->body;
  entry_answer answer{true, body.id, body.sum, 0x0f};
  auto const message = protocol::parse_message(body.json);
  if (message && !message->content.ack.options.empty()) {
    answer.options = 0;
    for (protocol::response const offered : message->content.ack.options)
      answer.options = static_cast<std::uint8_t>(answer.options | 1U << static_cast<unsigned>(offered));
  }
  return answer;
}

std::vector<ports::delivered_mark> held_marks(ports::store_reader& store, ports::home_number home,
                                              ports::device_number device, std::uint64_t after, std::uint64_t up_to,
                                              instant now) {
  constexpr std::size_t page = 256;
  std::vector<ports::delivered_mark> marks;
  replay_check check(store, home, now);
  while (after < up_to) {
    auto const rows = store.inbox(home, after, page);
    if (rows.empty()) break;
    for (ports::inbox_row const& row : rows) {
      after = row.seq;
      if (row.seq > up_to) break;
      if (!check.skip(row)) marks.push_back({home, device, row.message.row->body->number, row.seq, now});
    }
  }
  return marks;
}

}  // namespace carerelay::core
