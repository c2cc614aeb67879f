#include <catch2/catch.hpp>

#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/hex.hpp"
#include "tests/unit/http/desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using http::method;

namespace {

std::string enrolment(std::string const& code, std::string const& more = "") {
  static auto const key = protocol::crypto::p256_private_key::generate();
  return R"({"code":")" + code + R"(","name":"tablet","public_key":)" + key.public_key().jwk() + more + "}";
}

std::string path_of(int home, std::string const& rest = "") { return "/v1/homes/" + home_id(home).text() + rest; }

}  // namespace

TEST_CASE("an administrator makes a code, a device enrols with it, once") {
  desk with;
  auto const made = with.post(path_of(3, "/codes"), "{}", with.admin);
  CHECK(made.what.status == 201);
  CHECK(made.text("home") == home_id(3).text());
  CHECK(made.header("Cache-Control") == "no-store");
  auto const enrolled = with.post("/v1/devices", enrolment(made.text("code")), "");
  CHECK(enrolled.what.status == 201);
  CHECK(enrolled.text("home") == home_id(3).text());
  CHECK(with.reader->device(*protocol::device_id::parse(enrolled.text("device"))).has_value());
  auto const again = with.post("/v1/devices", enrolment(made.text("code")), "");
  CHECK(again.what.status == 403);
  CHECK(again.text("code") == "code_invalid");
  CHECK(again.what.failed_proof);
  CHECK(with.post(path_of(3, "/codes"), "{}", with.team).what.status == 403);
}

TEST_CASE(
    "five wrong codes for a home and even the right one is refused; the tries stay used though the answer is no") {
  desk with;
  auto const made = with.post(path_of(3, "/codes"), "{}", with.admin);
  std::string const home = R"(,"home":")" + home_id(3).text() + '"';
  for (int i = 0; i < 4; ++i)
    CHECK(with.post("/v1/devices", enrolment("0000000000", home), "").text("code") == "code_invalid");
  CHECK(with.post("/v1/devices", enrolment("0000000000", home), "").text("code") == "code_locked");
  auto const right = with.post("/v1/devices", enrolment(made.text("code"), home), "");
  CHECK(right.what.status == 403);
  CHECK(right.text("code") == "code_locked");
}

TEST_CASE("a device must bring a public P-256 key, and never its private one") {
  desk with;
  auto const code = with.post(path_of(3, "/codes"), "{}", with.admin).text("code");
  CHECK(with.post("/v1/devices", R"({"code":")" + code + R"("})", "").what.status == 422);
  CHECK(with.post("/v1/devices", R"({"code":")" + code + R"(","public_key":{"kty":"RSA"}})", "").what.status == 422);
  CHECK(with.post("/v1/devices", enrolment(code), "").what.status == 201);
}

TEST_CASE("homes are added, changed, shown and listed by area") {
  desk with;
  std::string const home = R"({"id":"1-500000001","name":"Elm Court","area":"E09000014","telephone":"020 7946 0123"})";
  CHECK(with.post("/v1/homes", home, with.team).what.status == 403);
  CHECK(with.post("/v1/homes", home, with.admin).what.status == 201);
  CHECK(with.post("/v1/homes", home, with.admin).what.status == 200);
  CHECK(with.post("/v1/homes", R"({"id":"Elm"})", with.admin).list("errors").size() == 3);
  auto const shown = with.get("/v1/homes/1-500000001", with.team);
  CHECK(shown.text("telephone") == "+442079460123");
  CHECK(shown.list("devices").empty());
  CHECK(with.get("/v1/homes?area=E09000014", with.team).list("homes").size() == 4);
  CHECK(with.get("/v1/homes?area=Haringey", with.team).what.status == 422);
  auto const haringey_team = with.make_account(
      "haringey", {{protocol::message_kind::guidance_bulletin}, {haringey}, false, protocol::urgency::expected, false});
  std::size_t seen = 0;
  for (std::string path = "/v1/homes?limit=3"; !path.empty();) {
    auto const page = with.get(path, haringey_team);
    seen += page.list("homes").size();
    path = page.text("next");
  }
  CHECK(seen == 4);
  CHECK(with.get(path_of(1), haringey_team).what.status == 404);
  CHECK(with.get(path_of(7), haringey_team).what.status == 200);
}

TEST_CASE("a register file is imported whole, says what it changed, and a second time changes nothing") {
  desk with;
  http::request asked;
  asked.method = method::post;
  asked.path = "/v1/homes/import?dry_run=true";
  asked.authorization = "Bearer " + with.admin;
  asked.content_type = "text/csv";
  asked.body = "id,name,area\r\n1-600000001,Ash House,E09000010\r\n1-600000002,Oak House,E09000014\r\n";
  auto const dry = with.call(asked);
  INFO(dry.what.body);
  REQUIRE(dry.what.status == 200);
  CHECK(dry.number("added") == 2);
  CHECK_FALSE(with.reader->home(*protocol::home_id::parse("1-600000001")));
  asked.path = "/v1/homes/import";
  CHECK(with.call(asked).number("added") == 2);
  CHECK(with.reader->home(*protocol::home_id::parse("1-600000001")));
  auto const again = with.call(asked);
  CHECK(again.number("added") == 0);
  CHECK(again.number("same") == 2);
  asked.body = "id,name,area\r\nnonsense,Ash House,E09000010\r\n1-600000003,Oak,E09000014\r\n";
  CHECK(with.call(asked).what.status == 422);
  CHECK_FALSE(with.reader->home(*protocol::home_id::parse("1-600000003")));
}

