#include <catch2/catch.hpp>

#include "adapters/notify/api_key.hpp"
#include "protocol/crypto/base64.hpp"

using namespace carerelay;

TEST_CASE("a key of Notify is taken apart from its end, whatever its name has in it") {
  auto const key =
      notify::api_key::parse("my-test-key-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0");
  REQUIRE(key);
  CHECK(key->service == "26785a09-ab16-4eb0-8407-a37497a57506");
  CHECK(key->secret == "3d844edf-8d35-48ac-975b-e847b4f122b0");
  CHECK_FALSE(notify::api_key::parse(""));
  CHECK_FALSE(notify::api_key::parse("3d844edf-8d35-48ac-975b-e847b4f122b0"));
  CHECK_FALSE(notify::api_key::parse("key-26785a09-ab16-4eb0-8407-a37497a5750x-3d844edf-8d35-48ac-975b-e847b4f122b0"));
}

TEST_CASE("each request carries a signed token that says who speaks and when") {
  notify::api_key const key{"26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"};
  auto const text = notify::token(key, *protocol::parse_instant("2026-11-21T12:00:00Z"));
  auto const first = text.find('.'), last = text.rfind('.');
  auto const part = [&](std::size_t from, std::size_t to) {
    auto const bytes = protocol::crypto::from_base64url(text.substr(from, to - from)).value();
    return std::string(bytes.begin(), bytes.end());
  };
  CHECK(part(0, first) == R"({"alg":"HS256","typ":"JWT"})");
  CHECK(part(first + 1, last) == R"({"iss":"26785a09-ab16-4eb0-8407-a37497a57506","iat":1795262400})");
  CHECK(text.substr(last + 1) == "i4dNR0Y04DRecB8YpQw1bVqkiykL6WEykTTcF82osyc");  // made with Python's hmac
  CHECK(notify::token({key.service, "another"}, *protocol::parse_instant("2026-11-21T12:00:00Z")) != text);
}
