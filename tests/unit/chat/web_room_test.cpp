#include "adapters/chat/web_room.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <stdexcept>

#include "adapters/chat/web_signature.hpp"
#include "protocol/crypto/base64.hpp"
#include "tests/unit/chat/posts.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using ports::send_outcome;

namespace {

struct played_service final : ports::web_sender {
  ports::web_reply ask(ports::web_request const& what) override {
    asked.push_back(what);
    return answer;
  }
  ports::web_reply reach(std::string const&) override { return answer; }
  ports::web_reply answer;
  std::vector<ports::web_request> asked;
};

struct room {
  explicit room(std::string_view kind, std::string url = "https://hooks.example/in?code=SECRET") {
    auto made = std::make_unique<played_service>();
    service = made.get();
    service->answer.status = 200;
    chat::web_room_settings how;
    how.to = chat::find_dialect(kind);
    how.url = [url] {
      if (url.empty()) throw std::runtime_error("no file");
      return url;
    };
    how.key = [] { return std::string("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"); };
    how.name_key = "key";
    how.now = [] { return *protocol::parse_instant("2026-11-21T12:00:00.500Z"); };
    channel = std::make_unique<chat::web_room>(std::move(made), std::move(how));
  }
  ports::verdict send(std::uint32_t attempt = 1) {
    return channel->send({7, attempt, "room", false, false, std::make_shared<std::string const>("{\"text\":\"x\"}")});
  }
  std::string header(std::size_t request, std::string_view name) {
    for (auto const& [key, value] : service->asked[request].headers)
      if (key == name) return value;
    return "";
  }
  played_service* service = nullptr;
  std::unique_ptr<chat::web_room> channel;
};

}  // namespace

TEST_CASE("A signature is the one that the authors of Standard Webhooks publish") {
  struct published {
    std::string key, id;
    std::int64_t seconds;
    std::string body, signature;
  };
  for (auto const& one :
       {published{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1'614'265'330,
                  R"({"test": 2432232314})", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
        published{"whsec_plJ3nmyCDGBKInavdOK15jsl", "msg_loFOjxBNrRLzqYUf", 1'731'705'121,
                  R"({"event_type":"ping","data":{"success":true}})",
                  "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="}}) {
    // The second key is shorter than the ones we take.
    auto const key = protocol::crypto::from_base64(std::string_view(one.key).substr(6)).value();
    CHECK(chat::web_signature(key, one.id, one.seconds, one.body) == one.signature);
  }
}

TEST_CASE("A key is whsec_ and the Base64 of 24 to 64 bytes") {
  CHECK(chat::read_web_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").has_value());
  for (auto const* wrong : {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqr", "whsec_not base64!",
                            "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    CHECK_FALSE(chat::read_web_key(wrong).has_value());
}

TEST_CASE("A post by Standard Webhooks has the same name at every attempt, a time, and a signature") {
  room at("standard");
  CHECK(at.send().what == send_outcome::accepted);
  (void)at.send(2);
  auto const id = at.header(0, "webhook-id");
  CHECK(id.starts_with("msg_"));
  CHECK(id.find('.') == std::string::npos);
  CHECK(at.header(1, "webhook-id") == id);
  CHECK(at.header(0, "webhook-timestamp") == "1795262400");
  auto const key = chat::read_web_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
  CHECK(at.header(0, "webhook-signature") == chat::web_signature(key, id, 1'795'262'400, "{\"text\":\"x\"}"));
  room other("slack");
  (void)other.send();
  CHECK(other.header(0, "webhook-id").empty());
}

TEST_CASE("What a service calls the post is kept when it is a plain name") {
  room google("googlechat");
  google.service->answer.body = R"({"name":"spaces/AAA/messages/BBB.CCC","text":"x"})";
  CHECK(google.send().remote == "spaces/AAA/messages/BBB.CCC");
  room discord("discord");
  discord.service->answer.body = R"({"id":"1234567890","type":0})";
  CHECK(discord.send().remote == "1234567890");
  CHECK(discord.service->asked.front().url == "https://hooks.example/in?code=SECRET&wait=true");
  discord.service->answer.body = R"({"id":"<b>"})";
  CHECK(discord.send().remote.empty());
  room teams("teams");
  teams.service->answer.status = 202;
  auto const taken = teams.send();
  CHECK(taken.what == send_outcome::accepted);
  CHECK(taken.remote.empty());
}

TEST_CASE("An answer of 200 that says no is a refusal") {
  room at("rocketchat");
  at.service->answer.body = R"({"success":false,"error":"error-blocked"})";
  CHECK(at.send().what == send_outcome::refused);
  at.service->answer.body = R"({"success":true})";
  CHECK(at.send().what == send_outcome::accepted);
}

TEST_CASE("An address or key that is not there or not right is a fault of ours, and nothing is asked") {
  for (std::string const wrong :
       {"", "http://hooks.example/", "https://", "https://a@b/", "https://a/#b", "https://a/ b", "hooks.example"}) {
    CAPTURE(wrong);
    room at("slack", wrong);
    auto const said = at.send();
    CHECK(said.what == send_outcome::account);
    CHECK(at.service->asked.empty());
    CHECK(at.channel->greet().what == send_outcome::account);
  }
}

TEST_CASE("The address is in no word that is kept") {
  room at("slack");
  for (int const status : {200, 302, 400, 401, 404, 410, 429, 500, 0}) {
    at.service->answer.status = status;
    at.service->answer.body = "https://hooks.example/in?code=SECRET";
    at.service->answer.trouble = "too_slow";
    auto const said = at.send();
    for (auto const& text : {said.why, said.detail, said.remote}) {
      CHECK(text.find("SECRET") == std::string::npos);
      CHECK(text.find("hooks.example") == std::string::npos);
    }
  }
}
