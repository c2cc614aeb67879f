#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>

#include "protocol/seal/words.hpp"
#include "tests/unit/seal/kit.hpp"

using namespace carerelay::sealing;

namespace {

/// Whether one letter more, less or other makes one of the other.
bool is_near(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  auto const [at, to] = std::mismatch(a.begin(), a.end(), b.begin());
  auto const rest = static_cast<std::size_t>(to - b.begin());
  return a.size() == b.size() ? a.substr(std::min(rest + 1, a.size())) == b.substr(std::min(rest + 1, b.size()))
                              : a.substr(rest) == b.substr(rest + 1);
}

}  // namespace

TEST_CASE("The 256 words are plain, and no two differ by one letter") {
  auto const& list = seal::word_list();
  CHECK(std::set<std::string_view>(list.begin(), list.end()).size() == 256);
  for (auto const word : list) {
    CHECK(word.size() >= 4);
    CHECK(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos);
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    for (std::size_t j = i + 1; j < list.size(); ++j) {
      INFO(list[i] << ' ' << list[j]);
      REQUIRE_FALSE(is_near(list[i], list[j]));
    }
  }
}

TEST_CASE("The list of words that others use is this one") {
  char const* const source = std::getenv("CARERELAY_SOURCE_DIR");
  std::ifstream in(std::string(source ? source : ".") + "/docs/reference/words.txt");
  std::string word;
  for (auto const expected : seal::word_list()) {
    REQUIRE(std::getline(in, word));
    REQUIRE(word == expected);
  }
  CHECK_FALSE(std::getline(in, word));
}

TEST_CASE("A device's words change with its home, its id and each of its keys") {
  auto const home = home_id::parse("1-1435221697").value();
  auto const device = device_id::parse("4f9a2c1e-0d3b-4a5e-8f6a-1b2c3d4e5f60").value();
  auto const key = p256_private_key::from_scalar(byte_vector(32, 1)).value().public_key();
  auto const sealing = p256_private_key::from_scalar(byte_vector(32, 2)).value().public_key();
  auto const words = seal::device_words(home, device, key, sealing);
  CHECK(std::count(words.begin(), words.end(), ' ') == 7);
  CHECK(words == seal::device_words(home, device, key, sealing));
  std::set<std::string> all{
      words,
      seal::device_words(home_id::parse("RX9LD").value(), device, key, sealing),
      seal::device_words(home, device_id::parse("4f9a2c1e-0d3b-4a5e-8f6a-1b2c3d4e5f61").value(), key, sealing),
      seal::device_words(home, device, sealing, sealing),
      seal::device_words(home, device, key, key),
      seal::device_words(home, device, sealing, key),
      seal::key_words("home", key),
      seal::key_words("sender", key)};
  CHECK(all.size() == 8);
}

TEST_CASE("Words are the same however they are typed, and not when one is another") {
  CHECK(seal::is_same_words("acorn bishop zebra", "acorn bishop zebra"));
  CHECK(seal::is_same_words("  Acorn, BISHOP -  zebra. ", "acorn bishop zebra"));
  CHECK_FALSE(seal::is_same_words("acorn bishop", "acorn bishop zebra"));
  CHECK_FALSE(seal::is_same_words("bishop acorn zebra", "acorn bishop zebra"));
  CHECK_FALSE(seal::is_same_words("acornbishop zebra", "acorn bishop zebra"));
  CHECK_FALSE(seal::is_same_words("", "acorn bishop zebra"));
}
