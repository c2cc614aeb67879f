#include <algorithm>
#include <set>

#include "tests/unit/people/people_desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;

namespace {

constexpr auto members = "/v1/publishers/team/members";

std::string machine(std::string_view id, std::string_view roles = R"(["publisher"])") {
  return R"({"id":")" + std::string(id) + R"(","name":"Alert feed","roles":)" + std::string(roles) + "}";
}

bool ends_streams_of(std::vector<core::event> const& told, std::string_view id) {
  return std::any_of(told.begin(), told.end(), [&](auto const& one) {
    auto const* const gone = std::get_if<core::member_revoked>(&one);
    return gone != nullptr && gone->member.text() == id;
  });
}

}  // namespace

TEST_CASE("a machine is added with a token shown once, and its token opens what its roles allow") {
  people_desk with;
  auto const made = with.post(members, machine("feed"), with.admin);
  REQUIRE(made.what.status == 201);
  CHECK(made.header("Location") == "/v1/publishers/team/members/feed");
  CHECK(made.header("Cache-Control") == "no-store");
  CHECK(with.told_events() == std::vector<std::string>{"member_changed"});
  auto const token = made.text("token");
  CHECK(with.post("/v1/messages", protocol::encode_draft(bulletin()), token).what.status == 201);
  CHECK(with.get(members, token).what.status == 403);
  auto const listed = with.get(members, with.admin).list("members");
  CHECK(listed.size() == 4);
  for (auto const& one : listed) CHECK(one.find("token") == nullptr);
}

TEST_CASE("a person gets a token only when asked for one, and may approve where a machine may not") {
  people_desk with;
  auto const person = with.post(
      members,
      R"({"id":"joan","person":true,"name":"Joan Doe","roles":["approver"],"issuer":"https://id","subject":"7"})",
      with.admin);
  REQUIRE(person.what.status == 201);
  CHECK(person.text("token").empty());
  CHECK_FALSE(person.json.find("has_token")->boolean());
  CHECK(with.reader->member_by_subject("https://id", "7")->id.text() == "joan");
  auto const wrong = with.post(members, machine("robot", R"(["approver"])"), with.admin);
  CHECK(wrong.what.status == 403);
  CHECK(wrong.list("errors").front().find("pointer")->string() == "/roles");
  auto const sender =
      with.post(members, R"({"id":"jack","person":true,"name":"Jack","roles":["result_sender"]})", with.admin);
  CHECK(sender.what.status == 201);
  auto const taken = with.post(
      members, R"({"id":"jill","person":true,"name":"Jill","roles":["approver"],"issuer":"https://id","subject":"7"})",
      with.admin);
  CHECK(taken.what.status == 409);
  CHECK(taken.list("errors").front().find("pointer")->string() == "/subject");
}

TEST_CASE("nobody becomes administrator in a team that may have none") {
  people_desk with;
  auto const answer = with.post(members, machine("boss", R"(["administrator"])"), with.admin);
  CHECK(answer.what.status == 422);
  CHECK(with.post("/v1/publishers/admin/members", machine("boss", R"(["administrator"])"), with.admin).what.status ==
        201);
}

TEST_CASE("every fault of a member is named, and a misspelt limit is not taken for none") {
  people_desk with;
  auto const answer = with.post(
      members, R"({"id":"X","roles":["king"],"grant":{"daily_qouta":3},"subject":"7","tokens":true})", with.admin);
  CHECK(answer.what.status == 422);
  std::set<std::string> at;
  for (auto const& fault : answer.list("errors")) at.insert(fault.find("pointer")->string());
  CHECK(at == std::set<std::string>{"/id", "/name", "/roles/0", "/roles", "/grant/daily_qouta", "/issuer", "/tokens"});
  CHECK(with.post(members, machine("feed", "[]"), with.admin).what.status == 422);
  CHECK(with.post(members, machine("jane"), with.admin).what.status == 409);  // the name is taken
}

TEST_CASE("a revoked member's token is dead at once, and its streams end") {
  people_desk with;
  CHECK(with.get("/v1/drafts", with.jane).what.status == 200);
  auto const gone = with.ask(http::method::delete_, std::string(members) + "/jane", "", with.admin);
  CHECK(gone.what.status == 204);
  CHECK(ends_streams_of(with.told, "jane"));
  CHECK(with.get("/v1/drafts", with.jane).what.status == 401);
  CHECK(with.get("/v1/drafts", with.john).what.status == 200);
  CHECK(with.ask(http::method::delete_, std::string(members) + "/jane", "", with.admin).what.status == 204);
  CHECK(with.told.empty());
  CHECK(with.post(std::string(members) + "/jane/token", "{}", with.admin).what.status == 409);
}

