#include <algorithm>
#include <stdexcept>

#include "adapters/memory/writer.hpp"
#include "adapters/ports/log_rules.hpp"
#include "adapters/ports/store_rules.hpp"

namespace carerelay::memory {
ports::published_row writer::add_message(ports::new_message const& message, std::span<home_number const> targets) {
  auto const& what = *message.what;
  std::pair const reference(what.sender, what.content.reference);
  if (data_.message_ids.contains(what.id)) throw std::invalid_argument("add_message: the id is taken");
  if (!reference.second.empty() && data_.references.contains(reference)) {
    throw std::invalid_argument("add_message: the sender's reference is taken");
  }
  for (std::size_t i = 0; i < targets.size(); ++i) {
    bool const in_order = i == 0 || targets[i - 1] < targets[i];
    if (!in_order || data_.home(targets[i]) == nullptr) throw std::invalid_argument("add_message: targets");
  }

  ports::published_row out;
  out.number = static_cast<message_number>(data_.messages.size() + 1);
  undo_.keep_end(data_.messages);
  auto& held = data_.messages.emplace_back();
  held.view.row = ports::row_of(message, out.number, targets.size());
  held.counted = counts(what.content);
  held.counts_only = is_wellbeing(what.content);
  held.author = message.author;
  held.all_homes = message.all_homes;
  held.undelivered = targets.size();
  undo_.keep_key(data_.message_ids, what.id);
  data_.message_ids[what.id] = out.number;
  if (!reference.second.empty()) {
    undo_.keep_key(data_.references, reference);
    data_.references[reference] = out.number;
  }
  held.receipts.resize(targets.size());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    auto& inbox = data_.homes[targets[i] - 1].inbox;
    undo_.keep_end(inbox);
    inbox.push_back(out.number);
    held.receipts[i].home = targets[i];
    held.receipts[i].what.seq = inbox.size();
    out.seqs.push_back(inbox.size());
  }
  log_event(protocol::evidence::message_published(what));
  std::vector<std::string_view> homes;
  for (auto const home : targets) homes.push_back(data_.homes[home - 1].row.record.id.text());
  auto const hashed = protocol::evidence::audience_hash(homes);
  log_event(protocol::evidence::audience_taken(what.id, what.sent, homes.size(), hashed));
  return out;
}

receipt_entry* writer::find(message_number message, home_number home) {
  return const_cast<receipt_entry*>(data_.receipt(message, home));  // the tables are ours to change
}

protocol::applied writer::apply(message_number message, receipt_entry& receipt, ports::receipt_event event) {
  auto const before = receipt.what.state;
  auto const move = protocol::apply(before, event.act, event.answer, !event.note.empty());
  if (move.what == protocol::move::refused) return move;
  event.late = move.what == protocol::move::late;
  if (ports::changes(move.what)) {
    undo_.keep(receipt.what);
    write_into(receipt.what, move, event);
    auto const is_waiting = [](protocol::receipt_state const& state) {
      return state.stage == protocol::stage::targeted && state.closed == protocol::closure::open;
    };
    if (is_waiting(before) && !is_waiting(move.after)) {
      auto& held = data_.messages[message - 1];
      undo_.keep(held.undelivered);
      --held.undelivered;
    }
  }
  undo_.keep(data_.events);
  ++data_.events;
  if (event.id.is_nil()) event.id = ports::make_event_id(event.recorded_at, 0, data_.events);
  log_receipt(message, receipt, event);
  undo_.keep_end(receipt.events);
  receipt.events.push_back(std::move(event));
  return move;
}

void writer::close_message(message_number old, protocol::closure how, message_number by, protocol::instant when) {
  if (data_.message(old) == nullptr) throw std::invalid_argument("close_message: no such message");
  auto& held = data_.messages[old - 1];
  if (!ports::may_close(held.view.closed, how)) return;
  undo_.keep(held.view);
  held.view.closed = how;
  held.view.closed_by = by;
  auto const* const next = data_.message(by);
  log_event(ports::message_closed(held.view.row->body->id, how, when,
                                  next == nullptr ? std::nullopt : std::optional(next->view.row->body->id)));
  for (auto& receipt : held.receipts) {
    if (receipt.what.state.closed != protocol::closure::open) continue;
    ports::receipt_event event;
    event.act = ports::act_of(how);
    event.channel = "relay";
    event.recorded_at = when;
    apply(old, receipt, std::move(event));
  }
}

std::vector<message_number> writer::expire(protocol::instant now) {
  std::vector<message_number> out;
  for (auto const& held : data_.messages) {
    auto const& row = *held.view.row;
    if (held.view.closed == protocol::closure::open && row.expires && *row.expires <= now) {
      out.push_back(row.body->number);
    }
  }
  for (auto const number : out) close_message(number, protocol::closure::expired, 0, now);
  return out;
}

void writer::move_cursor(device_number device, std::uint64_t seq) {
  if (device == 0 || device > data_.devices.size()) return;
  auto& row = data_.devices[device - 1];
  if (row.stored_up_to >= seq) return;
  undo_.keep(row.stored_up_to);
  row.stored_up_to = seq;
}

std::size_t writer::record_delivered(std::span<ports::delivered_mark const> marks) {
  std::size_t rose = 0;
  for (auto const& mark : marks) {
    auto* const receipt = find(mark.message, mark.home);
    if (receipt == nullptr || receipt->what.seq != mark.seq) continue;
    move_cursor(mark.device, mark.seq);
    if (receipt->what.state.stage >= protocol::stage::delivered) continue;
    ports::receipt_event event;
    event.act = protocol::receipt_act::delivered;
    event.device = mark.device;
    event.recorded_at = mark.when;
    apply(mark.message, *receipt, std::move(event));
    ++rose;
  }
  return rose;
}

std::vector<message_number> writer::record_held(device_number device, home_number home, std::uint64_t seq,
                                                protocol::instant when) {
  std::vector<message_number> rose;
  auto const* const held = data_.home(home);
  if (held == nullptr || device == 0 || device > data_.devices.size()) return rose;
  if (data_.devices[device - 1].home != home) return rose;
  auto const last = std::min<std::uint64_t>(seq, held->inbox.size());
  for (auto at = data_.devices[device - 1].stored_up_to + 1; at <= last; ++at) {
    auto const number = held->inbox[at - 1];
    if (find(number, home)->what.state.closed != protocol::closure::open) continue;
    ports::delivered_mark const mark{home, device, number, at, when};
    if (record_delivered({&mark, 1}) == 1) rose.push_back(number);
  }
  move_cursor(device, last);
  return rose;
}

protocol::applied writer::record_act(message_number message, home_number home, ports::receipt_event const& event) {
  auto* const receipt = find(message, home);
  if (receipt == nullptr) return {protocol::move::refused, {}};
  bool const known = std::ranges::any_of(receipt->events, [&](auto const& held) { return held.id == event.id; });
  if (known) return {protocol::move::repeats, receipt->what.state};
  return apply(message, *receipt, event);
}

}  // namespace carerelay::memory
