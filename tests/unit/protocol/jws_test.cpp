#include "protocol/crypto/jws.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "protocol/crypto/base64.hpp"
#include "tests/unit/protocol/jws_vectors.hpp"

using namespace carerelay;
using namespace carerelay::protocol;
using testing::ps256_token;
using testing::rs256_token;
using testing::rsa_jwk;

namespace {

std::vector<jws_algorithm> const every{jws_algorithm::es256, jws_algorithm::rs256, jws_algorithm::ps256};

std::vector<jws_key> keys(std::string const& jwks) { return parse_jwk_set(R"({"keys":[)" + jwks + "]}").value(); }

std::string encoded(std::string const& text) { return crypto::to_base64url(as_bytes(text)); }

std::string made(crypto::p256_private_key const& key, std::string const& header, std::string const& payload = "{}") {
  std::string const input = encoded(header) + '.' + encoded(payload);
  return input + '.' + crypto::to_base64url(key.sign(input));
}

std::string ec_jwk(crypto::p256_private_key const& key, std::string const& more) {
  std::string out = key.public_key().jwk();
  out.insert(1, more + ',');
  return out;
}

errc refusal(std::string const& token) {
  auto const parsed = parse_compact_jws(token);
  REQUIRE_FALSE(parsed.has_value());
  return static_cast<errc>(parsed.error().value());
}

errc judged(std::string const& token, std::vector<jws_key> const& by,
            std::vector<jws_algorithm> const& allowed = every) {
  auto const right = verify(parse_compact_jws(token).value(), by, allowed);
  return right ? errc{} : static_cast<errc>(right.error().value());
}

}  // namespace

TEST_CASE("Tokens that another implementation signed with RSA are verified") {
  CHECK(judged(rs256_token, keys(rsa_jwk)) == errc{});
  CHECK(judged(ps256_token, keys(rsa_jwk)) == errc{});
  CHECK(parse_compact_jws(rs256_token)->payload == R"({"sub":"somebody"})");
}

TEST_CASE("A token signed with P-256 is verified") {
  auto const key = crypto::p256_private_key::generate();
  CHECK(judged(made(key, R"({"alg":"ES256","kid":"e"})"), keys(ec_jwk(key, R"("kid":"e")"))) == errc{});
}

TEST_CASE("An RSA signature with any byte changed is refused") {
  auto const by = keys(rsa_jwk);
  for (std::string const token : {rs256_token, ps256_token}) {
    auto parsed = parse_compact_jws(token).value();
    for (auto& byte : parsed.signature) {
      byte ^= 1;
      CHECK_FALSE(verify(parsed, by, every).has_value());
      byte ^= 1;
    }
    parsed.signature.push_back(0);
    CHECK_FALSE(verify(parsed, by, every).has_value());
    parsed.signature.clear();
    CHECK_FALSE(verify(parsed, by, every).has_value());
  }
}

TEST_CASE("A token whose payload was changed is refused") {
  auto parsed = parse_compact_jws(rs256_token).value();
  parsed.signing_input.back() = parsed.signing_input.back() == 'A' ? 'B' : 'A';
  CHECK_FALSE(verify(parsed, keys(rsa_jwk), every).has_value());
}

TEST_CASE("A signature of one padding does not pass for the other") {
  CHECK(judged(testing::rs256_named_ps256_token, keys(rsa_jwk)) == errc::signature_invalid);
  CHECK(judged(testing::ps256_short_salt_token, keys(rsa_jwk)) == errc::signature_invalid);
}

TEST_CASE("An algorithm that was not chosen in the settings is refused although the signature is right") {
  CHECK(judged(rs256_token, keys(rsa_jwk), {jws_algorithm::es256, jws_algorithm::ps256}) == errc::not_allowed);
}

