#include "relay/core/stream/push.hpp"

#include <catch2/catch.hpp>

#include "protocol/crypto/base64.hpp"
#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using core::push_outcome;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

core::push_rules rules() {
  core::push_rules out;
  out.subject = "mailto:ops@relay.example";
  out.key = protocol::crypto::p256_private_key::generate();
  return out;
}

ports::push_row row(std::string endpoint) {
  ports::push_row out;
  auto const point = protocol::crypto::p256_private_key::generate().public_key().point();
  std::copy(point.begin() + 1, point.end(), out.key.begin());
  out.endpoint = std::move(endpoint);
  return out;
}

std::string header(ports::http_call const& call, std::string_view name) {
  for (auto const& [key, value] : call.headers)
    if (key == name) return value;
  return {};
}

}  // namespace

TEST_CASE("only a push service with a public name is asked, unless the settings name it") {
  auto with = rules();
  CHECK(core::may_be_asked("https://push.example/a", with));
  for (std::string const bad : {"https://127.0.0.1/a", "https://[::1]/a", "https://localhost/a", "https://10.0.0.1/a",
                                "https://push.example:8443/a", "http://push.example/a", "https://2130706433/a"})
    CHECK_FALSE(core::may_be_asked(bad, with));
  with.hosts = {"localhost"};
  CHECK(core::may_be_asked("https://localhost:4443/a", with));
  CHECK_FALSE(core::push_call(row("https://localhost:4443/a"), core::wish_for_test(), with, testing::noon).public_only);
}

TEST_CASE("what wakes a device says neither what a message says nor which one it is, and each is locked anew") {
  auto const with = rules();
  auto const wish = core::wish_for("01938f2e-7c5a-7000-8000-0123456789ab", seconds(600));
  CHECK(wish.text.find("01938f2e") == std::string::npos);
  CHECK(wish.topic.size() == 24);
  auto const to = row("https://push.example/a");
  auto const call = core::push_call(to, wish, with, testing::noon);
  CHECK(call.public_only);
  CHECK(header(call, "TTL") == "600");
  CHECK(header(call, "Urgency") == "high");
  CHECK(header(call, "Topic") == wish.topic);
  CHECK(header(call, "Content-Encoding") == "aes128gcm");
  CHECK(header(call, "Authorization").starts_with("vapid t="));
  CHECK(call.body != core::push_call(to, wish, with, testing::noon).body);
  CHECK(call.body.find("message") == std::string::npos);
}

TEST_CASE("a subscription that ended is forgotten, and a busy service is asked again later each time") {
  CHECK(core::outcome_of(201) == push_outcome::taken);
  CHECK(core::outcome_of(404) == push_outcome::gone);
  CHECK(core::outcome_of(410) == push_outcome::gone);
  CHECK(core::outcome_of(429) == push_outcome::later);
  CHECK(core::outcome_of(503) == push_outcome::later);
  CHECK(core::outcome_of(400) == push_outcome::refused);
  CHECK(core::outcome_of(302) == push_outcome::refused);
  CHECK(core::pause_before(1, "", 0) == milliseconds(2'000));
  CHECK(core::pause_before(1, "", 255) == milliseconds(3'000));
  CHECK(core::pause_before(4, "", 0) == milliseconds(16'000));
  CHECK(core::pause_before(1, "30", 0) == milliseconds(30'000));
  CHECK(core::pause_before(1, "soon", 0) == milliseconds(2'000));
  CHECK(core::pause_before(40, "", 255) == milliseconds(3'600'000));
  CHECK(core::pause_before(1, "999999999", 255) == milliseconds(3'600'000));
}
