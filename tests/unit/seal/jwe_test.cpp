#include <catch2/catch.hpp>

#include <set>

#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/seal/jws.hpp"
#include "tests/unit/seal/kit.hpp"

using namespace carerelay::sealing;

namespace {

/// The text with `old` replaced once; fails when it is not there.
std::string with(std::string text, std::string_view old, std::string_view fresh) {
  auto const at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), fresh);
}

fault first_fault(std::string_view text) {
  auto const got = seal::parse_jwe(text, seal::purpose::result);
  return got ? fault{} : got.error().front();
}

std::string header_of(std::string_view json) { return crypto::to_base64url(as_bytes(json)); }

/// The sealed text with another protected header.
std::string with_header(seal::jwe what, std::string_view json) {
  what.header = header_of(json);
  return seal::encode(what);
}

}  // namespace

TEST_CASE("What is sealed reads back as it was and opens for each device and the recovery key") {
  cast const home;
  auto const text = seal::encode(home.sealed());
  auto const back = seal::parse_jwe(text, seal::purpose::result);
  REQUIRE(back.has_value());
  CHECK(seal::encode(*back) == text);
  CHECK(json::canonical(*json::read(text, seal::jwe_bytes)) == text);
  for (auto const& key : home.keys) CHECK(try_open(text, key, home.home) == "");
  CHECK(try_open(text, p256_private_key::generate(), home.home) == "not_found");
}

TEST_CASE("Each recipient has a one-time key of its own, and no two messages share anything") {
  cast const home;
  std::set<std::string> points, keys, ivs;
  for (int i = 0; i < 2; ++i) {
    auto const what = home.sealed();
    for (auto const& one : what.recipients) {
      points.insert(one.ephemeral.jwk());
      keys.insert(crypto::to_hex(one.key));
    }
    ivs.insert(crypto::to_hex(what.iv));
  }
  CHECK(points.size() == 8);
  CHECK(keys.size() == 8);
  CHECK(ivs.size() == 2);
}

TEST_CASE("The length of a result tells nothing finer than a step of 1 KiB") {
  CHECK(seal::padded("").empty());
  CHECK(seal::padded("x").size() == 1024);
  CHECK(seal::padded(std::string(1024, 'x')).size() == 1024);
  CHECK(seal::padded(std::string(1025, 'x')).size() == 2048);
  cast const home(1);
  auto short_one = home.letter(), longer = home.letter();
  longer.content = R"({"outcome":"indeterminate","note":"a few words more than the other has"})";
  CHECK(seal::seal_letter(short_one, home.sender, home.to()).ciphertext.size() ==
        seal::seal_letter(longer, home.sender, home.to()).ciphertext.size());
  auto what = home.sealed();
  what.ciphertext.pop_back();
  CHECK(first_fault(seal::encode(what)).pointer == "/ciphertext");
}

TEST_CASE("Headers that ask for anything else are refused by name") {
  cast const home(2);
  auto const what = home.sealed();
  auto const text = seal::encode(what);
  for (std::string_view const name : {"zip", "crit", "jku", "x5u", "jwk", "apu", "apv", "b64", "p2c"}) {
    INFO(name);
    auto const member = "\"" + std::string(name) + "\":\"DEF\",";
    auto const in_recipient = first_fault(with(text, R"("alg":)", member + R"("alg":)"));
    CHECK(in_recipient.pointer == "/recipients/0/header/" + std::string(name));
    CHECK(in_recipient.rule == errc::not_allowed);
    auto const in_protected =
        first_fault(with_header(what, "{" + member + R"("enc":"A256GCM","to":"x","typ":"carerelay.result.v1"})"));
    CHECK(in_protected.pointer == "/protected/" + std::string(name));
    CHECK(first_fault(with(text, R"("iv":)", member + R"("iv":)")).pointer == "/" + std::string(name));
  }
  CHECK(first_fault(with(text, R"("iv":)", R"("unprotected":{"zip":"DEF"},"iv":)")).pointer == "/unprotected");
}

