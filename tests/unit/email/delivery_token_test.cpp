#include "adapters/email/delivery_token.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace carerelay::email;

namespace {

delivery_tokens tokens(std::uint8_t current = 0) {
  return {{{std::uint8_t{0}, "old key"}, {std::uint8_t{1}, "new key"}}, current};
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

}  // namespace

TEST_CASE("A delivery's name comes back, in any case of letters") {
  auto const all = tokens();
  auto const name = all.make({0x0123456789ABCDEF, 3});
  CHECK(name.size() == 32);
  CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567") == std::string::npos);
  for (auto const& written : {name, upper(name)}) {
    auto const back = all.read(written);
    REQUIRE(back);
    CHECK(back->row == 0x0123456789ABCDEF);
    CHECK(back->attempt == 3);
  }
}

TEST_CASE("A name with any letter changed is nobody's") {
  auto const all = tokens();
  auto const name = all.make({7, 1});
  for (std::size_t i = 0; i < name.size(); ++i) {
    for (char const c : {'a', 'z', '2', '7'}) {
      auto other = name;
      if (other[i] == c) continue;
      other[i] = c;
      CHECK_FALSE(all.read(other));
    }
  }
  for (auto const* const text :
       {"", "a", "0000", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "1111111111111111111111111111111!"})
    CHECK_FALSE(all.read(text));
  CHECK_FALSE(all.read(name + "a"));
}

TEST_CASE("After a new key began, names of the old one are still believed, and those of a stranger are not") {
  auto const before = tokens(0), after = tokens(1);
  CHECK(after.read(before.make({7, 1})));
  CHECK(after.make({7, 1}) != before.make({7, 1}));
  delivery_tokens const stranger({{std::uint8_t{0}, "guess"}}, 0);
  CHECK_FALSE(after.read(stranger.make({7, 1})));
  delivery_tokens const gone({{std::uint8_t{1}, "new key"}}, 1);
  CHECK_FALSE(gone.read(before.make({7, 1})));
  CHECK_THROWS_AS(delivery_tokens({}, 0), std::invalid_argument);
}
