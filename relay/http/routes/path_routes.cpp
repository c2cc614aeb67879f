#include "relay/core/ways/way_health.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/home_json.hpp"
#include "relay/http/path_json.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

std::vector<std::string> channels_to_homes(context const& with) {
  std::vector<std::string> out;
  for (auto const& one : with.facts.outbox.channels) out.push_back(one.name);
  return out;
}

void write_paths(protocol::json::writer& json, ports::home_number home, context const& with) {
  json.begin_array("paths");
  for (auto const& one : core::paths_of(with.store, home, channels_to_homes(with))) {
    json.begin_object().member("channel", one.channel);
    if (one.contact != 0) json.member("contact", one.contact);
    json.member("state", core::word(one.state)).member("words", core::in_words(one));
    if (one.good_at) json.member("last_good_at", protocol::to_text(*one.good_at));
    if (one.tried_at) json.member("last_tried_at", protocol::to_text(*one.tried_at));
    if (one.failed_at)
      json.member("last_failed_at", protocol::to_text(*one.failed_at)).member("last_failure", one.failure);
    json.end_object();
  }
  json.end_array();
}

answer get_paths(request const& asked, arguments const& at, context& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const home = visible_home(at[0], *who, with);
  if (!home) return not_found();
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("home", home->record.id.text());
  write_paths(json, home->number, with);
  json.end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

}  // namespace carerelay::http
