#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>

#include "adapters/ports/store_types.hpp"
#include "protocol/message/receipt.hpp"
#include "protocol/uuid.hpp"

/// What every store does alike, whatever keeps its rows.
namespace carerelay::ports {

/// The act that closes a receipt in this way. Not for closure::open.
[[nodiscard]] inline protocol::receipt_act act_of(protocol::closure how) noexcept {
  switch (how) {
    case protocol::closure::open:
    case protocol::closure::superseded: return protocol::receipt_act::superseded;
    case protocol::closure::withdrawn: return protocol::receipt_act::withdrawn;
    case protocol::closure::expired: return protocol::receipt_act::expired;
  }
  return protocol::receipt_act::superseded;
}

/// Whether a message closed as `now` may be closed as `how` instead.
[[nodiscard]] inline bool may_close(protocol::closure now, protocol::closure how) noexcept {
  if (now == protocol::closure::open) return true;
  return now == protocol::closure::expired && how != protocol::closure::expired;
}

[[nodiscard]] inline bool changes(protocol::move what) noexcept {
  return what == protocol::move::rises || what == protocol::move::late;
}

/// Writes a move that changes the receipt into it, with its moments; a stage that was skipped was reached at
/// the same time.
inline void write_into(protocol::home_receipt& receipt, protocol::applied const& move, receipt_event const& event) {
  receipt.state = move.after;
  receipt.late = receipt.late || move.what == protocol::move::late;
  auto const reached = [&](protocol::stage least, std::optional<instant>& at) {
    if (move.after.stage >= least && !at) at = event.recorded_at;
  };
  reached(protocol::stage::delivered, receipt.delivered_at);
  reached(protocol::stage::read, receipt.read_at);
  if (event.act != protocol::receipt_act::responded) return;
  receipt.answered_at = event.recorded_at;
  receipt.by_role = event.role;
  receipt.by_name = event.name;
  receipt.note = event.note;
}

/// The id of an event that no device has named: a UUIDv7 that never comes twice for one `key`, and does not
/// show how many events there are.
[[nodiscard]] inline protocol::event_id make_event_id(instant when, std::uint64_t key, std::uint64_t ordinal) noexcept {
  // SplitMix64: one to one, so different ordinals stay different.
  std::uint64_t x = ordinal + key;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  x ^= x >> 31;
  // Version and variant take 6 of these 80 bits: one nibble in byte 0, two bits in byte 2. x stays out of
  // their way.
  std::array<std::uint8_t, 10> random{};
  random[0] = static_cast<std::uint8_t>(x >> 60);
  random[1] = static_cast<std::uint8_t>(x >> 52);
  random[2] = static_cast<std::uint8_t>((x >> 46) & 0x3F);
  for (int i = 0; i < 5; ++i) random[3 + i] = static_cast<std::uint8_t>((x >> (38 - 8 * i)) & 0xFF);
  random[8] = static_cast<std::uint8_t>((x & 0x3F) << 2);
  random[9] = static_cast<std::uint8_t>(key);
  return protocol::event_id(protocol::make_v7(when, random));
}

inline void add(protocol::tally& to, protocol::receipt_state const& state, std::uint64_t homes) noexcept {
  to.targeted += homes;
  if (state.stage >= protocol::stage::delivered) to.delivered += homes;
  if (state.stage >= protocol::stage::read) to.read += homes;
  if (state.stage >= protocol::stage::acknowledged) to.acknowledged += homes;
  if (!state.answer) return;
  switch (*state.answer) {
    case protocol::response::in_progress: to.in_progress += homes; return;
    case protocol::response::actioned: to.actioned += homes; return;
    case protocol::response::not_relevant: to.not_relevant += homes; return;
    case protocol::response::need_help: to.need_help += homes; return;
  }
}

/// Lowest reach first, then by name: what a publisher looks at first.
inline void put_in_order(std::vector<protocol::area_tally>& areas) {
  std::sort(areas.begin(), areas.end(), [](protocol::area_tally const& a, protocol::area_tally const& b) {
    auto const left = a.count.delivered * b.count.targeted;
    auto const right = b.count.delivered * a.count.targeted;
    if (left != right) return left < right;
    return a.name != b.name ? a.name < b.name : a.area < b.area;
  });
}

/// What `home` keeps of its ids when `next` is written over `before`: every former id of both, and its
/// present one when that changed. In order, without doubles, without the new present id.
[[nodiscard]] inline std::vector<protocol::home_id> former_ids_after(protocol::home_record const& before,
                                                                     protocol::home_record const& next) {
  std::vector<protocol::home_id> all = before.former_ids;
  all.insert(all.end(), next.former_ids.begin(), next.former_ids.end());
  if (!before.id.empty()) all.push_back(before.id);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::erase(all, next.id);
  return all;
}

/// Whether a draft's time is over: to be approved, or for what was sent alone to be confirmed.
[[nodiscard]] inline bool is_due(draft_row const& draft, instant now) noexcept {
  if (draft.state == draft_state::waiting) return draft.expires_at <= now;
  return draft.state == draft_state::sent_alone && draft.due && *draft.due <= now;
}

/// What is kept of a new message.
[[nodiscard]] inline std::shared_ptr<message_row const> row_of(new_message const& message, message_number number,
                                                               std::uint64_t targeted) {
  auto const& what = *message.what;
  auto body = std::make_shared<protocol::encoded_message>();
  body->id = what.id;
  body->sum = what.sum;
  body->number = number;
  body->json = *message.json;
  auto row = std::make_shared<message_row>();
  row->body = std::move(body);
  row->kind = what.content.kind;
  row->type = what.content.type;
  row->status = what.content.status;
  row->scope = what.content.scope;
  row->urgency = what.content.urgency;
  row->sender = what.sender;
  row->topic = what.content.topic;
  row->reference = what.content.reference;
  row->headline = what.content.info.empty() ? std::string() : what.content.info.front().headline;
  row->sent = what.sent;
  row->effective = what.content.effective.value_or(what.sent);
  row->expires = what.content.expires;
  row->draft_sum = message.draft_sum;
  row->targeted = targeted;
  return row;
}

}  // namespace carerelay::ports
