#include <catch2/catch.hpp>

#include <array>
#include <string>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/crockford.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/hex.hpp"

using namespace carerelay::protocol;
using namespace std::string_literals;

namespace {

std::string hex(bytes_view data) { return crypto::to_hex(data); }
bool is_refused(std::string_view text) {
  return crypto::from_base64url(text).has_error() && crypto::from_base64url(text).error() == errc::bad_format;
}

}  // namespace

TEST_CASE("SHA-256 gives the digests of FIPS 180-4") {
  CHECK(hex(crypto::sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(crypto::sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(crypto::sha256({as_bytes("a"), as_bytes(""), as_bytes("bc")}) == crypto::sha256("abc"));
}

TEST_CASE("A digest in pieces is the digest of the whole, and begins again after") {
  crypto::sha256_stream stream;
  for (int round = 0; round < 2; ++round) {
    stream.update(as_bytes("ab"));
    stream.update(as_bytes("c"));
    CHECK(stream.finish() == crypto::sha256("abc"));
  }
}

TEST_CASE("HMAC gives the codes of RFC 4231") {
  CHECK(hex(crypto::hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hex(crypto::hmac_sha256({}, {})) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  CHECK(hex(crypto::hmac_sha256(byte_vector(131, 0xaa),
                                as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("Secrets are equal when all their bytes are") {
  CHECK(crypto::is_equal_in_constant_time(as_bytes("secret"), as_bytes("secret")));
  CHECK_FALSE(crypto::is_equal_in_constant_time(as_bytes("secret"), as_bytes("secreT")));
  CHECK_FALSE(crypto::is_equal_in_constant_time(as_bytes("secret"), as_bytes("secre")));
  CHECK(crypto::is_equal_in_constant_time({}, {}));
}

TEST_CASE("Base64 gives the texts of RFC 4648 section 10") {
  struct pair {
    std::string plain, standard;
  };
  for (pair const& each : {pair{"", ""}, pair{"f", "Zg=="}, pair{"fo", "Zm8="}, pair{"foo", "Zm9v"},
                           pair{"foob", "Zm9vYg=="}, pair{"fooba", "Zm9vYmE="}, pair{"foobar", "Zm9vYmFy"}}) {
    std::string const url = each.standard.substr(0, each.standard.find('='));
    CHECK(crypto::to_base64(as_bytes(each.plain)) == each.standard);
    CHECK(as_text(crypto::from_base64(each.standard).value()) == each.plain);
    CHECK(crypto::to_base64url(as_bytes(each.plain)) == url);
    CHECK(as_text(crypto::from_base64url(url).value()) == each.plain);
  }
  CHECK(crypto::to_base64url(as_bytes("\xFB\xEF\xFF")) == "--__");
  CHECK(crypto::to_base64(as_bytes("\xFB\xEF\xFF")) == "++//");
}

TEST_CASE("Every byte comes back from base64url") {
  byte_vector all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<std::uint8_t>(i));
  for (std::size_t n = 0; n <= all.size(); ++n) {
    auto const part = bytes_view(all).first(n);
    auto const back = crypto::from_base64url(crypto::to_base64url(part));
    REQUIRE(back.has_value());
    CHECK(std::equal(back->begin(), back->end(), part.begin(), part.end()));
  }
}

TEST_CASE("A second text for the same bytes is refused") {
  for (auto const* text :
       {"Zg==", "Zm8=", "Zh", "Zm9", "Z", "Zm9vY", "Zm9v\n", " Zm9v", "Zm+v", "Zm/v", "Zm9v=", "Zm\xC3\xA9"}) {
    INFO(text);
    CHECK(is_refused(text));
  }
  for (auto const* text : {"Zg", "Zg=", "Zh==", "Zg===", "====", "=", "Zm9v====", "Zm-v", "Z=m9"}) {
    INFO(text);
    CHECK(crypto::from_base64(text).has_error());
  }
}

TEST_CASE("A text for another number of bytes is refused") {
  std::array<std::uint8_t, 3> out{};
  CHECK(crypto::from_base64url("Zm9v", out));
  CHECK(as_text(out) == "foo");
  CHECK_FALSE(crypto::from_base64url("Zm8", out));
  CHECK_FALSE(crypto::from_base64url("Zm9vYg", out));
}

TEST_CASE("Hexadecimal is read in either case and nothing else") {
  CHECK(hex(crypto::from_hex("00fFAb").value()) == "00ffab");
  CHECK(crypto::from_hex("0").has_error());
  CHECK(crypto::from_hex("0g").has_error());
  CHECK(crypto::from_hex("0x00").has_error());
}

TEST_CASE("A code is made of the characters that can be read out on the telephone") {
  std::array<std::uint8_t, 7> random{};
  CHECK(crypto::make_code(random) == "0000000000");
  random.fill(0xFF);
  CHECK(crypto::make_code(random) == "ZZZZZZZZZZ");
  CHECK(crypto::make_code(std::array<std::uint8_t, 7>{0x08, 0x42, 0x10, 0x84, 0x21, 0x08, 0x40}) == "1111111111");
  CHECK(crypto::make_code(std::array<std::uint8_t, 7>{0, 0, 0, 0, 0, 0, 0x40}) == "0000000001");
}

TEST_CASE("A code is understood however it was written down") {
  CHECK(crypto::parse_code("abcde-fghjk").value() == "ABCDEFGHJK");
  CHECK(crypto::parse_code(" ABCDE FGHJK ").value() == "ABCDEFGHJK");
  CHECK(crypto::parse_code("ilo0O-1lIZz").value() ==
        "1100011"
        "1ZZ");
  CHECK(crypto::grouped_code("ABCDEFGHJK") == "ABCDE-FGHJK");
}

TEST_CASE("What cannot be a code is refused") {
  for (auto const* text : {"", "ABCDE", "ABCDE-FGHJ", "ABCDE-FGHJKM", "ABCDE-FGHJU", "ABCDE_FGHJK", "ABCDE\tFGHJK",
                           "ABCDE-FGHJ\xC3\xA9"}) {
    INFO(text);
    CHECK(crypto::parse_code(text).has_error());
  }
  CHECK(crypto::parse_code("ABCDEFGHJK" + std::string(31, ' ')).has_error());
}
