#include <stdexcept>

#include "adapters/ports/log_rules.hpp"
#include "adapters/ports/store_rules.hpp"
#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {

void writer::forget() noexcept {
  next_event_ = 0;
  arrived_.clear();
  has_erased_ = false;
  from_.forget_uncommitted();
  book_.forget();
}

void writer::undone(std::optional<log_book::mark> const& to) noexcept {
  next_event_ = 0;
  arrived_.clear();
  from_.forget_uncommitted();
  if (to) {
    book_.go_back(*to);
  } else {
    book_.forget();
  }
  log_is_ours_ = false;
  home_names_.clear();
  device_ids_.clear();
  last_message_ = 0;
}

void writer::committed() {
  book_.committed();
  from_.share_committed();
}

void writer::insert_message(ports::message_row const& row, bool wellbeing) {
  auto const number = row.body->number;
  db().run(
      "INSERT INTO messages(number,id,sender,reference,kind,type,status,scope,urgency,topic,headline,sent,effective,"
      "expires,targeted,wellbeing,draft_sum,digest,sum,json) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      number, protocol::bytes_view(row.body->id.bytes()), row.sender, std::string_view(row.reference), row.kind,
      row.type, row.status, row.scope, row.urgency, std::string_view(row.topic), std::string_view(row.headline),
      row.sent, row.effective, row.expires, row.targeted, wellbeing, protocol::bytes_view(row.draft_sum),
      protocol::bytes_view(row.body->sum), sum_of(row, wellbeing), std::string_view(row.body->json));
  db().run(
      "INSERT INTO message_states(number,closed,closed_by,undelivered,kind,topic,sent,expires,sum) "
      "VALUES(?,0,0,?,?,?,?,?,?)",
      number, row.targeted, row.kind, std::string_view(row.topic), row.sent, row.expires,
      sum_of_state(number, protocol::closure::open, 0));
}

ports::published_row writer::add_message(ports::new_message const& message, std::span<home_number const> targets) {
  for (std::size_t i = 1; i < targets.size(); ++i) {
    if (targets[i - 1] >= targets[i]) throw std::invalid_argument("add_message: targets are not in order");
  }
  ports::published_row out;
  {
    auto q = db().ask("SELECT coalesce(max(number),0)+1 FROM messages");
    q.step();
    out.number = q.as<message_number>(0);
  }
  auto const row = ports::row_of(message, out.number, targets.size());
  insert_message(*row, is_wellbeing(message.what->content));
  insert_origin(message, out.number);
  stored_receipt receipt;
  receipt.message = out.number;
  receipt.sent = row->sent;
  receipt.last_event = -next_event();  // none yet, and as long as the number to come: the row will not grow
  if (targets.size() >= broadcast_from_) {
    db().run("INSERT INTO broadcasts(message) VALUES(?)", out.number);
    out.seqs = broadcast_.add(receipt, targets);
    file_some(out.number);
    log_publish(*message.what, targets);
    return out;
  }
  out.seqs.reserve(targets.size());
  for (auto const home : targets) {
    receipt.home = home;
    receipt.what.seq = give_seq(home, out.number);
    db().run("INSERT INTO receipts(message,home,seq,state,last_event,delivered_at,sum) VALUES(?,?,?,0,?,?,?)",
             receipt.message, home, receipt.what.seq, receipt.last_event, receipt.sent, sum_of(receipt));
    out.seqs.push_back(receipt.what.seq);
  }
  log_publish(*message.what, targets);
  return out;
}

void writer::close_message(message_number old, protocol::closure how, message_number by, instant when) {
  auto const view = from_.message(old);
  if (!view) throw std::invalid_argument("close_message: no such message");
  if (!ports::may_close(view->closed, how)) return;
  db().run("UPDATE message_states SET closed=?, closed_by=?, sum=? WHERE number=?", how, by, sum_of_state(old, how, by),
           old);
  std::optional<protocol::message_id> next;
  if (by != 0) next = from_.row_of(by)->body->id;
  log_event(ports::message_closed(view->row->body->id, how, when, next));
  // Read first, then changed: a cursor over rows that change under it may meet one twice.
  std::vector<stored_receipt> open;
  {
    auto q = db().ask("SELECT " CARERELAY_RECEIPT_COLUMNS "FROM receipts r WHERE message=? ORDER BY home", old);
    while (q.step()) {
      auto row = read_receipt(q);
      if (row.what.state.closed == protocol::closure::open) open.push_back(std::move(row));
    }
  }
  ports::receipt_event event;
  event.act = ports::act_of(how);
  event.channel = "relay";
  event.recorded_at = when;
  for (auto& receipt : open) apply(receipt, event);
  count_down();
}

std::vector<message_number> writer::expire(instant now) {
  std::vector<message_number> out;
  {
    auto q = db().ask(
        "SELECT number FROM message_states WHERE closed=0 AND expires IS NOT NULL AND expires<=? ORDER BY number", now);
    while (q.step()) out.push_back(q.as<message_number>(0));
  }
  for (auto const number : out) close_message(number, protocol::closure::expired, 0, now);
  return out;
}

}  // namespace carerelay::sqlite
