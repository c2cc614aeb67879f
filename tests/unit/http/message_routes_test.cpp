#include <catch2/catch.hpp>

#include "tests/unit/http/desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;

namespace {

std::string json(protocol::draft const& what) { return protocol::encode_draft(what); }

std::string first_error(reply const& answer) {
  auto const errors = answer.list("errors");
  if (errors.empty()) return {};
  return errors.front().find("rule")->string() + " at " + errors.front().find("pointer")->string();
}

}  // namespace

TEST_CASE("publishing answers 201 with the id, and the hub hears of it after the commit") {
  desk with;
  auto const answer = with.post("/v1/messages", json(bulletin()), with.team);
  CHECK(answer.what.status == 201);
  CHECK(answer.number("targeted") == 6);
  CHECK(answer.header("Location") == "/v1/messages/" + answer.text("id"));
  REQUIRE(with.told.size() == 1);
  auto const& told = std::get<core::message_published>(with.told.front());
  CHECK(told.body->id.text() == answer.text("id"));
  CHECK(told.homes.size() == 6);
}

TEST_CASE("the same reference answers 200 with the same id, or 409 when it says something else") {
  desk with;
  auto what = bulletin();
  what.reference = "IPC-17";
  auto const first = with.post("/v1/messages", json(what), with.team);
  auto const again = with.post("/v1/messages", json(what), with.team);
  CHECK(again.what.status == 200);
  CHECK(again.text("id") == first.text("id"));
  CHECK(again.number("targeted") == 6);
  CHECK(with.told.empty());
  what.info.front().headline = "Other words";
  auto const other = with.post("/v1/messages", json(what), with.team);
  CHECK(other.what.status == 409);
  CHECK(first_error(other) == "reference_reused at /reference");
}

TEST_CASE("the header Idempotency-Key does what a reference does") {
  desk with;
  http::request asked;
  asked.method = http::method::post;
  asked.path = "/v1/messages";
  asked.content_type = "application/json; charset=utf-8";
  asked.authorization = "bearer " + with.team;
  asked.body = json(bulletin());
  asked.idempotency_key = "key-1";
  auto const first = with.call(asked);
  CHECK(first.what.status == 201);
  CHECK(with.call(asked).what.status == 200);
  asked.idempotency_key = "with a space";
  CHECK(with.call(asked).what.status == 422);
}

TEST_CASE("who may not publish is told why, and who is nobody is told nothing") {
  desk with;
  auto const enfield_team = with.make_account(
      "enfield", {{protocol::message_kind::guidance_bulletin}, {enfield}, false, protocol::urgency::expected, false});
  auto what = bulletin();
  what.audience.areas = {haringey};
  auto const refused = with.post("/v1/messages", json(what), enfield_team);
  CHECK(refused.what.status == 403);
  CHECK(refused.text("code") == "area_not_granted");
  CHECK(refused.what.content_type == "application/problem+json");
  auto const nobody = with.post("/v1/messages", json(what), "");
  CHECK(nobody.what.status == 401);
  CHECK(nobody.header("WWW-Authenticate").starts_with("Bearer"));
  CHECK_FALSE(nobody.what.failed_proof);
  CHECK(with.post("/v1/messages", json(what), "crp_wrong").what.failed_proof);
  CHECK(with.post("/v1/messages", json(bulletin()), with.admin).what.status == 403);
}

TEST_CASE("every fault of a draft is named with its pointer, and nothing is published") {
  desk with;
  auto const answer = with.post(
      "/v1/messages", R"({"kind":"guidance_bulletin","urgency":"soon","info":[{"language":"en-GB"}]})", with.team);
  CHECK(answer.what.status == 422);
  CHECK(answer.list("errors").size() >= 3);
  CHECK(with.post("/v1/messages", "{", with.team).what.status == 400);
  CHECK(with.post("/v1/messages", R"({"ttl":0.00000000000000001e-2147483639})", with.team).what.status == 400);
  http::request form;
  form.method = http::method::post;
  form.path = "/v1/messages";
  form.authorization = "Bearer " + with.team;
  form.content_type = "application/x-www-form-urlencoded";
  CHECK(with.call(form).what.status == 415);
  CHECK(with.get("/v1/messages", with.team).list("messages").empty());
}

TEST_CASE("on a full disk publishing is refused with a word, and the rest goes on") {
  desk with;
  auto const id = with.published(bulletin());
  with.facts.storage_full = true;
  auto const answer = with.post("/v1/messages", json(bulletin()), with.team);
  CHECK(answer.what.status == 507);
  CHECK(answer.text("code") == "storage_full");
  CHECK(with.get("/v1/messages/" + id, with.team).what.status == 200);
}

TEST_CASE("messages are listed newest first, page by page, own ones only") {
  desk with;
  auto const stranger = with.make_account(
      "stranger", {{protocol::message_kind::guidance_bulletin}, {}, true, protocol::urgency::expected, false});
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(with.published(bulletin()));
  CHECK(with.get("/v1/messages", stranger).list("messages").empty());
  CHECK(with.get("/v1/messages", with.admin).list("messages").size() == 5);
  std::string path = "/v1/messages?limit=2";
  std::vector<std::string> seen;
  while (!path.empty()) {
    auto const page = with.get(path, with.team);
    for (auto const& row : page.list("messages")) seen.push_back(row.find("id")->string());
    path = page.text("next");
    if (!path.empty()) CHECK(page.header("Link") == "<" + path + ">; rel=\"next\"");
  }
  std::reverse(ids.begin(), ids.end());
  CHECK(seen == ids);
  CHECK(with.get("/v1/messages?limit=0", with.team).what.status == 422);
  CHECK(with.get("/v1/messages?limit=1001", with.team).what.status == 422);
  CHECK(with.get("/v1/messages?limit=-1", with.team).what.status == 422);
  CHECK(with.get("/v1/messages?cursor=nonsense", with.team).what.status == 422);
}

TEST_CASE("a message is shown as it was accepted, and says what closed it") {
  desk with;
  auto const id = with.published(bulletin());
  auto const update = with.published(update_of(bulletin(), *protocol::message_id::parse(id)));
  auto const shown = with.get("/v1/messages/" + id, with.team);
  CHECK(shown.what.status == 200);
  CHECK(shown.json.find("message")->find("id")->string() == id);
  CHECK(shown.text("closed") == "superseded");
  CHECK(shown.text("closed_by") == update);
}

TEST_CASE("cancelling goes to the old audience with a reason, and saying it twice changes nothing") {
  desk with;
  auto const id = with.published(bulletin());
  CHECK(with.post("/v1/messages/" + id + "/cancel", "{}", with.team).what.status == 422);
  auto const cancel = with.post("/v1/messages/" + id + "/cancel", R"({"reason":"Sent by mistake."})", with.team);
  CHECK(cancel.what.status == 201);
  CHECK(cancel.number("targeted") == 6);
  CHECK(with.told.size() == 2);
  auto const again = with.post("/v1/messages/" + id + "/cancel", R"({"reason":"Sent by mistake."})", with.team);
  CHECK(again.what.status == 200);
  CHECK(again.text("id") == cancel.text("id"));
  CHECK(with.get("/v1/messages/" + id, with.team).text("closed") == "withdrawn");
}

TEST_CASE("a preview counts and publishes nothing") {
  desk with;
  auto const answer = with.post("/v1/messages/preview", json(bulletin()), with.team);
  CHECK(answer.what.status == 200);
  CHECK(answer.number("targeted") == 6);
  CHECK(answer.list("areas").size() == 1);
  CHECK(with.get("/v1/messages", with.team).list("messages").empty());
}
