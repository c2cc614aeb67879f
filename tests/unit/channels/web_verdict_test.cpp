#include <catch2/catch.hpp>

#include "adapters/ports/web.hpp"

using namespace carerelay;
using ports::send_outcome;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

protocol::instant const noon = *protocol::parse_instant("2026-11-21T12:00:00Z");

ports::verdict answered(int status, std::string body = "", std::string retry_after = "") {
  ports::web_reply reply;
  reply.status = status;
  reply.body = std::move(body);
  reply.retry_after = std::move(retry_after);
  return ports::verdict_of(reply, noon);
}

}  // namespace

TEST_CASE("Each answer of a service means one thing") {
  for (int const status : {200, 201, 202, 204}) CHECK(answered(status).what == send_outcome::accepted);
  for (int const status : {301, 302, 307, 401, 403, 404, 407}) CHECK(answered(status).what == send_outcome::account);
  CHECK(answered(302).why == "redirected");
  CHECK(answered(404).why == "not_found");
  for (int const status : {400, 405, 413, 415, 422}) CHECK(answered(status).what == send_outcome::refused);
  CHECK(answered(413).why == "too_large");
  for (int const status : {408, 425, 429, 500, 502, 503, 504, 599}) CHECK(answered(status).what == send_outcome::later);
  CHECK(answered(410).what == send_outcome::gone);
  CHECK(answered(103).what == send_outcome::in_doubt);
}

TEST_CASE("How long to wait is read from the header in seconds or as a date, and from the body in two shapes") {
  CHECK(answered(429, "", "120").after == seconds(120));
  CHECK(answered(429, "", "Sat, 21 Nov 2026 12:00:30 GMT").after == seconds(30));
  CHECK(answered(429, R"({"errcode":"M_LIMIT_EXCEEDED", "retry_after_ms" : 1500})").after == milliseconds(1'500));
  CHECK(answered(429, R"({"message":"slow down","retry_after":0.65,"global":false})", "1").after == seconds(1));
  CHECK(answered(429, R"({"retry_after":64.57})").after == milliseconds(64'570));
  CHECK(answered(503, "", "5").after == seconds(5));
  CHECK_FALSE(answered(429).after);
  CHECK_FALSE(answered(400, "", "120").after);
  CHECK_FALSE(answered(429, R"({"retry_after":"soon"})").after);
}

TEST_CASE("Without an answer it matters whether the whole request had left, and whose fault it is") {
  ports::web_reply none;
  none.trouble = "connection_lost";
  CHECK(ports::verdict_of(none, noon).what == send_outcome::not_sent);
  CHECK(ports::verdict_of(none, noon).why == "connection_lost");
  none.left_whole = true;
  CHECK(ports::verdict_of(none, noon).what == send_outcome::in_doubt);
  CHECK(ports::verdict_of(none, noon).why == "no_answer");
  none.left_whole = false;
  none.is_ours = true;
  none.trouble = "certificate_not_trusted";
  CHECK(ports::verdict_of(none, noon).what == send_outcome::account);
}

TEST_CASE("Of an answer's own words only plain short ones are kept: it may repeat our secret") {
  CHECK(answered(404, "no_service").detail == "HTTP 404 no_service");
  for (std::string const body : {"https://hooks.example/T0/B0/secret", "No such hook: T0B0S3CR3T", "a b",
                                 "this_is_a_word_that_is_longer_than_forty_letters"})
    CHECK(answered(404, body).detail == "HTTP 404");
}

TEST_CASE("A member of an answer is found by its name, whatever else is there") {
  using ports::json_member;
  CHECK(json_member(R"({"name":"spaces/A/messages/B","x":1})", "name") == "spaces/A/messages/B");
  CHECK(json_member(R"({"id": 12 ,"b":2})", "id") == "12");
  CHECK(json_member(R"({"username":"id","id":"7"})", "id") == "7");
  CHECK(json_member(R"({"id")", "id").empty());
  CHECK(json_member(R"({"id":)", "id").empty());
  CHECK(json_member(R"({"id":")", "id").empty());
  CHECK(json_member("", "id").empty());
}
