#include <algorithm>

#include "adapters/ports/store_rules.hpp"
#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {
namespace {

/// An empty text is no text: null.
std::optional<std::string_view> some(std::string const& text) {
  return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}

bool is_waiting(protocol::receipt_state const& state) noexcept {
  return state.stage == protocol::stage::targeted && state.closed == protocol::closure::open;
}

}  // namespace

std::int64_t writer::next_event() {
  if (next_event_ == 0) {
    auto q = db().ask("SELECT coalesce(max(number),0)+1 FROM receipt_events");
    q.step();
    next_event_ = q.integer(0);
  }
  return next_event_;
}

void writer::insert_event(stored_event const& event) {
  auto const& what = event.what;
  if (what.act == protocol::receipt_act::delivered && what.channel == "stream") {
    db().run(
        "INSERT INTO receipt_events(number,previous,message,home,act,device,late,recorded_at,sum,id) "
        "VALUES(?,?,?,?,?,?,?,?,?,?)",
        event.number, event.previous, event.message, event.home, what.act, what.device, what.late, what.recorded_at,
        sum_of(event), protocol::bytes_view(what.id.bytes()));
    return;
  }
  std::optional<protocol::bytes_view> signature;
  if (what.signature) signature = protocol::bytes_view(*what.signature);
  auto const checkpoint = what.checkpoint ? packed(*what.checkpoint) : std::string();
  db().run(
      "INSERT INTO receipt_events(number,previous,message,home,act,device,late,recorded_at,sum,id,channel,said_at,"
      "said_at_text,answer,role,name,note,signature,checkpoint) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      event.number, event.previous, event.message, event.home, what.act, what.device, what.late, what.recorded_at,
      sum_of(event), protocol::bytes_view(what.id.bytes()), std::string_view(what.channel), what.said_at,
      some(what.said_at_text), what.answer, some(what.role), some(what.name), some(what.note), signature,
      some(checkpoint));
}

void writer::update(stored_receipt const& row) {
  auto const& what = row.what;
  db().run(
      "UPDATE receipts SET state=?,last_event=?,delivered_at=?,read_at=?,answered_at=?,role=?,name=?,note=?,sum=? "
      "WHERE message=? AND home=?",
      packed(what.state, what.late), row.last_event, what.delivered_at.value_or(row.sent), what.read_at,
      what.answered_at, some(what.by_role), some(what.by_name), some(what.note), sum_of(row), row.message, row.home);
}

protocol::applied writer::apply(stored_receipt& receipt, ports::receipt_event event) {
  auto const before = receipt.what.state;
  auto const move = protocol::apply(before, event.act, event.answer, !event.note.empty());
  if (move.what == protocol::move::refused) return move;
  event.late = move.what == protocol::move::late;
  if (ports::changes(move.what)) ports::write_into(receipt.what, move, event);
  if (is_waiting(before) && !is_waiting(receipt.what.state)) count(receipt.message);
  stored_event row;
  row.number = next_event();
  row.previous = std::max<std::int64_t>(receipt.last_event, 0);
  row.message = receipt.message;
  row.home = receipt.home;
  row.what = std::move(event);
  if (row.what.id.is_nil()) row.what.id = ports::make_event_id(row.what.recorded_at, event_key_, row.number);
  insert_event(row);
  log_receipt(row, receipt.what.seq);
  ++next_event_;
  receipt.last_event = row.number;
  update(receipt);
  return move;
}

void writer::count(message_number message) {
  for (auto& [counted, arrived] : arrived_) {
    if (counted == message) {
      ++arrived;
      return;
    }
  }
  arrived_.emplace_back(message, 1);
}

void writer::count_down() {
  for (auto const& [message, arrived] : arrived_) {
    db().run("UPDATE message_states SET undelivered=undelivered-? WHERE number=?", arrived, message);
  }
  arrived_.clear();
}

void writer::move_cursor(device_number device, std::uint64_t seq) {
  db().run("UPDATE cursors SET stored_up_to=?1, sum=?2 WHERE device=?3 AND stored_up_to<?1", seq,
           sum_of_cursor(device, seq), device);
}

bool writer::deliver_first(ports::delivered_mark const& mark) {
  auto const number = next_event();
  int const changed = db().run(
      "UPDATE receipts SET state=1,last_event=?,delivered_at=?,sum=? WHERE message=? AND home=? AND state=0 AND seq=?",
      number, mark.when, sum_of_delivered(mark.message, mark.home, mark.seq, number, mark.when), mark.message,
      mark.home, mark.seq);
  if (changed == 0) return false;
  stored_event row;
  row.number = number;
  row.message = mark.message;
  row.home = mark.home;
  row.what.act = protocol::receipt_act::delivered;
  row.what.device = mark.device;
  row.what.recorded_at = mark.when;
  row.what.id = ports::make_event_id(mark.when, event_key_, number);
  insert_event(row);
  log_receipt(row, mark.seq);
  ++next_event_;
  count(mark.message);
  move_cursor(mark.device, mark.seq);
  return true;
}

bool writer::deliver_again(ports::delivered_mark const& mark) {
  auto receipt = from_.stored(mark.message, mark.home);
  if (!receipt || receipt->what.seq != mark.seq) return false;
  move_cursor(mark.device, mark.seq);
  if (receipt->what.state.stage >= protocol::stage::delivered) return false;
  ports::receipt_event event;
  event.act = protocol::receipt_act::delivered;
  event.device = mark.device;
  event.recorded_at = mark.when;
  apply(*receipt, std::move(event));
  return true;
}

std::size_t writer::record_delivered(std::span<ports::delivered_mark const> marks) {
  std::size_t rose = 0;
  for (auto const& mark : marks) {
    if (deliver_first(mark) || deliver_again(mark)) ++rose;
  }
  count_down();
  return rose;
}

std::vector<message_number> writer::record_held(device_number device, home_number home, std::uint64_t seq,
                                                instant when) {
  std::vector<message_number> rose;
  std::uint64_t known = 0;
  {
    auto q = db().ask(
        "SELECT c.stored_up_to FROM cursors c JOIN devices d ON d.number=c.device WHERE d.number=? AND d.home=?",
        device, home);
    if (!q.step()) return rose;
    known = q.as<std::uint64_t>(0);
  }
  auto const last = std::min(seq, from_.bounds(home).last);
  if (last <= known) return rose;
  std::vector<ports::delivered_mark> marks;
  for (auto const& row : from_.inbox(home, known, last - known)) {
    if (row.state.closed != protocol::closure::open) continue;
    marks.push_back({home, device, row.message.row->body->number, row.seq, when});
  }
  for (auto const& mark : marks) {
    if (deliver_first(mark) || deliver_again(mark)) rose.push_back(mark.message);
  }
  count_down();
  move_cursor(device, last);
  return rose;
}

protocol::applied writer::record_act(message_number message, home_number home, ports::receipt_event const& event) {
  auto receipt = from_.stored(message, home);
  if (!receipt) return {protocol::move::refused, {}};
  auto const known = from_.chain(message, home, receipt->last_event);
  bool const repeated = std::ranges::any_of(known, [&](auto const& held) { return held.what.id == event.id; });
  if (repeated) return {protocol::move::repeats, receipt->what.state};
  auto const move = apply(*receipt, event);
  count_down();
  return move;
}

}  // namespace carerelay::sqlite
