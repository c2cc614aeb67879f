#include <catch2/catch.hpp>

#include "adapters/notify/notify_channel.hpp"

using namespace carerelay;
using ports::send_outcome;

namespace {

protocol::instant at(char const* text) { return *protocol::parse_instant(text); }

ports::web_reply said(int status, std::string kind, std::string message) {
  ports::web_reply out;
  out.status = status;
  out.left_whole = true;
  out.body = R"({"status_code":)" + std::to_string(status) + R"(,"errors":[{"error":")" + kind + R"(","message":")" +
             message + R"("}]})";
  return out;
}

}  // namespace

TEST_CASE("each refusal of Notify is told apart: the number's, the key's, the minute's and the day's") {
  struct expected {
    int status;
    std::string kind, message;
    send_outcome what;
    std::string why;
  };
  for (auto const& one : {
           expected{400, "ValidationError", "phone_number Not enough digits", send_outcome::refused, "address_unknown"},
           expected{400, "BadRequestError", "Can't send to this recipient using a team-only API key",
                    send_outcome::account, "key_is_limited"},
           expected{400, "BadRequestError", "Can't send to this recipient when service is in trial mode",
                    send_outcome::account, "key_is_limited"},
           expected{400, "BadRequestError", "Template not found", send_outcome::account, "template_wrong"},
           expected{403, "AuthError", "Invalid token: API key not found", send_outcome::account, "not_allowed"},
           expected{429, "RateLimitError", "Exceeded rate limit", send_outcome::later, "busy"},
           expected{429, "TooManyRequestsError", "Exceeded send limits", send_outcome::later, "limit_of_the_day"},
           expected{500, "Exception", "Internal server error", send_outcome::later, "server_not_ready"},
       }) {
    auto const verdict = notify::judged(said(one.status, one.kind, one.message), at("2026-11-21T22:00:00Z"));
    INFO(one.kind << ' ' << one.message);
    CHECK(verdict.what == one.what);
    CHECK(verdict.why == one.why);
    CHECK(verdict.detail == "HTTP " + std::to_string(one.status));
  }
}

TEST_CASE("the limit of the day is waited for until the day ends, that of the minute for some seconds") {
  auto const now = at("2026-11-21T22:00:00Z");
  CHECK(notify::judged(said(429, "TooManyRequestsError", ""), now).after == std::chrono::hours(2));
  CHECK(notify::judged(said(429, "RateLimitError", ""), now).after == std::chrono::seconds(5));
}

TEST_CASE("what was taken is known by the id that Notify gave") {
  ports::web_reply reply;
  reply.status = 201;
  reply.body = R"({"id":"740e5834-3a29-46b4-9a6f-16142fde533a","reference":"X"})";
  auto const verdict = notify::judged(reply, at("2026-11-21T22:00:00Z"));
  CHECK(verdict.what == send_outcome::accepted);
  CHECK(verdict.remote == "740e5834-3a29-46b4-9a6f-16142fde533a");
}
