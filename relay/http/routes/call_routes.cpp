#include <algorithm>
#include <map>

#include "adapters/ports/store.hpp"
#include "protocol/csv/writer.hpp"
#include "protocol/json/object_reader.hpp"
#include "protocol/message/message_fields.hpp"
#include "protocol/register/areas.hpp"
#include "relay/core/silence/call_list.hpp"
#include "relay/core/silence/check_in.hpp"
#include "relay/core/silence/escalate.hpp"
#include "relay/core/ways/contacts.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/receipt_filter.hpp"
#include "relay/http/routes/handlers.hpp"
#include "relay/http/spreadsheet.hpp"

namespace carerelay::http {

using protocol::errc;
using protocol::json::presence;

namespace {

constexpr std::size_t all_calls_most = 1'000;

std::string name_of(std::string const& member, context const& with) {
  auto const id = protocol::member_id::parse(member);
  auto const row = id ? with.store.member(*id) : std::nullopt;
  return row ? row->name : member;
}

/// A note is the word of whoever rang, not an act of the home.
std::string reported(ports::call_row const& row, context const& with) {
  return core::in_words(row) + " (reported by " + name_of(row.by, with) + ')';
}

void write(protocol::json::writer& json, ports::call_row const& row, context const& with) {
  json.begin_object().member("at", protocol::to_text(row.at)).member("by", row.by);
  json.member("by_name", name_of(row.by, with)).member("outcome", core::word(row.outcome));
  if (!row.spoke_to.empty()) json.member("spoke_to", row.spoke_to);
  if (row.will_act) json.member("will_act_by", protocol::to_text(*row.will_act));
  if (!row.note.empty()) json.member("note", row.note);
  json.member("words", reported(row, with)).end_object();
}

void write(protocol::json::writer& json, core::call_entry const& one, context const& with) {
  auto const& home = one.home.record;
  json.begin_object().member("message", one.message.row->body->id.text());
  json.member("headline", one.message.row->headline).member("home", home.id.text()).member("home_name", home.name);
  json.member("area", home.area.text());
  if (auto const* const area = protocol::area_by_code(home.area.text())) json.member("area_name", area->name);
  if (!home.telephone.empty()) json.member("telephone", home.telephone);
  json.member("since", protocol::to_text(one.since))
      .member("state", in_words(one.state, core::is_check_in(*one.message.row)))
      .member("why", one.why);
  json.begin_array("contacts");
  for (auto const& other : one.others) {
    json.begin_object().member("contact", other.contact).member("role", other.role);
    if (!other.label.empty()) json.member("label", other.label);
    if (!other.telephone.empty()) json.member("telephone", other.telephone);
    json.end_object();
  }
  json.end_array().begin_array("calls");
  for (auto const& call : one.calls) write(json, call, with);
  json.end_array().end_object();
}

answer in_csv(std::vector<core::call_entry> const& list, context const& with) {
  auto out = spreadsheet("calls.csv");
  protocol::csv::writer csv(out.body);
  for (std::string_view const name : {"home", "home_name", "area_name", "telephone", "contacts", "headline", "since",
                                      "state", "why", "last_call", "message"})
    csv.cell(name);
  csv.end_row();
  for (auto const& one : list) {
    auto const& home = one.home.record;
    auto const* const area = protocol::area_by_code(home.area.text());
    std::string others;
    for (auto const& other : one.others)
      if (!other.telephone.empty())
        others +=
            (others.empty() ? "" : "; ") + (other.label.empty() ? other.role : other.label) + ' ' + other.telephone;
    csv.cell(home.id.text()).cell(home.name).cell(area != nullptr ? area->name : std::string_view(home.area.text()));
    csv.cell(home.telephone).cell(others).cell(one.message.row->headline);
    csv.cell(protocol::to_london_short_text(one.since))
        .cell(in_words(one.state, core::is_check_in(*one.message.row)))
        .cell(one.why);
    csv.cell(one.calls.empty() ? std::string() : reported(one.calls.back(), with));
    csv.cell(one.message.row->body->id.text()).end_row();
  }
  return out;
}

answer in_json(std::vector<core::call_entry> const& list, context const& with) {
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("calls");
  for (auto const& one : list) write(json, one, with);
  json.end_array().end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

/// A message as the caller may see it, home by home.
or_answer<core::sight> sight_of(request const& asked, std::string const& message, context const& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const id = protocol::message_id::parse(message);
  auto seen = id ? core::look_at(with.store, *who, *id, with.now) : std::nullopt;
  if (!seen) return not_found();
  if (core::is_wellbeing(*seen->view.row))
    return problem(errc::role_not_granted, "what single homes did with a wellbeing message is shown to nobody");
  return std::move(*seen);
}

}  // namespace

answer get_call_list(request const& asked, arguments const& at, context& with) {
  auto const seen = sight_of(asked, at[0], with);
  if (!seen) return seen.error();
  auto const list = core::call_list(with.store, *seen);
  return wants_csv(asked) ? in_csv(list, with) : in_json(list, with);
}

answer list_calls(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  auto const list = core::call_list(with.store, *who, with.now, all_calls_most);
  return wants_csv(asked) ? in_csv(list, with) : in_json(list, with);
}

answer post_call(request const& asked, arguments const& at, context& with) {
  auto const seen = sight_of(asked, at[0], with);
  if (!seen) return seen.error();
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const home_id = protocol::home_id::parse(at[1]);
  auto const home = home_id ? with.store.home(*home_id) : std::nullopt;
  auto const receipt = home ? with.store.receipt(seen->view.row->body->number, home->number) : std::nullopt;
  if (!receipt || !core::shows(*seen, receipt->what)) return not_found();
  auto const body = json_body(asked, 8 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  using core::word;
  ports::call_row row;
  row.at = with.now;
  row.by = who->member.id.text();
  auto const outcome_of = [](std::string_view text) {
    std::optional<ports::call_outcome> out;
    for (auto const one : {ports::call_outcome::reached, ports::call_outcome::no_answer,
                           ports::call_outcome::wrong_number, ports::call_outcome::will_act})
      if (word(one) == text) out = one;
    return out;
  };
  row.outcome = from.parsed("outcome", presence::required, outcome_of, "reached, no_answer, wrong_number or will_act",
                            errc::unknown_value)
                    .value_or(ports::call_outcome::reached);
  row.spoke_to = from.text("spoke_to", presence::optional, {.most = 160});
  row.note = from.text("note", presence::optional, {.most = 1'000});
  row.will_act = protocol::message_fields::read_instant(from, "will_act_by");
  if (row.will_act && row.outcome != ports::call_outcome::will_act)
    from.refuse("will_act_by", errc::not_allowed, "expected only with the outcome will_act");
  if (!wrong.empty()) return problem(wrong);
  core::note_call(*with.writer, *seen->view.row, *home, row);
  with.after_commit.push_back(core::receipts_changed{seen->view.row->body->number, {home->number}});
  answer out;
  out.status = 201;
  protocol::json::writer json(out.body);
  write(json, row, with);
  return out;
}

answer get_escalation(request const& asked, arguments const& at, context& with) {
  auto const seen = sight_of(asked, at[0], with);
  if (!seen) return seen.error();
  auto const number = seen->view.row->body->number;
  auto const what = protocol::parse_message(seen->view.row->body->json);
  if (!what) return not_found();
  auto const waited = core::awaited(seen->view, what->content.ack);
  std::map<ports::home_number, std::vector<ports::rung_row>> taken;
  for (auto& one : with.store.rungs(number, 0, ~0U)) taken[one.home].push_back(std::move(one));
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("message", seen->view.row->body->id.text()).begin_array("homes");
  std::uint64_t answered = 0, waiting = 0, listed = 0;
  ports::home_number after = 0;
  for (;;) {
    auto const page = with.store.receipts(number, after, 1'000);
    for (auto const& receipt : page) {
      if (!core::shows(*seen, receipt.what)) continue;
      bool const is_answered = core::is_answered(waited, receipt.what.state.stage);
      auto const& steps = taken[receipt.home];
      bool const is_listed = std::any_of(steps.begin(), steps.end(),
                                         [](auto const& one) { return one.outcome == ports::rung_outcome::listed; });
      ++(is_answered ? answered : is_listed ? listed : waiting);
      if (steps.empty()) continue;
      json.begin_object().member("home", receipt.what.home.text()).member("home_name", receipt.what.home_name);
      json.member("state", is_answered ? "answered" : is_listed ? "to_be_rung" : "waiting").begin_array("steps");
      for (auto const& one : steps) {
        json.begin_object().member("step", one.step).member("at", protocol::to_text(one.at));
        json.member("outcome", core::word(one.outcome));
        if (!one.channel.empty()) json.member("channel", one.channel).member("contact", one.contact);
        if (auto const role = core::role_of(with.store, receipt.home, one.contact))
          json.member("role", ports::word(*role));
        if (!one.why.empty()) json.member("why", one.why);
        json.end_object();
      }
      json.end_array().end_object();
    }
    if (page.size() < 1'000) break;
    after = page.back().home;
  }
  json.end_array().key("counts").begin_object().member("waiting", waiting).member("answered", answered);
  json.member("to_be_rung", listed).end_object().end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

}  // namespace carerelay::http
