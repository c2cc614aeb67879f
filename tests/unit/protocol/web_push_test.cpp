#include "protocol/channel/web_push.hpp"

#include <catch2/catch.hpp>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/jws.hpp"

using namespace carerelay::protocol;

namespace {

template <std::size_t Size>
std::array<std::uint8_t, Size> bytes(std::string_view text) {
  std::array<std::uint8_t, Size> out{};
  REQUIRE(crypto::from_base64url(text, out));
  return out;
}

}  // namespace

TEST_CASE("A push message is locked as the example of RFC 8291 is") {
  auto const own =
      crypto::p256_private_key::from_scalar(bytes<32>("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).value();
  auto const browser =
      crypto::p256_public_key::from_point(
          bytes<65>("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"))
          .value();
  auto const text = web_push::locked("When I grow up, I want to be a watermelon", browser,
                                     bytes<16>("BTBZMqHH6r4Tts7J_aSIgg"), own, bytes<16>("DGv6ra1nlYgDCS1FRnbzlw"));
  CHECK(
      crypto::to_base64url(as_bytes(text)) ==
      "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
      "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
}

TEST_CASE("A text that no record holds is not locked") {
  auto const key = crypto::p256_private_key::generate();
  std::string const most(3'993, 'a');
  CHECK(web_push::locked(most, key.public_key(), {}, key, {}).size() == 16 + 4 + 1 + 65 + most.size() + 1 + 16);
  CHECK_THROWS_AS(web_push::locked(most + "a", key.public_key(), {}, key, {}), std::invalid_argument);
}

TEST_CASE("The sender signs for the service, the time and who to write to, as RFC 8292 says") {
  auto const key = crypto::p256_private_key::generate();
  auto const until = parse_instant("2026-11-21T20:00:00Z").value();
  auto const header = web_push::vapid(key, "https://push.example", "mailto:ops@relay.example", until);
  REQUIRE(header.starts_with("vapid t="));
  auto const comma = header.find(", k=");
  REQUIRE(comma != header.npos);
  CHECK(header.substr(comma + 4) == web_push::application_server_key(key.public_key()));
  std::string const token = header.substr(8, comma - 8);
  auto const dot = token.rfind('.');
  CHECK(key.public_key().verify(token.substr(0, dot), bytes<64>(token.substr(dot + 1))));
  auto const first = token.find('.');
  CHECK(as_text(crypto::from_base64url(token.substr(first + 1, dot - first - 1)).value()) ==
        R"({"aud":"https://push.example","exp":1795291200,"sub":"mailto:ops@relay.example"})");
}

TEST_CASE("An endpoint is an https address with a path, and nothing else is asked") {
  CHECK(web_push::origin_of("https://push.example/send/abc?x=1") == "https://push.example");
  CHECK(web_push::origin_of("https://push.example:8443/a") == "https://push.example:8443");
  for (std::string const bad : {"http://push.example/a", "https://push.example", "https:///a", "https://a@b/c",
                                "https://a/b#c", "https://a b/c", "ftp://a/b", "", "https://a/\n"})
    CHECK(web_push::origin_of(bad).empty());
  CHECK(web_push::origin_of("https://a/" + std::string(2'000, 'x')).empty());
}
