#include "relay/core/silence/escalate.hpp"

#include <algorithm>

#include "adapters/ports/store.hpp"
#include "protocol/evidence/event.hpp"
#include "relay/core/publish/visibility.hpp"
#include "relay/core/ways/channel_evidence.hpp"
#include "relay/core/ways/contacts.hpp"
#include "relay/core/ways/destination.hpp"

namespace carerelay::core {

using ports::rung_outcome;

namespace {

/// Homes that can only be rung any more are looked after this often, so that the call list ends with its message.
constexpr auto look_again = std::chrono::minutes(10);

/// Everything that is the same for all homes of a look.
struct look {
  ports::store_writer& store;
  ladder_rules const& rules;
  outbox_rules const& ways;
  ports::message_view const& view;
  awaited_message const& what;
  outbox_pen& pen;
  protocol::way_set granted;
  instant now;
};

std::string why_not(look const& on, channel_rules const& by, addressee const& who, written_to const& to) {
  if (!on.granted.has(by.way)) return "not_granted";
  if (who.does_not_want(by)) return "opted_out";
  auto const lane = on.store.lane(by.name);
  if (lane && lane->state == ports::lane_state::stopped) return "channel_stopped";
  return on.pen.why_not(by, to, on.now);
}

/// Every address of the home by every channel that a step names.
std::vector<reachable> ways_to(look const& on, ports::home_row const& home,
                               std::vector<ports::outbox_row> const& rows) {
  std::vector<reachable> out;
  for (auto const& step : on.rules.steps) {
    if (step == call_list_step || step == deputy_step || step == stream_step) continue;
    auto const* const by = on.ways.find(step);
    if (by == nullptr || by->room) {
      out.push_back({0, false, step, "no_such_channel", false});
      continue;
    }
    for (auto const& who : addressees_of(on.store, home, *by)) {
      auto const& address = who.address;
      // Two of a home's people may have one address: it is not written to twice.
      bool const was_tried = std::any_of(rows.begin(), rows.end(), [&](auto const& row) {
        bool const is_address = !address.empty() && row.to == address && row.state != ports::outbox_state::suppressed;
        return row.home == home.number && row.channel == step && (row.contact == who.contact || is_address);
      });
      out.push_back(
          {who.contact, who.is_deputy, step, why_not(on, *by, who, written_to{who.contact, address}), was_tried});
    }
  }
  return out;
}

/// The address that the ladder has chosen.
written_to address_of(look const& on, ports::home_row const& home, rung const& chosen) {
  for (auto const& who : addressees_of(on.store, home, *on.ways.find(chosen.channel)))
    if (who.contact == chosen.contact) return {who.contact, who.address};
  return {chosen.contact, ""};
}

void leave_evidence(look const& on, ports::home_row const& home, ports::rung_row const& row) {
  if (row.outcome == rung_outcome::skipped) return;
  protocol::evidence::event said{protocol::evidence::event_type::escalated, on.now};
  said.message = on.view.row->body->id;
  said.home = home.record.id;
  said.more = {{"outcome", std::string(word(row.outcome))}, {"step", row.step}};
  if (!row.channel.empty()) {
    said.more.push_back({"channel", row.channel});
    said.more.push_back({"contact", static_cast<std::int64_t>(row.contact)});
    if (auto const role = role_of(on.store, home.number, row.contact))
      said.more.push_back({"role", std::string(ports::word(*role))});
  }
  on.store.log_event(said);
}

void take(look const& on, ports::home_row const& home, rung const& chosen, std::vector<step_taken>& taken) {
  ports::rung_row row{on.view.row->body->number, home.number, chosen.step, on.now,
                      rung_outcome::skipped,     "",          0,           chosen.why};
  if (chosen.what == rung_kind::list) row.outcome = rung_outcome::listed;
  if (chosen.what == rung_kind::send) {
    row.outcome = rung_outcome::sent;
    row.channel = chosen.channel;
    row.contact = chosen.contact;
  }
  if (!on.store.add_rung(row)) return;  // taken before: it is never taken again
  if (row.outcome == rung_outcome::sent)
    add_rows(on.store, {on.pen.row(*on.ways.find(chosen.channel), row.message, home.number,
                                   address_of(on, home, chosen), on.store, on.now)});
  leave_evidence(on, home, row);
  taken.push_back({row.step, row.channel, on.view.row->body->id, home.record.id, row.outcome, row.why});
}

/// One home; gives when to look again.
std::optional<instant> look_after(look const& on, ports::receipt_row const& receipt,
                                  std::vector<ports::outbox_row> const& rows, std::vector<ports::rung_row> const& rungs,
                                  std::vector<step_taken>& taken) {
  awaited_home home;
  home.stage = receipt.what.state.stage;
  for (auto const& one : rungs)
    if (one.home == receipt.home) home.taken.push_back({one.step, one.at, one.outcome != rung_outcome::skipped});
  auto const early = first_step_at(on.rules, on.what, home.stage);
  if (on.now < early) return early;
  auto const row = on.store.home(receipt.home);
  if (!row) return std::nullopt;
  home.is_suspended = row->suspended;
  home.ways = ways_to(on, *row, rows);
  auto const next = climb(on.rules, on.what, home, on.now);
  for (auto const& one : next.now) take(on, *row, one, taken);
  return next.next;
}

/// A part of the homes; the place after them.
void look_after_some(look const& on, std::size_t homes, escalation_look& out) {
  auto const number = on.view.row->body->number;
  auto const page = on.store.receipts(number, out.place.after, homes);
  if (!page.empty()) {
    auto const rows = on.store.outbox_of(number, page.front().home, page.back().home);
    auto const rungs = on.store.rungs(number, page.front().home, page.back().home);
    for (auto const& receipt : page) {
      if (is_answered(on.what, receipt.what.state.stage)) continue;
      auto const next = look_after(on, receipt, rows, rungs, out.taken);
      if (next) out.place.soonest = out.place.soonest ? std::min(*out.place.soonest, *next) : *next;
      if (!next) out.place.is_waiting = true;
    }
    out.place.after = page.back().home;
  }
  if (page.size() == homes) return;
  if (out.place.soonest)
    on.store.put_watch({number, std::max(*out.place.soonest, on.now + std::chrono::milliseconds(1))});
  else if (out.place.is_waiting)
    on.store.put_watch({number, on.now + look_again});
  else
    on.store.remove_watch(number);
  out.place = {};
}

}  // namespace

std::string_view word(rung_outcome what) noexcept {
  switch (what) {
    case rung_outcome::sent: return "sent";
    case rung_outcome::listed: return "listed";
    case rung_outcome::skipped: return "skipped";
  }
  return "";
}

awaited_message awaited(ports::message_view const& view, protocol::acknowledgement const& ack) {
  ports::message_row const& row = *view.row;
  awaited_message out;
  out.kind = row.kind;
  out.urgency = row.urgency;
  out.wants_answer = ack.required;
  out.is_open = view.closed == protocol::closure::open;
  out.names_nobody = is_wellbeing(row);
  out.begins = std::max(row.sent, row.effective);
  if (ack.required) out.due = ack.by;
  out.ends = row.expires;
  return out;
}

escalation_look escalate(ports::store_writer& store, ladder_rules const& rules, outbox_rules const& ways,
                         look_place from, std::size_t homes, instant now) {
  escalation_look out;
  out.place = std::move(from);
  if (out.place.message == 0) {
    auto const due = store.watch_due(now);
    if (!due) {
      out.next = store.watch_next();
      return out;
    }
    out.place = {};
    out.place.message = due->message;
  }
  out.has_more = true;
  auto const number = out.place.message;
  auto const view = store.message(number);
  auto const what = view ? protocol::parse_message(view->row->body->json) : protocol::faults{};
  if (!rules.is_on || !what || view->closed != protocol::closure::open) {
    store.remove_watch(number);
    out.place = {};
    return out;
  }
  auto const waited = awaited(*view, what->content.ack);
  // Before anything can be due nobody's receipts are read.
  auto const earliest = std::min(first_step_at(rules, waited, protocol::stage::targeted),
                                 first_step_at(rules, waited, protocol::stage::read));
  if (now < earliest) {
    store.put_watch({number, earliest});
    out.place = {};
    return out;
  }
  if (!out.place.pen) out.place.pen = std::make_shared<outbox_pen>(*what);
  auto const team = store.publisher(view->row->sender);
  auto const granted = team ? team->grant.channels : protocol::way_set{};
  look_after_some({store, rules, ways, *view, waited, *out.place.pen, granted, now}, homes, out);
  return out;
}

}  // namespace carerelay::core
