#include "relay/cli/calls.hpp"

#include "protocol/json/writer.hpp"
#include "relay/cli/shown.hpp"
#include "relay/cli/table.hpp"

namespace carerelay::cli {
namespace {

using protocol::json::value;

/// Asks, and shows the body as it is when that was wanted; else the answer as JSON.
std::optional<value> ask(place const& where, door_request const& what, bool as_it_is, world& with) {
  return read_unless_shown(expect_ok(open_door(where, with)->ask(what)), as_it_is, with);
}

std::string whom(value const& call) {
  std::string out = text_of(call, "telephone");
  for (auto const& other : list_of(call, "contacts")) {
    auto const number = text_of(other, "telephone");
    if (number.empty()) continue;
    auto const label = text_of(other, "label");
    out += (out.empty() ? "" : ", ") + (label.empty() ? text_of(other, "role") : label) + ' ' + number;
  }
  return out;
}

std::string last_call(value const& call) {
  auto const& calls = list_of(call, "calls");
  return calls.empty() ? std::string() : text_of(calls.back(), "words");
}

void show(value const& one, world& with) {
  with.out << text_of(one, "id") << "  " << text_of(one, "state") << ", every day at " << text_of(one, "time")
           << ", until " << text_of(one, "until") << '\n';
  if (text_of(one, "state") == "waiting")
    with.out << "It waits for another person: carerelay check-ins approve " << text_of(one, "id") << '\n';
}

}  // namespace

int calls_list(call_options const& what, world& with) {
  door_request request;
  request.path =
      what.message.empty() ? "/v1/call-list" : "/v1/messages/" + percent_encoded(what.message) + "/call-list";
  if (what.csv) request.accept = "text/csv";
  auto const answer = ask(what.where, request, what.json || what.csv, with);
  if (!answer) return done;
  auto const& calls = list_of(*answer, "calls");
  if (calls.empty()) {
    with.out << "Nobody is to be rung.\n";
    return done;
  }
  table rows({"Home", "Ring", "Since", "Message", "Why", "Last call"});
  for (auto const& one : calls)
    rows.add({text_of(one, "home_name"), whom(one), text_of(one, "since"), text_of(one, "headline"),
              text_of(one, "why"), last_call(one)});
  with.out << rows.text();
  return done;
}

int calls_note(call_options const& what, world& with) {
  door_request request;
  request.method = "POST";
  request.path = "/v1/messages/" + percent_encoded(what.message) + "/call-list/" + percent_encoded(what.home);
  protocol::json::writer json(request.body);
  json.begin_object().member("outcome", what.outcome);
  if (!what.spoke_to.empty()) json.member("spoke_to", what.spoke_to);
  if (!what.will_act_by.empty()) json.member("will_act_by", what.will_act_by);
  if (!what.note.empty()) json.member("note", what.note);
  json.end_object();
  auto const answer = ask(what.where, request, what.json, with);
  if (answer) with.out << "Noted: " << text_of(*answer, "words") << ".\n";
  return done;
}

int paths_show(call_options const& what, world& with) {
  door_request request;
  request.path = "/v1/homes/" + percent_encoded(what.home) + "/paths";
  if (what.csv) request.accept = "text/csv";
  auto const answer = ask(what.where, request, what.json || what.csv, with);
  if (!answer) return done;
  table rows({"Way", "State", ""});
  for (auto const& one : list_of(*answer, "paths")) {
    rows.add({channel_and_role(one), text_of(one, "state"), text_of(one, "words")});
  }
  with.out << rows.text();
  return done;
}

int check_ins_list(check_in_options const& what, world& with) {
  door_request request;
  request.path = "/v1/check-ins";
  auto const answer = ask(what.where, request, what.json, with);
  if (!answer) return done;
  table rows({"Id", "Team", "At", "State", "Next", "Headline"});
  for (auto const& one : list_of(*answer, "check_ins"))
    rows.add({text_of(one, "id"), text_of(one, "team"), text_of(one, "time"), text_of(one, "state"),
              text_of(one, "next"), text_of(one, "headline")});
  with.out << rows.text();
  return done;
}

int check_ins_add(check_in_options const& what, world& with) {
  door_request request;
  request.method = "POST";
  request.path = "/v1/check-ins";
  protocol::json::writer json(request.body);
  json.begin_object().member("headline", what.headline).member("text", what.text).member("time", what.time);
  json.member("until", what.until).key("audience").begin_object();
  if (what.everyone) json.member("everyone", true);
  auto const list = [&json](std::string_view name, std::vector<std::string> const& all) {
    if (all.empty()) return;
    json.begin_array(name);
    for (auto const& one : all) json.value(one);
    json.end_array();
  };
  list("areas", what.areas);
  list("homes", what.homes);
  json.end_object().end_object();
  auto const answer = ask(what.where, request, what.json, with);
  if (answer) show(*answer, with);
  return done;
}

int check_ins_answers(check_in_options const& what, world& with) {
  door_request request;
  request.path = "/v1/check-ins/" + percent_encoded(what.id) + "/answers?limit=" + (what.json ? "1000" : "1");
  if (!what.day.empty()) request.path += "&day=" + percent_encoded(what.day);
  if (what.csv) request.accept = "text/csv";
  auto const answer = ask(what.where, request, what.json || what.csv, with);
  if (!answer) return done;
  table rows({"Day", "Asked", "No change", "Something has changed", "Not answered"});
  for (auto const& one : list_of(*answer, "days"))
    rows.add({text_of(one, "day"), std::to_string(number_of(one, "asked")), std::to_string(number_of(one, "no_change")),
              std::to_string(number_of(one, "changed")), std::to_string(number_of(one, "not_answered"))});
  with.out << rows.text();
  return done;
}

int check_ins_approve(check_in_options const& what, world& with) {
  door_request request;
  request.method = "POST";
  request.path = "/v1/check-ins/" + percent_encoded(what.id) + "/approve";
  request.body = "{}";
  auto const answer = ask(what.where, request, what.json, with);
  if (answer) show(*answer, with);
  return done;
}

int check_ins_end(check_in_options const& what, world& with) {
  door_request request;
  request.method = "DELETE";
  request.path = "/v1/check-ins/" + percent_encoded(what.id);
  auto const answer = ask(what.where, request, what.json, with);
  if (answer) show(*answer, with);
  return done;
}

}  // namespace carerelay::cli
