#include "protocol/crypto/base64.hpp"
#include "tests/unit/http/desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;

namespace {

std::string subscription(std::string const& endpoint) {
  auto const key = protocol::crypto::p256_private_key::generate().public_key().point();
  return R"({"endpoint":")" + endpoint + R"(","expirationTime":null,"keys":{"p256dh":")" +
         protocol::crypto::to_base64url(key) + R"(","auth":"BTBZMqHH6r4Tts7J_aSIgg"}})";
}

/// A push service that answers what it is told to.
struct service final : ports::http_client {
  int status = 201;
  std::vector<ports::http_call> heard;
  ports::http_answer ask(ports::http_call const& what) override {
    heard.push_back(what);
    if (status == 0) throw std::runtime_error("nobody there");
    return {status, "", "", ""};
  }
};

struct push_desk : desk {
  std::pair<ports::device_row, std::string> tablet = enrol(2);
  service outside_service;

  push_desk() {
    facts.push.subject = "mailto:ops@relay.example";
    facts.push.key = protocol::crypto::p256_private_key::generate();
  }
  reply put(std::string const& endpoint) {
    return ask(http::method::put, "/v1/devices/self/push", subscription(endpoint), tablet.second);
  }
  /// The test alert, with what it asks of the push service and what it writes then.
  std::string tried() {
    auto first = post("/v1/devices/self/test-alert", "", tablet.second);
    if (!first.what.outside) return first.text("push");
    struct nobody final : core::provider_shelf {
      std::shared_ptr<core::known_provider const> get() override { return {}; }
      void put(std::shared_ptr<core::known_provider const>) override {}
    } shelf;
    http::outside_context here{outside_service, shelf, random, now, facts};
    auto second = first.what.outside({}, here);
    if (second.afterwards) {
      store.write([&](ports::store_writer& to) {
        http::context with{to, &to, random, now, facts, told};
        second = second.afterwards({}, with);
      });
    }
    return protocol::json::read(second.body, 4096).value().find("push")->string();
  }
};

}  // namespace

TEST_CASE("a device says where it can be woken, changes it and takes it back") {
  push_desk with;
  CHECK(with.get("/v1/push/key", "").text("key").size() == 87);
  CHECK(with.put("https://push.example/a").what.status == 204);
  CHECK(with.put("https://push.example/b").what.status == 204);
  auto const own = with.get("/v1/devices/self", with.tablet.second);
  CHECK(own.json.find("device")->find("push")->boolean());
  CHECK(own.what.body.find("push.example") == std::string::npos);  // it opens a door to whoever has it
  CHECK(with.reader->push(with.tablet.first.number)->endpoint == "https://push.example/b");
  for (int i = 0; i < 2; ++i)
    CHECK(with.ask(http::method::delete_, "/v1/devices/self/push", "", with.tablet.second).what.status == 204);
  CHECK_FALSE(with.reader->push(with.tablet.first.number));
}

TEST_CASE("a device cannot have the relay ask its own network") {
  push_desk with;
  for (std::string const bad : {"http://push.example/a", "https://127.0.0.1/a", "https://localhost/a",
                                "https://169.254.169.254/latest", "https://push.example:22/a"})
    CHECK(with.put(bad).what.status == 422);
  CHECK(with.ask(http::method::put, "/v1/devices/self/push", R"({"endpoint":"https://push.example/a"})",
                 with.tablet.second)
            .what.status == 422);
  CHECK(with.ask(http::method::put, "/v1/devices/self/push", subscription("https://push.example/a"), with.team)
            .what.status == 403);
}

TEST_CASE("a relay that was not set up for it does not push, and says so") {
  push_desk with;
  with.facts.push = {};
  CHECK(with.get("/v1/push/key", "").what.status == 404);
  CHECK(with.put("https://push.example/a").what.status == 404);
  CHECK(with.tried() == "off");
}

TEST_CASE("a test alert says what became of it, and forgets a subscription that has ended") {
  push_desk with;
  CHECK(with.tried() == "not_subscribed");
  CHECK(with.put("https://push.example/a").what.status == 204);
  CHECK(with.tried() == "sent");
  REQUIRE(with.outside_service.heard.size() == 1);
  CHECK(with.outside_service.heard.front().public_only);
  with.outside_service.status = 500;
  CHECK(with.tried() == "refused");
  with.outside_service.status = 0;
  CHECK(with.tried() == "unreachable");
  CHECK(with.reader->push(with.tablet.first.number));
  with.outside_service.status = 410;
  CHECK(with.tried() == "not_subscribed");
  CHECK_FALSE(with.reader->push(with.tablet.first.number));
}

TEST_CASE("a home calls its devices what it likes, and nobody else's") {
  push_desk with;
  auto const path = "/v1/homes/" + home_id(2).text() + "/devices/" + with.tablet.first.id.text() + "/name";
  CHECK(with.ask(http::method::put, path, R"({"name":"front desk"})", with.tablet.second).what.status == 204);
  CHECK(with.reader->device(with.tablet.first.id)->name == "front desk");
  CHECK(with.ask(http::method::put, path, R"({"name":""})", with.tablet.second).what.status == 422);
  CHECK(with.ask(http::method::put, path, R"({"name":"x"})", with.enrol(3).second).what.status == 404);
  CHECK(with.ask(http::method::put, path, R"({"name":"x"})", with.team).what.status == 403);
}

TEST_CASE("when a device was last seen is written down now and then") {
  push_desk with;
  (void)with.get("/v1/inbox", with.tablet.second);
  CHECK(with.used.seen == with.tablet.first.number);
  with.store.write([&](ports::store_writer& to) { to.mark_seen(with.tablet.first.number, with.now); });
  with.now += std::chrono::minutes(4);
  (void)with.get("/v1/inbox", with.tablet.second);
  CHECK(with.used.seen == 0);
  auto const own = with.get("/v1/devices/self", with.tablet.second);
  CHECK(own.json.find("device")->find("last_seen_at") != nullptr);
}
