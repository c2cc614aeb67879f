#include <catch2/catch.hpp>

#include "protocol/seal/jws.hpp"
#include "tests/unit/seal/kit.hpp"

using namespace carerelay::sealing;

TEST_CASE("A home reads what the sender wrote, and by whose key") {
  cast const home;
  auto const opened = seal::open_letter(home.sealed(), home.keys[1], home.home, crypto::sha256("envelope"));
  REQUIRE(opened.has_value());
  CHECK(opened->what.content == R"({"outcome":"negative"})");
  CHECK(opened->what.home == home.home);
  CHECK(to_text(opened->what.sealed_at) == "2026-11-21T09:00:00Z");
  CHECK(opened->sender == home.sender.public_key());
}

TEST_CASE("A letter does not open under another envelope, nor at another home") {
  cast const home;
  auto const text = seal::encode(home.sealed());
  CHECK(try_open(text, home.keys[0], home.home, "another envelope") == "seal_broken");
  CHECK(try_open(text, home.keys[0], home_id::parse("RX9LD").value()) == "seal_broken");
}

TEST_CASE("Whoever can open a letter still cannot write one in the sender's name") {
  cast const home;
  auto const mine = home.keys[0];
  auto const signed_by = [&](p256_private_key const& by, p256_public_key const& said, std::string_view type) {
    std::string const payload = R"({"content":{},"envelope":")" + crypto::to_base64url(crypto::sha256("envelope")) +
                                R"(","home":"1-1435221697","sealed_at":"2026-11-21T09:00:00Z","sender_key":)" +
                                said.jwk() + "}";
    auto const text = seal::padded(seal::sign(by, type, payload));
    return seal::encode(seal::lock(as_bytes(text), seal::purpose::result, crypto::sha256("envelope"), home.to()));
  };
  auto const sender = home.sender.public_key();
  CHECK(try_open(signed_by(home.sender, sender, seal::letter_type), mine, home.home) == "");
  CHECK(try_open(signed_by(mine, sender, seal::letter_type), mine, home.home) == "seal_broken");
  CHECK(try_open(signed_by(home.sender, sender, "carerelay.other.v1"), mine, home.home) == "seal_broken");
  auto const opened = seal::parse_jwe(signed_by(mine, mine.public_key(), seal::letter_type), seal::purpose::result);
  CHECK(seal::open_letter(*opened, mine, home.home, crypto::sha256("envelope"))->sender != sender);
}

TEST_CASE("What was locked for the home's keys does not open as a result") {
  cast const home;
  auto const bytes = seal::padded("anything");
  auto const text = seal::encode(seal::lock(as_bytes(bytes), seal::purpose::home_keys, {}, home.to()));
  CHECK(try_open(text, home.keys[0], home.home) == "unknown_value");
  CHECK(seal::unlock(seal::parse_jwe(text, seal::purpose::home_keys).value(), home.keys[3]).value().size() == 1024);
}

TEST_CASE("The home's key opens for the one device it was locked for, as that device of that home") {
  cast const home(2);
  auto const identity = p256_private_key::generate();
  auto const phone = device_id::parse("4f9a2c1e-0d3b-4a5e-8f6a-1b2c3d4e5f60").value();
  auto const other = device_id::parse("4f9a2c1e-0d3b-4a5e-8f6a-1b2c3d4e5f61").value();
  auto const locked = seal::lock_home_key(identity, home.home, phone, home.keys[0].public_key());
  auto const key = seal::unlock_home_key(locked, home.keys[0], home.home, phone);
  REQUIRE(key.has_value());
  CHECK(key->public_key() == identity.public_key());
  CHECK(seal::unlock_home_key(locked, home.keys[1], home.home, phone).error() == errc::not_found);
  CHECK(seal::unlock_home_key(locked, home.keys[0], home.home, other).error() == errc::seal_broken);
  CHECK(seal::unlock_home_key(locked, home.keys[0], home_id::parse("RX9LD").value(), phone).error() ==
        errc::seal_broken);
}
