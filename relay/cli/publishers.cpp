#include "protocol/json/writer.hpp"
#include "relay/cli/commands.hpp"
#include "relay/cli/shown.hpp"
#include "relay/cli/table.hpp"

namespace carerelay::cli {

namespace {

std::string joined(protocol::json::array const& words) {
  std::string out;
  for (auto const& word : words) {
    if (!out.empty()) out += ", ";
    if (word.is(protocol::json::kind::string)) out += word.string();
  }
  return out;
}

bool flag(protocol::json::value const& from, std::string_view name) {
  auto const* const found = from.find(name);
  return found != nullptr && found->is(protocol::json::kind::boolean) && found->boolean();
}

}  // namespace

namespace {

void write_account(protocol::json::writer& out, publisher_options const& what) {
  bool const everywhere = what.areas.size() == 1 && what.areas.front() == "all";
  out.member("name", what.name).begin_array("kinds");
  for (auto const& kind : what.kinds) out.value(kind);
  out.end_array();
  if (everywhere) {
    out.member("all_areas", true);
  } else {
    out.begin_array("areas");
    for (auto const& area : what.areas) out.value(area);
    out.end_array();
  }
  if (!what.channels.empty()) {
    out.begin_array("channels");
    for (auto const& way : what.channels) out.value(way);
    out.end_array();
  }
  if (what.daily_quota >= 0) out.member("daily_quota", what.daily_quota);
  if (!what.expires.empty()) out.member("expires", what.expires);
  out.member("urgency", what.urgency).member("administrator", what.administrator);
}

}  // namespace

int publishers_add(publisher_options const& what, world& with) {
  std::string body;
  protocol::json::writer out(body);
  out.begin_object().member("id", what.id);
  write_account(out, what);
  out.end_object();
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "POST";
  request.path = "/v1/publishers";
  request.body = body;
  auto const answer = expect_ok(where->ask(request));
  if (what.json) {
    with.out << answer << '\n';
    return done;
  }
  ports::http_answer const got{200, "application/json", answer};
  with.out << "Account " << what.id << " is made. Its token, shown this once:\n"
           << text_of(expect_json(got), "token") << '\n';
  return done;
}

int publishers_change(publisher_options const& what, world& with) {
  std::string body;
  protocol::json::writer out(body);
  out.begin_object();
  write_account(out, what);
  out.end_object();
  door_request request;
  request.method = "PUT";
  request.path = "/v1/publishers/" + percent_encoded(what.id);
  request.body = body;
  auto const answer = expect_ok(open_door(what.where, with)->ask(request));
  if (what.json)
    with.out << answer << '\n';
  else
    with.out << "Account " << what.id << " may do exactly what was given now; its streams connect again.\n";
  return done;
}

int publishers_list(publisher_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.path = "/v1/publishers";
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  table rows({"Id", "Name", "Kinds", "Areas", "Most urgent", ""});
  for (auto const& who : list_of(answer, "publishers")) {
    std::string notes = flag(who, "administrator") ? "administrator" : "";
    if (!text_of(who, "revoked_at").empty()) notes = "ended " + text_of(who, "revoked_at");
    rows.add({text_of(who, "id"), text_of(who, "name"), joined(list_of(who, "kinds")),
              flag(who, "all_areas") ? "all" : joined(list_of(who, "areas")), text_of(who, "urgency"), notes});
  }
  with.out << rows.text();
  return done;
}

int publishers_revoke(publisher_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "DELETE";
  request.path = "/v1/publishers/" + percent_encoded(what.id);
  auto const body = expect_ok(where->ask(request));
  if (what.json)
    with.out << (body.empty() ? "{}" : body) << '\n';
  else
    with.out << "Account " << what.id << " is ended; what it published stays.\n";
  return done;
}

}  // namespace carerelay::cli
