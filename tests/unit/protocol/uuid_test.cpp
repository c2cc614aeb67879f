#include "protocol/uuid.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <unordered_set>

using namespace carerelay::protocol;

namespace {

constexpr std::array<std::uint8_t, 10> all_ones10{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

uuid parsed(std::string_view text) { return uuid::parse(text).value(); }

}  // namespace

TEST_CASE("An id is read in either case and printed in lower case") {
  CHECK(parsed("017F22E2-79B0-7CC3-98C4-DC0C0C07398F").text() == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  CHECK(parsed("017f22e2-79b0-7cc3-98c4-dc0c0c07398f") == parsed("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"));
}

TEST_CASE("Anything that is not 36 characters of an id is refused") {
  for (auto const* text : {"", "017f22e2", "017f22e279b07cc398c4dc0c0c07398f", "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
                           "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
                           "017f22e2 79b0 7cc3 98c4 dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f ",
                           "0-17f22e279b0-7cc3-98c4-dc0c0c07398f", "+17f22e2-79b0-7cc3-98c4-dc0c0c07398f"}) {
    INFO(text);
    auto const id = uuid::parse(text);
    REQUIRE(id.has_error());
    CHECK(id.error() == errc::bad_format);
  }
}

TEST_CASE("A version 7 id is the one of RFC 9562 appendix A.6") {
  // 2022-02-22T19:22:22Z, random bits 0xCC3, 0x18C4DC0C0C07398F
  std::array<std::uint8_t, 10> const random{0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F};
  auto const id = make_v7(instant{std::chrono::milliseconds{1645557742000}}, random);
  CHECK(id.text() == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  CHECK(id.version() == 7);
}

TEST_CASE("A later version 7 id sorts after an earlier one, whatever the random bits") {
  instant const now = parse_instant("2026-11-21T03:04:05.678Z").value();
  std::array<std::uint8_t, 10> const zeros{};
  CHECK(make_v7(now, all_ones10) < make_v7(now + std::chrono::milliseconds{1}, zeros));
  CHECK(make_v7(now, all_ones10).text() < make_v7(now + std::chrono::milliseconds{1}, zeros).text());
}

TEST_CASE("A version 4 id keeps the random bits and sets version and variant") {
  std::array<std::uint8_t, 16> random{};
  random.fill(0xFF);
  CHECK(make_v4(random).text() == "ffffffff-ffff-4fff-bfff-ffffffffffff");
  random.fill(0);
  CHECK(make_v4(random).text() == "00000000-0000-4000-8000-000000000000");
}

TEST_CASE("Ids of different things do not compare and hash apart") {
  using cat_id = tagged_id<struct cat>;
  static_assert(!std::is_same_v<cat_id, tagged_id<struct dog>>);
  static_assert(!std::is_convertible_v<uuid, cat_id>);
  auto const one = cat_id::parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f").value();
  auto const two = cat_id::parse("017f22e2-79b0-7cc3-98c4-dc0c0c073990").value();
  std::unordered_set<cat_id> const seen{one, two, one};
  CHECK(seen.size() == 2);
  CHECK(one < two);
  CHECK(cat_id{}.is_nil());
  CHECK(cat_id::parse("nonsense").has_error());
}
