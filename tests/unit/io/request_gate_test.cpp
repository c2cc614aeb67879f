#include "relay/io/wire/request_gate.hpp"

#include <catch2/catch.hpp>

using namespace carerelay;
using io::header_line;

namespace {

io::gate_rules const rules{{"relay.example", "localhost"}, {"https://intranet.example"}};

io::request_head get(std::string_view target, std::vector<header_line> more = {}) {
  io::request_head head{"GET", target, 11, {{"Host", "relay.example:8443"}}};
  head.lines.insert(head.lines.end(), more.begin(), more.end());
  return head;
}

io::request_head post(std::vector<header_line> lines) {
  io::request_head head{"POST", "/v1/messages", 11, std::move(lines)};
  head.lines.insert(head.lines.begin(), {"Host", "relay.example"});
  return head;
}

io::request_head upgrade(std::string_view leave_out = "", header_line instead = {}) {
  io::request_head head{"GET", "/v1/stream", 11, {}};
  for (header_line const line : {header_line{"Host", "relay.example"},
                                 {"Connection", "keep-alive, Upgrade"},
                                 {"Upgrade", "websocket"},
                                 {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                                 {"Sec-WebSocket-Version", "13"},
                                 {"Sec-WebSocket-Protocol", "chat, carerelay.v1"}})
    if (line.name != leave_out) head.lines.push_back(line);
  if (!instead.name.empty()) head.lines.push_back(instead);
  return head;
}

int status(io::request_head const& head) {
  auto const answer = io::pass(head, rules);
  return answer ? 200 : answer.why().status;
}

protocol::errc rule(io::request_head const& head) {
  auto const answer = io::pass(head, rules);
  REQUIRE_FALSE(answer);
  return answer.why().rule;
}

}  // namespace

TEST_CASE("an ordinary request passes with its path and query decoded once") {
  auto answer = io::pass(get("/v1/homes/1-1435221697?area=E09000010&q=caf%C3%A9+au%26lait&flag"), rules);
  REQUIRE(answer);
  CHECK(answer.value().path == "/v1/homes/1-1435221697");
  CHECK(answer.value().query == std::vector<std::pair<std::string, std::string>>{
                                    {"area", "E09000010"}, {"q", "caf\u00e9 au&lait"}, {"flag", ""}});
  CHECK(answer.value().keep_alive);
  CHECK_FALSE(answer.value().wants_stream);
}

TEST_CASE("a request that could hide another one is refused") {
  CHECK(status(post({{"Transfer-Encoding", "chunked"}})) == 411);
  CHECK(status(post({{"transfer-encoding", "gzip"}})) == 411);
  CHECK(status(post({{"Transfer-Encoding", "identity"}})) == 411);
  CHECK(status(post({{"Transfer-Encoding", ""}})) == 411);
  CHECK(status(post({{"Transfer-Encoding", "chunked"}, {"Content-Length", "5"}})) == 400);
  CHECK(status(post({{"Content-Length", "5"}, {"Content-Length", "5"}})) == 400);
  CHECK(status(post({{"Content-Length", "5, 5"}})) == 400);
  CHECK(status(post({{"Content-Length", "+5"}})) == 400);
  CHECK(status(post({{"Content-Length", "0x5"}})) == 400);
  CHECK(status(post({{"Content-Length", ""}})) == 400);
  CHECK(status(post({{"Content-Length", "123456789"}})) == 400);
  CHECK(status(post({{"Content-Length", "12345678"}})) == 200);
  auto old = post({{"Content-Length", "5"}});
  old.version = 10;
  CHECK(status(old) == 505);
}

TEST_CASE("a request must name exactly one host, and one of ours") {
  CHECK(status({"GET", "/", 11, {}}) == 400);
  CHECK(status({"GET", "/", 11, {{"Host", "relay.example"}, {"Host", "relay.example"}}}) == 400);
  CHECK(status({"GET", "/", 11, {{"Host", "RELAY.example:443"}}}) == 200);
  CHECK(status({"GET", "/", 11, {{"Host", "elsewhere.example"}}}) == 421);
  CHECK(status({"GET", "/", 11, {{"Host", "relay.example@elsewhere"}}}) == 421);
  CHECK(status({"GET", "/", 11, {{"Host", ""}}}) == 400);
  CHECK(status({"GET", "/", 11, {{"Host", "relay.example:"}}}) == 400);
  CHECK(status({"GET", "/", 11, {{"Host", "relay.example:80a"}}}) == 400);
  CHECK(status({"GET", "/", 11, {{"Host", "relay.example localhost"}}}) == 421);
}

TEST_CASE("a target that two readers could understand differently is refused") {
  for (auto const* target : {"/a/../b", "/%2e%2e/etc",
                             "/a/./b",  "/a/%2e",
                             "/%00",    "/a%0d%0ab",
                             "/a%2fb",  "/a%5Cb",
                             "/a\\b",   "/a b",
                             "/a#b",    "http://relay.example/",
                             "*",       "",
                             "/%",      "/%4",
                             "/%zz",    "/\xc3\xa9",
                             "/%ff",    "/x?a=%00",
                             "/x?%"})
    CHECK(status(get(target)) == 400);
  CHECK(status(get("/" + std::string(3000, 'a'))) == 414);
  CHECK(status(get("/..a/.b/c..")) == 200);
}

TEST_CASE("a method we do not know, a doubled header and a strange expectation are refused") {
  CHECK(status({"TRACE", "/", 11, {{"Host", "localhost"}}}) == 501);
  CHECK(status({"get", "/", 11, {{"Host", "localhost"}}}) == 501);
  CHECK(status(get("/", {{"Authorization", "Bearer a"}, {"authorization", "Bearer b"}})) == 400);
  CHECK(status(get("/", {{"Expect", "200-maybe"}})) == 417);
  CHECK(status(get("/", {{"Expect", "100-Continue"}})) == 200);
  CHECK(status(get("/", std::vector<header_line>(70, {"X-A", "b"}))) == 431);
}

TEST_CASE("a second Cookie, Origin or session header is refused: two readers could take two different ones") {
  for (auto const* const name : {"Cookie", "Origin", "X-Carerelay-Session"})
    CHECK(status(get("/", {{name, "a"}, {name, "b"}})) == 400);
}

TEST_CASE("whose page sent a request is told from its Origin, to the letter") {
  auto const of = [](std::string_view origin) {
    auto answer = io::pass(get("/v1/session", {{"Origin", origin}}), rules);
    REQUIRE(answer);
    return answer.value().origin;
  };
  CHECK(io::pass(get("/v1/session"), rules).value().origin == http::origin::none);
  CHECK(of("https://relay.example:8443") == http::origin::ours);
  CHECK(of("https://intranet.example") == http::origin::ours);
  for (auto const* const other :
       {"https://relay.example", "http://relay.example:8443", "https://relay.example:8443.evil.example",
        "https://evil.example", "https://relay.example:8443/", "null", ""})
    CHECK(of(other) == http::origin::foreign);
}

TEST_CASE("a client that says close gets no second answer on the connection") {
  auto answer = io::pass(get("/", {{"Connection", "foo , Close"}}), rules);
  REQUIRE(answer);
  CHECK_FALSE(answer.value().keep_alive);
}

TEST_CASE("a proper WebSocket request may have the stream") {
  auto answer = io::pass(upgrade(), rules);
  REQUIRE(answer);
  CHECK(answer.value().wants_stream);
}

TEST_CASE("a WebSocket request that is not whole is refused") {
  CHECK(status(upgrade("Sec-WebSocket-Key")) == 400);
  CHECK(status(upgrade("Sec-WebSocket-Key", {"Sec-WebSocket-Key", ""})) == 400);
  CHECK(status(upgrade("Sec-WebSocket-Key", {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ="})) == 400);
  CHECK(status(upgrade("Sec-WebSocket-Key", {"Sec-WebSocket-Key", "c2hvcnQ="})) == 400);
  CHECK(status(upgrade("Sec-WebSocket-Key", {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZR=="})) == 400);
  CHECK(status(upgrade("", {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="})) == 400);
  CHECK(status(upgrade("Sec-WebSocket-Version", {"Sec-WebSocket-Version", "8"})) == 426);
  CHECK(status(upgrade("Connection")) == 400);
  CHECK(status(upgrade("Upgrade")) == 426);
  CHECK(status(upgrade("", {"Content-Length", "3"})) == 400);
  auto posted = upgrade();
  posted.method = "POST";
  CHECK(status(posted) == 400);
}

TEST_CASE("a client that does not offer carerelay.v1 is told to") {
  CHECK(rule(upgrade("Sec-WebSocket-Protocol")) == protocol::errc::subprotocol_missing);
  CHECK(rule(upgrade("Sec-WebSocket-Protocol", {"Sec-WebSocket-Protocol", "carerelay.v10"})) ==
        protocol::errc::subprotocol_missing);
}

TEST_CASE("pages of other sites may not open the stream, ours and the listed ones may") {
  CHECK(status(upgrade("", {"Origin", "https://relay.example"})) == 200);
  CHECK(status(upgrade("", {"Origin", "https://relay.example:443"})) == 200);
  CHECK(status(upgrade("", {"Origin", "https://intranet.example"})) == 200);
  CHECK(rule(upgrade("", {"Origin", "https://evil.example"})) == protocol::errc::origin_refused);
  CHECK(rule(upgrade("", {"Origin", "http://relay.example"})) == protocol::errc::origin_refused);
  CHECK(rule(upgrade("", {"Origin", "https://relay.example:8444"})) == protocol::errc::origin_refused);
  CHECK(rule(upgrade("", {"Origin", "null"})) == protocol::errc::origin_refused);
  CHECK(rule(upgrade("", {"Origin", ""})) == protocol::errc::origin_refused);
}