TEST_CASE("No other algorithm is taken, nor none at all") {
  cast const home(2);
  auto const what = home.sealed();
  auto const text = seal::encode(what);
  for (std::string_view const name : {"dir", "ECDH-ES", "ECDH-ES+A128KW", "A256KW", "RSA1_5", "none", ""}) {
    CHECK(first_fault(with(text, "ECDH-ES+A256KW", name)).pointer == "/recipients/0/header/alg");
  }
  auto const to = crypto::to_base64url(seal::digest_of_recipients(what.recipients));
  for (std::string_view const name : {"A128GCM", "A256CBC-HS512", "none"}) {
    CHECK(first_fault(with_header(what, R"({"enc":")" + std::string(name) + R"(","to":")" + to +
                                            R"(","typ":"carerelay.result.v1"})"))
              .pointer == "/protected/enc");
  }
  CHECK(first_fault(with_header(what, R"({"enc":"A256GCM","to":")" + to + R"(","typ":"carerelay.home-keys.v1"})"))
            .pointer == "/protected/typ");
  CHECK(first_fault(with_header(what, R"({"enc":"A256GCM","enc":"A256GCM"})")).pointer == "/protected");
  CHECK(first_fault(with_header(what, "{}")).pointer == "/protected/enc");
  CHECK(first_fault(with_header(what, "[]")).pointer == "/protected");
}

TEST_CASE("A point that is not on the curve is refused before any secret meets it") {
  cast const home(2);
  auto const what = home.sealed();
  auto const text = seal::encode(what);
  auto const epk = what.recipients[0].ephemeral.jwk();
  auto const coordinate = epk.substr(epk.find("\"x\":\"") + 5, 43);
  CHECK(first_fault(with(text, coordinate, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAU")).pointer ==
        "/recipients/0/header/epk");
  CHECK(first_fault(with(text, coordinate, coordinate.substr(0, 40))).pointer == "/recipients/0/header/epk");
  CHECK(first_fault(with(text, "\"crv\":\"P-256\"", "\"crv\":\"P-384\"")).pointer == "/recipients/0/header/epk");
  CHECK(first_fault(with(text, "\"crv\":\"P-256\"", "\"crv\":\"P-256\",\"d\":\"AA\"")).pointer ==
        "/recipients/0/header/epk");
}

TEST_CASE("What is sealed has bounds: recipients, bytes, each member there and of its length") {
  CHECK_THROWS(seal::lock(byte_vector(1024), seal::purpose::result, {}, {}));
  cast const crowd(22);
  CHECK_THROWS(crowd.sealed());
  cast const most(21);
  CHECK(try_open(seal::encode(most.sealed()), most.keys[20], most.home) == "");
  CHECK_THROWS(seal::lock(byte_vector(1000), seal::purpose::result, {}, most.to()));
  CHECK_THROWS(seal::lock(byte_vector(seal::plaintext_bytes + 1024), seal::purpose::result, {}, most.to()));
  auto twice = most.to();
  twice[3] = twice[2];
  CHECK_THROWS(seal::lock(byte_vector(1024), seal::purpose::result, {}, twice));
  auto large = most.letter();
  large.content = R"({"t":")" + std::string(seal::letter_content_bytes, 'x') + "\"}";
  CHECK_THROWS(seal::seal_letter(large, most.sender, most.to()));
  large.content = R"({"t":")" + std::string(seal::letter_content_bytes - 8, 'x') + "\"}";
  auto const text = seal::encode(seal::seal_letter(large, most.sender, most.to()));
  CHECK(text.size() < seal::jwe_bytes);
  CHECK(try_open(text, most.keys[0], most.home) == "");
  CHECK(first_fault(std::string(seal::jwe_bytes + 1, ' ')).rule == errc::too_large);
  auto doubled = most.sealed();
  doubled.recipients[1] = doubled.recipients[0];
  CHECK(first_fault(seal::encode(doubled)).pointer == "/recipients/1/header/kid");
}

