#include "protocol/json/writer.hpp"
#include "relay/cli/commands.hpp"
#include "relay/cli/shown.hpp"
#include "relay/cli/table.hpp"

namespace carerelay::cli {

namespace {

std::string path_of(devices_options const& what, std::string_view rest) {
  return "/v1/homes/" + percent_encoded(what.home) + "/devices/" + percent_encoded(what.device) + std::string(rest);
}

}  // namespace

int devices_list(devices_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.path = "/v1/homes/" + percent_encoded(what.home);
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& home = *read;
  table rows({"Device", "Name", "Trust", "Enrolled", ""});
  for (auto const& one : list_of(home, "devices")) {
    auto const revoked = text_of(one, "revoked_at");
    auto const confirmed = text_of(one, "confirmed_at");
    auto const awaiting = text_of(one, "awaiting");
    rows.add({text_of(one, "id"), text_of(one, "name"), text_of(one, "trust"), text_of(one, "enrolled_at"),
              !revoked.empty()      ? "revoked " + revoked
              : awaiting == "words" ? "awaiting: its eight words, on the telephone"
              : awaiting == "list"  ? "awaiting: the home's own word (device trust, device approve)"
              : !confirmed.empty()  ? "words confirmed " + confirmed
                                    : ""});
  }
  with.out << rows.text();
  return done;
}

int devices_confirm(devices_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "POST";
  request.path = path_of(what, "/confirm");
  protocol::json::writer(request.body).begin_object().member("words", what.words).end_object();
  (void)expect_ok(where->ask(request));
  with.out << (what.json ? "{}" : "Confirmed. Now, on the device: carerelay device trust --folder ...") << '\n';
  return done;
}

int devices_revoke(devices_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "DELETE";
  request.path = path_of(what, "");
  (void)expect_ok(where->ask(request));
  with.out << (what.json ? "{}" : "Revoked: its connection is cut, and nothing more is sealed for it.") << '\n';
  return done;
}

}  // namespace carerelay::cli