TEST_CASE("a new token kills the one before") {
  people_desk with;
  auto const made = with.post(std::string(members) + "/jane/token", "{}", with.admin);
  REQUIRE(made.what.status == 201);
  CHECK(ends_streams_of(with.told, "jane"));
  CHECK(with.get("/v1/drafts", with.jane).what.status == 401);
  CHECK(with.get("/v1/drafts", made.text("token")).what.status == 200);
}

TEST_CASE("changed roles and grants hold from the next request on") {
  people_desk with;
  auto const path = std::string(members) + "/jane";
  auto const narrowed = with.ask(http::method::put, path,
                                 R"({"name":"Jane","roles":["publisher"],"grant":{"kinds":["guidance_bulletin"],)"
                                 R"("areas":["E09000014"],"daily_quota":1}})",
                                 with.admin);
  REQUIRE(narrowed.what.status == 200);
  CHECK(with.told_events() == std::vector<std::string>{"member_changed"});
  CHECK(ends_streams_of(with.told, "jane"));
  CHECK(with.post("/v1/messages", protocol::encode_draft(bulletin()), with.jane).text("code") == "area_not_granted");
  auto there = bulletin();
  there.audience.areas = {haringey};
  CHECK(with.post("/v1/messages", protocol::encode_draft(there), with.jane).what.status == 201);
  CHECK(with.post("/v1/messages", protocol::encode_draft(there), with.jane).what.status == 429);
  CHECK(with.ask(http::method::put, path, R"({"name":"Jane","roles":["publisher"],"person":false})", with.admin)
            .what.status == 422);
}

TEST_CASE("a team's grant changes as a whole, and what it no longer says is gone") {
  people_desk with;
  auto const changed = with.ask(http::method::put, "/v1/publishers/team",
                                R"({"name":"Team","kinds":["guidance_bulletin"],"all_areas":true,"daily_quota":5,)"
                                R"("expires":"2026-11-21T12:00:01Z"})",
                                with.admin);
  REQUIRE(changed.what.status == 200);
  CHECK(with.told_events() == std::vector<std::string>{"grant_changed"});
  CHECK(with.write().text("code") == "role_not_granted");  // immediate is no longer granted
  CHECK(with.post("/v1/messages", protocol::encode_draft(bulletin()), with.jane).what.status == 201);
  with.now = noon + std::chrono::seconds(1);
  auto const late = with.post("/v1/messages", protocol::encode_draft(bulletin()), with.jane);
  CHECK(late.what.status == 403);
  CHECK(late.text("code") == "grant_expired");
  CHECK(with.ask(http::method::put, "/v1/publishers/team", R"({"name":"Team","dayly_quota":5})", with.admin)
            .what.status == 422);
  CHECK(with.ask(http::method::put, "/v1/publishers/none", R"({"name":"Team"})", with.admin).what.status == 404);
}

TEST_CASE("members are an administrator's business, and another team's are not there") {
  people_desk with;
  for (auto const& token : {with.jane, with.john, with.team}) {
    CHECK(with.get(members, token).what.status == 403);
    CHECK(with.post(members, machine("feed"), token).what.status == 403);
    CHECK(with.ask(http::method::delete_, std::string(members) + "/jane", "", token).what.status == 403);
    CHECK(with.ask(http::method::put, "/v1/publishers/team", R"({"name":"Team"})", token).what.status == 403);
  }
  CHECK(with.get("/v1/publishers/nobody/members", with.admin).what.status == 404);
  CHECK(with.ask(http::method::delete_, "/v1/publishers/admin/members/jane", "", with.admin).what.status == 404);
  auto const [device, home_token] = with.enrol(1);
  CHECK(with.get(members, home_token).what.status == 404);
}

TEST_CASE("changing a person's roles leaves who they are at the identity provider; only null takes it away") {
  people_desk with;
  auto const path = "/v1/publishers/team/members/jane";
  auto const change = [&](std::string more) {
    return with.ask(http::method::put, path, R"({"name":"Jane","roles":["publisher"])" + more + "}", with.admin);
  };
  REQUIRE(change(R"(,"issuer":"https://login.example","subject":"s-1")").what.status == 200);
  auto const kept = change("");
  REQUIRE(kept.what.status == 200);
  CHECK(kept.text("issuer") == "https://login.example");
  CHECK(kept.text("subject") == "s-1");
  CHECK(with.reader->member_by_subject("https://login.example", "s-1")->id.text() == "jane");
  CHECK(change(R"(,"issuer":null)").what.status == 422);
  CHECK(change(R"(,"issuer":"https://login.example")").what.status == 422);
  CHECK(change(R"(,"issuer":"","subject":"")").what.status == 422);
  CHECK(change("").text("subject") == "s-1");
  auto const unbound = change(R"(,"issuer":null,"subject":null)");
  REQUIRE(unbound.what.status == 200);
  CHECK(unbound.text("subject").empty());
  CHECK_FALSE(with.reader->member_by_subject("https://login.example", "s-1"));
}