TEST_CASE("A signature is of the one form, and of whoever the header says") {
  auto const key = p256_private_key::generate();
  auto const text = seal::sign(key, "carerelay.test.v1", "{}");
  auto const read = seal::parse_jws(text, "carerelay.test.v1", 1000);
  REQUIRE(read.has_value());
  CHECK(read->payload == "{}");
  CHECK(seal::is_signed_by(*read, key.public_key()));
  CHECK_FALSE(seal::is_signed_by(*read, p256_private_key::generate().public_key()));
  CHECK_FALSE(seal::parse_jws(text, "carerelay.other.v1", 1000).has_value());
  CHECK_FALSE(seal::parse_jws(text, "carerelay.test.v1", 100).has_value());
  auto const rest = text.substr(text.find('.'));
  auto const id = crypto::to_base64url(key.public_key().thumbprint());
  for (auto const& header :
       {R"({"alg":"none","kid":")" + id + R"(","typ":"carerelay.test.v1"})",
        R"({"alg":"HS256","kid":")" + id + R"(","typ":"carerelay.test.v1"})",
        R"({"alg":"ES256","crit":["b64"],"kid":")" + id + R"(","typ":"carerelay.test.v1"})",
        R"({"alg":"ES256","jku":"https://x.example","kid":")" + id + R"(","typ":"carerelay.test.v1"})",
        std::string(R"({"alg":"ES256","typ":"carerelay.test.v1"})"), std::string("[]")}) {
    CHECK_FALSE(seal::parse_jws(header_of(header) + rest, "carerelay.test.v1", 1000).has_value());
  }
  for (std::string const bad : {"", ".", "..", "a.b", "a.b.c.d", "....."}) {
    CHECK_FALSE(seal::parse_jws(bad, "carerelay.test.v1", 1000).has_value());
  }
}

TEST_CASE("A signature counts for the key that the header names, over every byte that was signed, and no other way") {
  auto const key = p256_private_key::generate(), other = p256_private_key::generate();
  auto const text = seal::sign(key, "carerelay.test.v1", R"({"a":1})");
  auto const believed = [](std::string_view compact, p256_private_key const& by) {
    auto const read = seal::parse_jws(compact, "carerelay.test.v1", 1000);
    return read && seal::is_signed_by(*read, by.public_key());
  };
  CHECK(believed(text, key));
  auto const end = text.rfind('.');
  auto const start = text.find('.');
  auto const signature_of = [](p256_private_key const& by, std::string_view what) {
    return '.' + crypto::to_base64url(by.sign(what));
  };
  // The name of the right key does not do, nor a right signature under another one's name.
  CHECK_FALSE(believed(text.substr(0, end) + signature_of(other, text.substr(0, end)), key));
  CHECK_FALSE(believed(text.substr(0, end) + signature_of(key, text + "x"), key));
  CHECK_FALSE(believed(text.substr(0, end) + signature_of(key, text.substr(0, start)), key));
  CHECK_FALSE(
      believed(text.substr(0, start + 1) + crypto::to_base64url(as_bytes(R"({"a":2})")) + text.substr(end), key));
  auto const under_other = seal::sign(other, "carerelay.test.v1", "{}");
  auto const head = under_other.substr(0, under_other.rfind('.'));
  CHECK_FALSE(believed(head + signature_of(key, head), key));
  // Two parts are none, even when the second would do for both.
  CHECK_FALSE(seal::parse_jws(text.substr(0, start) + text.substr(end), "carerelay.test.v1", 1000).has_value());
}

TEST_CASE("The tag is over the protected header and the additional data as they stand, and over who it is for") {
  cast const who;
  auto const whole = who.sealed();
  REQUIRE(seal::unlock(whole, who.keys[0]).has_value());
  auto changed = whole;
  changed.additional[0] ^= 1;
  CHECK_FALSE(seal::unlock(changed, who.keys[0]).has_value());
  changed = whole;
  auto const header = crypto::from_base64url(whole.header).value();
  changed.header = crypto::to_base64url(as_bytes(' ' + std::string(as_text(header))));  // the same JSON
  CHECK_FALSE(seal::unlock(changed, who.keys[0]).has_value());
  std::string lines;
  for (auto const& one : whole.recipients) lines += crypto::to_base64url(one.key_id) + '\n';
  CHECK(seal::digest_of_recipients(whole.recipients) == crypto::sha256(lines));
  CHECK(std::string(as_text(header)).find(crypto::to_base64url(crypto::sha256(lines))) != std::string::npos);
}

TEST_CASE("Everything random is drawn anew: for each recipient, and each time the same is sealed") {
  cast const who;
  auto const one = who.sealed(), two = who.sealed();
  CHECK(one.iv != two.iv);
  CHECK(one.ciphertext != two.ciphertext);
  std::set<std::string> points;
  for (auto const* const each : {&one, &two}) {
    for (auto const& recipient : each->recipients) points.insert(recipient.ephemeral.jwk());
  }
  CHECK(points.size() == 2 * who.keys.size());
  CHECK_THROWS(seal::lock({}, seal::purpose::result, {}, who.to()));
}