TEST_CASE("a revoked device and a suspended home are told of after the commit") {
  desk with;
  auto const [device, token] = with.enrol(3);
  std::string const path = path_of(3, "/devices/" + device.id.text());
  CHECK(with.ask(method::delete_, path_of(4, "/devices/" + device.id.text()), "", with.admin).what.status == 404);
  CHECK(with.ask(method::delete_, path, "", with.admin).what.status == 204);
  REQUIRE(with.told.size() == 1);
  CHECK(std::get<core::device_revoked>(with.told.front()).device == device.number);
  CHECK(with.get("/v1/inbox", token).what.status == 401);
  CHECK(with.ask(method::put, path_of(4, "/suspension"), "", with.admin).what.status == 204);
  CHECK(std::get<core::home_suspended>(with.told.front()).home == 4);
  CHECK(with.reader->home(4)->suspended);
  CHECK(with.ask(method::delete_, path_of(4, "/suspension"), "", with.admin).what.status == 204);
  CHECK_FALSE(with.reader->home(4)->suspended);
}

TEST_CASE("accounts are made with a token shown once, listed without it, and ended") {
  desk with;
  auto const made = with.post(
      "/v1/publishers",
      R"({"id":"ncl-ipc","name":"NCL IPC","kinds":["guidance_bulletin"],"areas":["E09000010"],"urgency":"immediate"})",
      with.admin);
  CHECK(made.what.status == 201);
  auto const token = made.text("token");
  CHECK(with.post("/v1/messages", protocol::encode_draft(bulletin()), token).what.status == 201);
  auto const list = with.get("/v1/publishers", with.admin);
  CHECK(list.list("publishers").size() == 3);
  CHECK(list.what.body.find("token") == std::string::npos);
  CHECK(with.get("/v1/publishers?limit=1", with.admin).text("next") != "");
  CHECK(with.post("/v1/publishers", R"({"id":"ncl-ipc","name":"Again"})", with.admin).what.status == 409);
  CHECK(with.post("/v1/publishers", R"({"id":"Bad Name","kinds":["song"]})", with.admin).what.status == 422);
  CHECK(with.post("/v1/publishers", R"({"id":"x1","name":"X"})", with.team).what.status == 403);
  CHECK(with.ask(method::delete_, "/v1/publishers/ncl-ipc", "", with.admin).what.status == 204);
  CHECK(std::get<core::publisher_revoked>(with.told.back()).publisher.text() == "ncl-ipc");
  CHECK(with.get("/v1/messages", token).what.status == 401);
  CHECK(with.ask(method::delete_, "/v1/publishers/nobody", "", with.admin).what.status == 404);
}

TEST_CASE("a file is kept under its SHA-256, and comes back as a download that no browser runs") {
  desk with;
  std::string const bytes = "<script>alert(1)</script>";
  std::string const name = protocol::crypto::to_hex(protocol::crypto::sha256(bytes));
  CHECK(with.ask(method::put, "/v1/resources/" + name, bytes, with.team).what.status == 201);
  CHECK(with.ask(method::put, "/v1/resources/" + name, bytes, with.team).what.status == 200);
  CHECK(with.ask(method::put, "/v1/resources/" + name, "other", with.team).what.status == 412);
  CHECK(with.ask(method::put, "/v1/resources/short", bytes, with.team).what.status == 422);
  auto const [device, token] = with.enrol(3);
  auto const got = with.get("/v1/resources/" + name, token);
  CHECK(*got.what.shared_body == bytes);
  CHECK(got.header("Content-Disposition") == "attachment");
  CHECK(got.header("Content-Security-Policy").find("sandbox") != std::string::npos);
  http::request asked;
  asked.path = "/v1/resources/" + name;
  asked.authorization = "Bearer " + token;
  asked.if_none_match = got.header("ETag");
  CHECK(with.call(asked).what.status == 304);
  CHECK(with.ask(method::put, "/v1/resources/" + name, bytes, token).what.status == 404);
  CHECK(with.get("/v1/resources/" + std::string(64, '0'), token).what.status == 404);
}

TEST_CASE("only an administrator makes a backup, and hears where it is") {
  desk with;
  CHECK(with.post("/v1/backups", "{}", with.team).what.status == 403);
  CHECK(with.post("/v1/backups", "{}", with.admin).what.wants_backup);
  auto const done = http::backed_up("/var/backups/a.db", 17, "");
  CHECK(done.status == 201);
  CHECK(done.body.find("/var/backups/a.db") != std::string::npos);
  CHECK(http::backed_up("", 0, "the folder is not there").status == 500);
}

TEST_CASE("whoever holds a store at rest administers it without a token") {
  desk with;
  std::vector<core::event> told;
  http::request asked;
  asked.method = method::post;
  asked.path = "/v1/publishers";
  asked.content_type = "application/json";
  asked.body = R"({"id":"first","name":"First","administrator":true})";
  auto const found = http::find(asked.method, asked.path);
  with.store.write([&](ports::store_writer& to) {
    http::context at_rest{to, &to, with.random, with.now, with.facts, told};
    CHECK(found.what->handle(asked, found.arguments, at_rest).status == 401);
    at_rest.operator_at_rest = true;
    CHECK(found.what->handle(asked, found.arguments, at_rest).status == 201);
  });
}