TEST_CASE("A token that says it needs no signature, or a shared secret, is refused") {
  for (auto const* const alg : {"none", "None", "HS256", "HS384", "ES384", "RS512", "EdDSA", "es256", ""}) {
    CHECK(refusal(encoded(R"({"alg":")" + std::string(alg) + "\"}") + '.' + encoded("{}") + ".AAAA") ==
          errc::not_allowed);
  }
  CHECK(refusal(encoded(R"({"alg":"none"})") + '.' + encoded("{}") + '.') == errc::not_allowed);
  CHECK(refusal(encoded(R"({"typ":"JWT"})") + '.' + encoded("{}") + ".AAAA") == errc::not_allowed);
  CHECK(refusal(encoded(R"({"alg":["RS256"]})") + '.' + encoded("{}") + ".AAAA") == errc::not_allowed);
}

TEST_CASE("A token with critical or unencoded parts is refused") {
  for (auto const* const more : {R"("crit":["exp"])", R"("b64":false)", R"("zip":"DEF")"})
    CHECK(refusal(encoded(R"({"alg":"RS256",)" + std::string(more) + "}") + '.' + encoded("{}") + ".AAAA") ==
          errc::not_allowed);
}

TEST_CASE("What is no token at all is refused") {
  std::string const whole = rs256_token;
  for (std::string const& text :
       {std::string(), std::string("."), std::string(".."), std::string("..."), whole + ".AA", whole + "=", " " + whole,
        whole.substr(0, whole.rfind('.')), encoded(R"({"alg":"RS256","alg":"ES256"})") + ".e30.AAAA",
        encoded("[]") + ".e30.AAAA", encoded("{") + ".e30.AAAA"})
    CHECK_FALSE(parse_compact_jws(text).has_value());
  CHECK(refusal(std::string(jws_bytes + 1, 'A')) == errc::too_large);
}

TEST_CASE("A key inside the token is never used") {
  auto const thief = crypto::p256_private_key::generate(), owner = crypto::p256_private_key::generate();
  auto const token = made(thief, R"({"alg":"ES256","kid":"e","jwk":)" + thief.public_key().jwk() + "}");
  CHECK(judged(token, keys(ec_jwk(owner, R"("kid":"e")"))) == errc::signature_invalid);
}

TEST_CASE("A key nobody knows is told apart from a wrong signature, so that the keys can be fetched again") {
  auto const one = crypto::p256_private_key::generate(), other = crypto::p256_private_key::generate();
  auto const known = keys(ec_jwk(one, R"("kid":"one")"));
  CHECK(judged(made(other, R"({"alg":"ES256","kid":"other"})"), known) == errc::not_found);
  CHECK(judged(made(other, R"({"alg":"ES256","kid":"one"})"), known) == errc::signature_invalid);
  CHECK(judged(made(one, R"({"alg":"ES256"})"), known) == errc{});
}

TEST_CASE("A key serves the algorithm and the use that its set says, no other") {
  std::string rsa = rsa_jwk;
  auto const with = [&](std::string const& more) { return keys("{" + more + "," + rsa.substr(1)); };
  CHECK(judged(rs256_token, with(R"("alg":"RS256","use":"sig")")) == errc{});
  CHECK(judged(ps256_token, with(R"("alg":"RS256")")) == errc::not_found);
  CHECK(with(R"("use":"enc")").empty());
  CHECK(with(R"("alg":"HS256")").empty());
}

TEST_CASE("Keys too weak, private or of another kind are left out of a set") {
  CHECK(keys(testing::small_rsa_jwk).empty());
  CHECK(keys(testing::exponent_3_jwk).empty());
  CHECK(keys(R"({"kty":"oct","k":"AAAA"})").empty());
  CHECK(keys(R"({"kty":"RSA","n":"AQAB","e":"AQAB"})").empty());
  CHECK(keys(R"({"d":"AQAB",)" + std::string(rsa_jwk).substr(1)).empty());
  CHECK(keys("7").empty());
  CHECK_FALSE(parse_jwk_set("[]").has_value());
  CHECK_FALSE(parse_jwk_set(R"({"keys":{}})").has_value());
  CHECK_FALSE(parse_jwk_set(R"({"keys":[],"keys":[]})").has_value());
}
