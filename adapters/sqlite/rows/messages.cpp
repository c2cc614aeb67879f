#include "adapters/sqlite/rows/row_sum.hpp"
#include "adapters/sqlite/rows/rows.hpp"

namespace carerelay::sqlite {
namespace {

enum table : std::uint64_t { messages = 16, message_states, receipts, receipt_events, streams };

/// The sum of a receipt, in the one order that both ways to it share.
struct receipt_sum {
  row_sum sum{table::receipts};
  receipt_sum(message_number message, home_number home, std::uint64_t seq, int state, std::int64_t event,
              instant when) noexcept {
    sum.add(message).add(home).add(seq).add(state).add(event).add(when);
  }
};

}  // namespace

std::int64_t sum_of(ports::message_row const& row, bool wellbeing) {
  row_sum sum(table::messages);
  sum.add(row.body->number).add(row.body->id.bytes()).add(row.sender).add(row.reference).add(row.kind).add(row.type);
  sum.add(row.status).add(row.scope).add(row.urgency).add(row.topic).add(row.headline).add(row.sent);
  sum.add(row.effective).add(row.expires).add(row.targeted).add(wellbeing).add(row.draft_sum).add(row.body->sum);
  return sum.add(row.body->json).value();
}

std::int64_t sum_of_state(message_number number, protocol::closure closed, message_number by) {
  return row_sum(table::message_states).add(number).add(closed).add(by).value();
}

std::int64_t sum_of_stream(home_number home, std::uint64_t last, std::uint64_t filed) {
  return row_sum(table::streams).add(home).add(last).add(filed).value();
}

std::shared_ptr<ports::message_row const> read_message(query const& q) {
  auto row = std::make_shared<ports::message_row>();
  auto body = std::make_shared<protocol::encoded_message>();
  body->number = q.as<message_number>(0);
  protocol::uuid::bytes_type id{};
  bool whole = q.bytes(1, id) && q.bytes(16, row->draft_sum) && q.bytes(17, body->sum);
  body->id = protocol::message_id(protocol::uuid(id));
  body->json = q.text(19);
  auto const sender = protocol::publisher_id::parse(q.text(2));
  whole = whole && sender.has_value();
  if (!whole) damaged("messages", body->number);
  row->body = body;
  row->sender = *sender;
  row->reference = q.text(3);
  row->kind = q.as<protocol::message_kind>(4);
  row->type = q.as<protocol::msg_type>(5);
  row->status = q.as<protocol::message_status>(6);
  row->scope = q.as<protocol::message_scope>(7);
  row->urgency = q.as<protocol::urgency>(8);
  row->topic = q.text(9);
  row->headline = q.text(10);
  row->sent = q.time(11);
  row->effective = q.time(12);
  row->expires = q.maybe_time(13);
  row->targeted = q.as<std::uint64_t>(14);
  if (sum_of(*row, q.integer(15) != 0) != q.integer(18)) damaged("messages", body->number);
  return row;
}

int packed(protocol::receipt_state const& state, bool late) noexcept {
  int const answer = state.answer ? static_cast<int>(*state.answer) + 1 : 0;
  return static_cast<int>(state.stage) + 4 * static_cast<int>(state.closed) + 16 * answer + (late ? 128 : 0);
}

bool unpacked(int packed, protocol::receipt_state& state, bool& late) noexcept {
  int const answer = packed / 16 % 8;
  if (packed < 0 || packed > 255 || answer > 4) return false;
  state.stage = static_cast<protocol::stage>(packed % 4);
  state.closed = static_cast<protocol::closure>(packed / 4 % 4);
  state.answer.reset();
  if (answer > 0) state.answer = static_cast<protocol::response>(answer - 1);
  late = packed >= 128;
  return true;
}

std::int64_t sum_of_delivered(message_number message, home_number home, std::uint64_t seq, std::int64_t event,
                              instant when) noexcept {
  receipt_sum of(message, home, seq, packed({protocol::stage::delivered, {}, {}}, false), event, when);
  constexpr std::optional<instant> never;
  return of.sum.add(never).add(never).add("").add("").add("").value();
}

std::int64_t sum_of(stored_receipt const& row) {
  auto const& what = row.what;
  receipt_sum of(row.message, row.home, what.seq, packed(what.state, what.late), row.last_event,
                 what.delivered_at.value_or(row.sent));
  return of.sum.add(what.read_at).add(what.answered_at).add(what.by_role).add(what.by_name).add(what.note).value();
}

stored_receipt read_receipt(query const& q, int first) {
  stored_receipt row;
  row.message = q.as<message_number>(first);
  row.home = q.as<home_number>(first + 1);
  auto& what = row.what;
  what.seq = q.as<std::uint64_t>(first + 2);
  bool const whole = unpacked(q.as<int>(first + 3), what.state, what.late);
  row.last_event = q.integer(first + 4);
  row.sent = q.time(first + 5);
  if (what.state.stage >= protocol::stage::delivered) what.delivered_at = row.sent;
  what.read_at = q.maybe_time(first + 6);
  what.answered_at = q.maybe_time(first + 7);
  what.by_role = q.text(first + 8);
  what.by_name = q.text(first + 9);
  what.note = q.text(first + 10);
  if (!whole || sum_of(row) != q.integer(first + 11)) {
    damaged("receipts", std::to_string(row.message) + "," + std::to_string(row.home));
  }
  return row;
}

namespace {

/// What most events are: a device stored an entry that came by the stream, and there is no more to say. A flipped bit
/// that makes such a row say more is seen, because it is then no longer one of these.
bool is_bare(ports::receipt_event const& what) {
  return what.act == protocol::receipt_act::delivered && what.channel == "stream" && !what.said_at &&
         what.said_at_text.empty() && !what.answer && what.role.empty() && what.name.empty() && what.note.empty() &&
         !what.signature && !what.checkpoint;
}

}  // namespace

std::int64_t sum_of(stored_event const& row) {
  auto const& what = row.what;
  row_sum sum(table::receipt_events);
  sum.add(row.number).add(row.previous).add(row.message).add(row.home).add(what.act).add(what.device).add(what.late);
  sum.add(what.recorded_at).add(what.id.bytes());
  if (is_bare(what)) return sum.value();
  sum.add(what.channel).add(what.said_at).add(what.said_at_text).add(what.answer).add(what.role).add(what.name);
  sum.add(what.note).add(what.signature);
  if (what.checkpoint) sum.add(packed(*what.checkpoint));
  return sum.value();
}

stored_event read_event(query const& q) {
  stored_event row;
  row.number = q.integer(0);
  row.previous = q.integer(1);
  row.message = q.as<message_number>(2);
  row.home = q.as<home_number>(3);
  auto& what = row.what;
  what.act = q.as<protocol::receipt_act>(4);
  what.device = q.as<device_number>(5);
  what.late = q.integer(6) != 0;
  what.recorded_at = q.time(7);
  protocol::uuid::bytes_type id{};
  bool whole = q.bytes(9, id);
  what.id = protocol::event_id(protocol::uuid(id));
  if (!q.is_null(10)) what.channel = q.text(10);
  what.said_at = q.maybe_time(11);
  what.said_at_text = q.text(12);
  if (!q.is_null(13)) what.answer = q.as<protocol::response>(13);
  what.role = q.text(14);
  what.name = q.text(15);
  what.note = q.text(16);
  if (!q.is_null(17)) whole = q.bytes(17, what.signature.emplace()) && whole;
  if (!q.is_null(18)) whole = unpacked(q.text(18), what.checkpoint.emplace()) && whole;
  if (!whole || sum_of(row) != q.integer(8)) damaged("receipt_events", row.number);
  return row;
}

}  // namespace carerelay::sqlite
