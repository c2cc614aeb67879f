#include <catch2/catch.hpp>

#include "relay/http/routes/table.hpp"
#include "tests/unit/http/desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;

namespace {

/// The pattern with every place filled in by what belongs to somebody else.
std::string filled(std::string_view pattern, std::string const& message, std::string const& home,
                   std::string const& device) {
  std::string path(pattern);
  std::pair<std::string_view, std::string> const places[]{
      {"{message}", message}, {"{home}", home},       {"{device}", device},  {"{publisher}", "team"},
      {"{member}", "team"},   {"{session}", device},  {"{draft}", device},   {"{sha256}", std::string(64, '0')},
      {"{index}", "0"},       {"{channel}", "email"}, {"{check_in}", device}};
  for (auto const& [name, value] : places) {
    if (auto const at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
  }
  return path;
}

/// What anybody may ask: it says nothing of anybody.
bool is_about(std::string_view path) {
  return path.starts_with("/v1/about") || path == "/v1/reports" || path == "/v1/push/key";
}

/// Where people sign in: pages that anybody may look at, and what needs a session's cookie.
bool is_sign_in(std::string_view path) {
  return path.starts_with("/sign-in") || path.starts_with("/v1/sign-in") || path == "/v1/session";
}

}  // namespace

TEST_CASE("a home with its own token and another's ids finds nothing there, on every route") {
  desk with;
  auto what = bulletin();
  what.audience = {};
  what.audience.homes = {home_id(4)};
  auto const others_message = with.published(what);
  auto const [others_device, others_token] = with.enrol(4);
  auto const [device, token] = with.enrol(3);
  std::size_t tried = 0;
  for (auto const& route : http::routes()) {
    std::string const path = filled(route.pattern, others_message, home_id(4).text(), others_device.id.text());
    INFO(path);
    auto const answer = with.ask(route.method, path, "{}", token);
    bool const names_something = path != route.pattern;
    bool const is_own_door = path == "/v1/inbox" || path == "/v1/record" || path == "/v1/guidance/current" ||
                             path.starts_with("/v1/devices") || path.ends_with("api.json") ||
                             path.starts_with("/v1/log/checkpoint") || path.starts_with("/v1/log/proof/");
    if (route.pattern == "/v1/devices/{device}/token")  // asks for a signature, not for a token
      CHECK(answer.what.status == 422);
    else if (path.starts_with("/v1/channels/") &&
             path.ends_with("/callback"))  // asks for a service's proof, not for a token
      CHECK(answer.what.status == 401);
    else if (names_something)
      CHECK(answer.what.status == 404);
    else if (!is_own_door && !is_sign_in(path) && !is_about(path))
      CHECK(answer.what.status == 403);
    CHECK(answer.what.body.find(others_message) == std::string::npos);
    CHECK(with.told.empty());
    ++tried;
  }
  CHECK(tried == http::routes().size());
  CHECK(with.reader->device(others_device.id)->revoked_at == std::nullopt);
  CHECK(with.reader->receipts(1, 0, 10).front().what.state.stage == protocol::stage::targeted);
}

TEST_CASE("nobody without a token gets anything but the interface's description and the door to enrol") {
  desk with;
  auto const message = with.published(bulletin());
  for (auto const& route : http::routes()) {
    std::string const path = filled(route.pattern, message, home_id(4).text(), home_id(4).text());
    INFO(path);
    auto const answer = with.ask(route.method, path, "{}", "");
    if (is_sign_in(path) && path != "/v1/session")
      CHECK(answer.header("Set-Cookie").find("__Host-carerelay=") == std::string::npos);
    else if (path == "/v1/devices" || route.pattern == "/v1/devices/{device}/token")
      CHECK(answer.what.status == 422);
    else if (is_about(path))
      CHECK(answer.what.status != 401);
    else if (path.ends_with("api.json"))
      CHECK(answer.what.status == 200);
    else
      CHECK(answer.what.status == 401);
  }
}

TEST_CASE("a home reads its own inbox, history included, and nothing of its neighbour's") {
  desk with;
  auto const [device, token] = with.enrol(7);
  (void)with.published(bulletin());  // Enfield: not for home 7
  auto what = bulletin();
  what.audience.areas = {haringey};
  auto const first = with.published(what);
  auto const second = with.published(update_of(what, *protocol::message_id::parse(first)));
  auto const inbox = with.get("/v1/inbox?limit=1", token);
  CHECK(inbox.text("home") == home_id(7).text());
  CHECK(inbox.number("last") == 2);
  REQUIRE(inbox.list("entries").size() == 1);
  CHECK(inbox.list("entries").front().find("closed")->string() == "superseded");
  CHECK(inbox.list("entries").front().find("closed_by")->string() == second);
  auto const next = with.get(inbox.text("next"), token);
  REQUIRE(next.list("entries").size() == 1);
  CHECK(next.list("entries").front().find("message")->find("id")->string() == second);
  CHECK(next.text("next").empty());
  auto const current = with.get("/v1/guidance/current", token);
  REQUIRE(current.list("entries").size() == 1);
  CHECK(current.list("entries").front().find("message")->find("id")->string() == second);
}

TEST_CASE("a home sees its own register entry and devices") {
  desk with;
  auto const [device, token] = with.enrol(3);
  auto const own = with.get("/v1/homes/" + home_id(3).text(), token);
  CHECK(own.what.status == 200);
  CHECK(own.list("devices").size() == 1);
}

TEST_CASE("a publisher's token does not open a home's inbox") {
  desk with;
  CHECK(with.get("/v1/inbox", with.team).what.status == 403);
  CHECK(with.get("/v1/guidance/current", with.admin).what.status == 403);
}

TEST_CASE("one publisher's message is not there for another") {
  desk with;
  auto const id = with.published(bulletin());
  auto const stranger = with.make_account(
      "stranger", {{protocol::message_kind::guidance_bulletin}, {}, true, protocol::urgency::expected, false});
  for (std::string const rest : {"", "/receipts", "/coverage"})
    CHECK(with.get("/v1/messages/" + id + rest, stranger).what.status == 404);
  CHECK(with.post("/v1/messages/" + id + "/cancel", R"({"reason":"x"})", stranger).what.status == 404);
  CHECK(with.get("/v1/messages/" + id, with.admin).what.status == 200);
}
