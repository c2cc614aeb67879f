#include <catch2/catch.hpp>

#include "protocol/seal/sheet.hpp"
#include "tests/unit/seal/kit.hpp"

using namespace carerelay::sealing;

TEST_CASE("A recovery sheet typed as people type it gives the seed back") {
  seal::recovery_seed seed;
  for (std::size_t i = 0; i < 20; ++i) seed.bytes[i] = static_cast<std::uint8_t>(i * 13 + 7);
  auto const text = seal::sheet_text(seed);
  CHECK(seal::parse_sheet(text).value().bytes == seed.bytes);
  std::string typed;
  for (char const c : text) {
    if (c == '0')
      typed += 'o';
    else if (c == '1')
      typed += 'l';
    else if (c != '-')
      typed += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  CHECK(seal::parse_sheet(typed).value().bytes == seed.bytes);
}

TEST_CASE("One wrong character on a recovery sheet is always found") {
  auto const text = seal::sheet_text(seal::make_seed());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '-' || text[at] == '\n') continue;
    for (char const c : std::string_view("0123456789ABCDEFGHJKMNPQRSTVWXYZ")) {
      if (c == text[at]) continue;
      auto bad = text;
      bad[at] = c;
      REQUIRE_FALSE(seal::parse_sheet(bad).has_value());
    }
  }
  CHECK(seal::parse_sheet(text.substr(1)).error() == errc::bad_format);
  CHECK(seal::parse_sheet("").error() == errc::bad_format);
  CHECK(seal::parse_sheet(std::string(500, '0')).error() == errc::bad_format);
}

TEST_CASE("A sheet makes a home's two keys, the same each time, others for another home") {
  auto const seed = seal::make_seed();
  auto const here = home_id::parse("1-1435221697").value();
  auto const keys = seal::keys_of(seed, here);
  CHECK(keys.identity.public_key() == seal::keys_of(seed, here).identity.public_key());
  CHECK(keys.recovery.public_key() == seal::keys_of(seed, here).recovery.public_key());
  CHECK(keys.identity.public_key() != keys.recovery.public_key());
  auto const other = seal::keys_of(seed, home_id::parse("RX9LD").value());
  CHECK(other.identity.public_key() != keys.identity.public_key());
  CHECK(seal::keys_of(seal::make_seed(), here).identity.public_key() != keys.identity.public_key());
}

TEST_CASE("What was sealed opens with nothing but the paper when every device is lost") {
  auto const seed = seal::make_seed();
  cast home(2);
  home.keys.push_back(seal::keys_of(seed, home.home).recovery);
  auto const sealed = seal::encode(home.sealed());
  auto const typed = seal::parse_sheet(seal::sheet_text(seed)).value();
  CHECK(try_open(sealed, seal::keys_of(typed, home.home).recovery, home.home) == "");
}
