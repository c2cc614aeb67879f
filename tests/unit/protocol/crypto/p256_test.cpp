#include "protocol/crypto/p256.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hex.hpp"

using namespace carerelay::protocol;
using crypto::p256_private_key;
using crypto::p256_public_key;
using crypto::p256_signature;

namespace {

/// RFC 6979 appendix A.2.5: a key, and its signature of "sample" with SHA-256.
constexpr auto rfc_x = "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6";
constexpr auto rfc_y = "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";
constexpr auto rfc_sample =
    "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
    "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8";

byte_vector bytes(std::string const& hex) { return crypto::from_hex(hex).value(); }

p256_signature signature_of(std::string const& hex) {
  p256_signature out{};
  REQUIRE(crypto::from_hex(hex, out));
  return out;
}

p256_public_key rfc_key() { return p256_public_key::from_point(bytes(std::string("04") + rfc_x + rfc_y)).value(); }

std::string jwk_of(std::string const& x, std::string const& y) {
  return R"({"kty":"EC","crv":"P-256","x":")" + x + R"(","y":")" + y + "\"}";
}

}  // namespace

TEST_CASE("A signature made elsewhere is verified") {
  CHECK(rfc_key().verify("sample", signature_of(rfc_sample)));
  CHECK_FALSE(rfc_key().verify("Sample", signature_of(rfc_sample)));
}

TEST_CASE("A signature with any bit changed is refused") {
  for (std::size_t i = 0; i < 64; ++i) {
    auto changed = signature_of(rfc_sample);
    changed[i] ^= 1;
    CHECK_FALSE(rfc_key().verify("sample", changed));
  }
}

TEST_CASE("Numbers outside the group are refused as signatures") {
  std::string const zero(64, '0');
  std::string const order = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
  std::string const most(64, 'F');
  for (auto const& r : {zero, order, most}) {
    for (auto const& s : {zero, order, most}) CHECK_FALSE(rfc_key().verify("sample", signature_of(r + s)));
  }
}

TEST_CASE("A new key signs and its public half verifies, another's does not") {
  auto const key = p256_private_key::generate();
  auto const other = p256_private_key::generate();
  for (int i = 0; i < 50; ++i) {  // enough for an r or s with leading zeros now and then
    auto const text = "carerelay.v1 hello\n" + std::to_string(i);
    auto const signature = key.sign(text);
    CHECK(key.public_key().verify(text, signature));
    CHECK_FALSE(other.public_key().verify(text, signature));
  }
  CHECK_FALSE(key.public_key() == other.public_key());
}

TEST_CASE("A private key comes back from its file") {
  auto const key = p256_private_key::generate();
  auto const pem = key.pem();
  CHECK(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
  auto const again = p256_private_key::from_pem(pem);
  REQUIRE(again.has_value());
  CHECK(again->public_key() == key.public_key());
  CHECK(key.public_key().verify("x", again->sign("x")));
}

TEST_CASE("A file that is no P-256 key is refused") {
  auto const pem = p256_private_key::generate().pem();
  CHECK(p256_private_key::from_pem("").has_error());
  CHECK(p256_private_key::from_pem("-----BEGIN PRIVATE KEY-----\n").has_error());
  CHECK(p256_private_key::from_pem(pem.substr(0, pem.size() / 2)).has_error());
  CHECK(p256_private_key::from_pem(pem + std::string(9000, ' ')).has_error());
  // A P-384 key and an Ed25519 key, both made for this test and used nowhere.
  CHECK(p256_private_key::from_pem(R"(-----BEGIN PRIVATE KEY-----
MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDD/ioxzxCKC2iGZ3k0u
yBb1nqamBhZcub6Ts6cgp7B6SFFrxvo1WeZv8Tf8WCtS4A6hZANiAATPrkbTSMz/
rOsAZTOkrs9PZkulf4dfpQn6p3Fxa6Xrowkcok6xCXzFv6hxCXis6mm1f/+1vB16
ZhGa2KTkWn3T1fjOzaWA30VggLtSkiRh2QjdJPpvii44E7jX1DgZmTQ=
-----END PRIVATE KEY-----
)")
            .has_error());
  CHECK(p256_private_key::from_pem(R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIBkY4IcFqhnMHnnBK2qg5Ml6psV0pbDXDsNUOXEOQlwK
-----END PRIVATE KEY-----
)")
            .has_error());
}

TEST_CASE("A public key travels as a JWK and comes back") {
  auto const key = rfc_key();
  auto const text = key.jwk();
  CHECK(
      text ==
      R"({"crv":"P-256","kty":"EC","x":"YP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y","y":"eQP-EAi4vJmkGunpVii8ZPLxsgwtfp9Rd6PClNRGIpk"})");
  CHECK(p256_public_key::parse_jwk(text).value() == key);
  CHECK(crypto::to_base64url(key.thumbprint()) == crypto::to_base64url(crypto::sha256(text)));
}

TEST_CASE("A browser's JWK with its usual extra members is taken") {
  CHECK(p256_public_key::parse_jwk(
            R"({"crv":"P-256","ext":true,"key_ops":["verify"],"kty":"EC",)"
            R"("x":"YP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y","y":"eQP-EAi4vJmkGunpVii8ZPLxsgwtfp9Rd6PClNRGIpk"})")
            .value() == rfc_key());
}

TEST_CASE("A JWK that is anything but a public P-256 key is refused") {
  std::string const x = "YP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y";
  std::string const y = "eQP-EAi4vJmkGunpVii8ZPLxsgwtfp9Rd6PClNRGIpk";
  REQUIRE(p256_public_key::parse_jwk(jwk_of(x, y)).has_value());
  std::string const zeros(43, 'A');
  for (auto const& text : {
           std::string("{}"),
           std::string("[]"),
           std::string("not json"),
           jwk_of(y, x),
           jwk_of(x, x),
           jwk_of(zeros, zeros),
           jwk_of(x, zeros),
           jwk_of(x + "A", y),
           jwk_of(x.substr(1), y),
           jwk_of(x, y.substr(0, 42) + "l"),  // unused bits set: a second text for the same point
           jwk_of(x + "=", y),
           jwk_of("AP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y", y),
           R"({"kty":"EC","crv":"P-384","x":")" + x + R"(","y":")" + y + "\"}",
           R"({"kty":"RSA","crv":"P-256","x":")" + x + R"(","y":")" + y + "\"}",
           R"({"kty":"EC","crv":"P-256","x":7,"y":")" + y + "\"}",
           R"({"kty":"EC","crv":"P-256","d":"AA","x":")" + x + R"(","y":")" + y + "\"}",
       }) {
    INFO(text);
    CHECK(p256_public_key::parse_jwk(text).has_error());
  }
}

TEST_CASE("A point in another form, or off the curve, is refused") {
  CHECK(p256_public_key::from_point({}).has_error());
  CHECK(p256_public_key::from_point(bytes("00")).has_error());
  CHECK(p256_public_key::from_point(bytes(std::string("03") + rfc_x)).has_error());
  CHECK(p256_public_key::from_point(bytes(std::string("07") + rfc_x + rfc_y)).has_error());
  auto off = bytes(std::string("04") + rfc_x + rfc_y);
  off.back() ^= 1;
  CHECK(p256_public_key::from_point(off).has_error());
}
