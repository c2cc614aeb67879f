#include <algorithm>
#include <map>

#include "protocol/csv/writer.hpp"
#include "relay/core/ways/contacts.hpp"
#include "relay/core/ways/way_health.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/channel_json.hpp"
#include "relay/http/home_json.hpp"
#include "relay/http/path_json.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"
#include "relay/http/spreadsheet.hpp"

namespace carerelay::http {

std::vector<std::string> channels_to_homes(context const& with) {
  std::vector<std::string> out;
  for (auto const& one : with.facts.outbox.channels)
    if (!one.room) out.push_back(one.name);
  return out;
}

void write_paths(protocol::json::writer& json, ports::home_number home, context const& with) {
  json.begin_array("paths");
  for (auto const& one : core::paths_of(with.store, home, channels_to_homes(with))) {
    json.begin_object().member("channel", one.channel);
    write_contact(json, home, one.contact, with);
    json.member("state", core::word(one.state)).member("words", core::in_words(one));
    if (one.good_at) json.member("last_good_at", protocol::to_text(*one.good_at));
    if (one.tried_at) json.member("last_tried_at", protocol::to_text(*one.tried_at));
    if (one.failed_at)
      json.member("last_failed_at", protocol::to_text(*one.failed_at)).member("last_failure", one.failure);
    json.end_object();
  }
  json.end_array();
}

void write_last_delivery(protocol::json::writer& json, ports::home_number home, context const& with) {
  std::map<std::string, protocol::instant> newest;
  for (auto const& one : core::paths_of(with.store, home, channels_to_homes(with))) {
    if (!one.good_at) continue;
    auto const [place, is_first] = newest.emplace(one.channel, *one.good_at);
    if (!is_first) place->second = std::max(place->second, *one.good_at);
  }
  json.key("last_delivery").begin_object();
  for (auto const& [channel, at] : newest) json.member(channel, protocol::to_text(at));
  json.end_object();
}

namespace {

std::string text_of(std::optional<protocol::instant> const& when) {
  return when ? protocol::to_text(*when) : std::string();
}

answer csv_answer(ports::home_row const& home, context const& with) {
  auto out = spreadsheet("ways.csv");
  protocol::csv::writer csv(out.body);
  for (std::string_view const name : {"home", "home_name", "way", "contact", "state", "in_words", "last_delivered",
                                      "last_handed_over", "last_failed", "last_failure", "role"})
    csv.cell(name);
  csv.end_row();
  for (auto const& one : core::paths_of(with.store, home.number, channels_to_homes(with))) {
    csv.cell(home.record.id.text()).cell(home.record.name).cell(one.channel);
    auto const role = core::role_of(with.store, home.number, one.contact);
    csv.cell(one.contact == 0 ? std::string() : std::to_string(one.contact)).cell(core::word(one.state));
    csv.cell(core::in_words(one)).cell(text_of(one.good_at)).cell(text_of(one.tried_at));
    csv.cell(text_of(one.failed_at)).cell(one.failure);
    csv.cell(role ? ports::word(*role) : std::string_view{}).end_row();
  }
  return out;
}

}  // namespace

answer get_paths(request const& asked, arguments const& at, context& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const home = visible_home(at[0], *who, with);
  if (!home) return not_found();
  if (wants_csv(asked)) return csv_answer(*home, with);
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("home", home->record.id.text());
  write_paths(json, home->number, with);
  json.end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

}  // namespace carerelay::http
