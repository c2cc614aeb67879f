#include <catch2/catch.hpp>

#include "adapters/whatsapp/whatsapp_channel.hpp"

using namespace carerelay;
using ports::send_outcome;

namespace {

auto verdict_of(int status, std::int64_t code) {
  ports::web_reply reply;
  reply.status = status;
  reply.left_whole = true;
  reply.body = R"({"error":{"message":"(#x) to 447700900123","type":"OAuthException","code":)" + std::to_string(code) +
               R"(,"fbtrace_id":"A"}})";
  return whatsapp::judged(reply, *protocol::parse_instant("2026-11-21T12:00:00Z"));
}

}  // namespace

TEST_CASE("error codes of WhatsApp say more than the status they come with") {
  struct expected {
    int status;
    std::int64_t code;
    send_outcome what;
    std::string why;
  };
  for (auto const& one :
       {expected{400, 131026, send_outcome::refused, "not_on_whatsapp"},
        expected{400, 131056, send_outcome::later, "busy"}, expected{429, 80007, send_outcome::later, "busy"},
        expected{429, 130429, send_outcome::later, "busy"},
        expected{401, 190, send_outcome::account, "token_out_of_date"},
        expected{400, 131047, send_outcome::account, "template_only"},
        expected{404, 132001, send_outcome::account, "template_wrong"},
        expected{400, 131050, send_outcome::refused, "opted_out"},
        expected{500, 131000, send_outcome::later, "server_not_ready"},
        expected{400, 424242, send_outcome::refused, "refused"},
        expected{503, 424242, send_outcome::later, "server_not_ready"}}) {
    auto const verdict = verdict_of(one.status, one.code);
    INFO(one.status << ' ' << one.code);
    CHECK(verdict.what == one.what);
    CHECK(verdict.why == one.why);
    CHECK(verdict.detail == "HTTP " + std::to_string(one.status) + " code " + std::to_string(one.code));
  }
  CHECK(verdict_of(400, 131056).after == std::chrono::minutes(1));
}

TEST_CASE("what WhatsApp took is known by its name, and no other word of an answer is kept") {
  ports::web_reply reply;
  reply.status = 200;
  reply.body = R"({"messaging_product":"whatsapp","contacts":[{"input":"+447700900123","wa_id":"447700900123"}],)"
               R"("messages":[{"id":"wamid.HBgM","message_status":"accepted"}]})";
  auto const verdict = whatsapp::judged(reply, *protocol::parse_instant("2026-11-21T12:00:00Z"));
  CHECK(verdict.what == send_outcome::accepted);
  CHECK(verdict.remote == "wamid.HBgM");
  CHECK(verdict.detail == "HTTP 200");
}
