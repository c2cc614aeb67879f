#include "protocol/instant.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace carerelay::protocol;
using namespace std::chrono_literals;

namespace {

instant at(std::string_view text) { return parse_instant(text).value(); }
std::string round(std::string_view text) { return to_text(at(text)); }

}  // namespace

TEST_CASE("A time is printed in UTC, with a fraction only when there is one") {
  CHECK(round("2026-11-21T03:04:05.678Z") == "2026-11-21T03:04:05.678Z");
  CHECK(round("2026-11-21T03:04:05Z") == "2026-11-21T03:04:05Z");
  CHECK(round("2026-11-21T03:04:05.000Z") == "2026-11-21T03:04:05Z");
  CHECK(round("2026-11-21T03:04:05.5Z") == "2026-11-21T03:04:05.500Z");
  CHECK(round("2026-11-21T03:04:05.123999999Z") == "2026-11-21T03:04:05.123Z");
}

TEST_CASE("An offset is taken off") {
  CHECK(round("2026-07-01T00:30:00+01:00") == "2026-06-30T23:30:00Z");
  CHECK(round("2026-12-31T23:30:00-05:30") == "2027-01-01T05:00:00Z");
  CHECK(round("2026-07-01T00:30:00-00:00") == "2026-07-01T00:30:00Z");
}

TEST_CASE("A text that is not a strict RFC 3339 time is refused as badly formed") {
  for (auto const* text : {"",
                           "2026",
                           "2026-11-21",
                           "2026-11-21T03:04Z",
                           "2026-11-21 03:04:05Z",
                           "2026-11-21t03:04:05z",
                           "2026-11-21T03:04:05",
                           "2026-11-21T03:04:05.Z",
                           "2026-11-21T03:04:05.1234567890Z",
                           "2026-11-21T03:04:05,5Z",
                           "2026-11-21T03:04:05+0100",
                           "2026-11-21T03:04:05+01",
                           "2026-11-21T03:04:05ZZ",
                           " 2026-11-21T03:04:05Z",
                           "2026-11-21T03:04:05Z ",
                           "2026-1-21T03:04:05Z",
                           "+2026-11-21T03:04:05Z",
                           "2026-11-21T03:04:-5Z",
                           "2026-11-21T3:04:05Z",
                           "02026-11-21T03:04:05Z",
                           "2026-11-21T03:04:05\xE2\x88\x92"
                           "01:00"}) {
    INFO(text);
    auto const result = parse_instant(text);
    REQUIRE(result.has_error());
    CHECK(result.error() == errc::bad_format);
  }
}

TEST_CASE("A date that does not exist, or is outside the years 2000 to 2199, is out of range") {
  for (auto const* text :
       {"2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-11-31T00:00:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T03:60:05Z", "2026-11-21T23:59:60Z", "2026-11-21T03:04:05+24:00",
        "2026-11-21T03:04:05+01:60", "1999-12-31T23:59:59Z", "2200-01-01T00:00:00Z", "2000-01-01T00:00:00+00:01",
        "2199-12-31T23:59:59-00:01", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"}) {
    INFO(text);
    auto const result = parse_instant(text);
    REQUIRE(result.has_error());
    CHECK(result.error() == errc::out_of_range);
  }
  CHECK(round("2000-01-01T00:00:00Z") == "2000-01-01T00:00:00Z");
  CHECK(round("2199-12-31T23:59:59.999Z") == "2199-12-31T23:59:59.999Z");
  CHECK(round("2028-02-29T12:00:00Z") == "2028-02-29T12:00:00Z");
}

TEST_CASE("London's clocks go forward at 01:00 UTC on the last Sunday of March") {
  auto const before = to_london(at("2026-03-29T00:59:59.999Z"));
  CHECK(before.time_of_day == 59min);
  CHECK_FALSE(before.is_summer);
  auto const after = to_london(at("2026-03-29T01:00:00Z"));
  CHECK(after.time_of_day == 2h);
  CHECK(after.is_summer);
  CHECK(after.weekday == std::chrono::Sunday);
}

TEST_CASE("London's clocks go back at 01:00 UTC on the last Sunday of October") {
  CHECK(to_london(at("2026-10-25T00:59:59Z")).time_of_day == 1h + 59min);
  CHECK(to_london(at("2026-10-25T00:59:59Z")).is_summer);
  CHECK(to_london(at("2026-10-25T01:00:00Z")).time_of_day == 1h);
  CHECK_FALSE(to_london(at("2026-10-25T01:00:00Z")).is_summer);
}

TEST_CASE("The last Sunday is found in years where it is the 31st and where it is the 25th") {
  CHECK(to_london(at("2024-03-31T01:00:00Z")).is_summer);
  CHECK_FALSE(to_london(at("2024-03-31T00:59:00Z")).is_summer);
  CHECK(to_london(at("2027-03-28T01:00:00Z")).is_summer);
  CHECK_FALSE(to_london(at("2021-10-31T01:00:00Z")).is_summer);
  CHECK(to_london(at("2021-10-31T00:59:00Z")).is_summer);
}

TEST_CASE("A summer evening in UTC may be the next day in London") {
  auto const there = to_london(at("2026-06-30T23:30:00Z"));
  CHECK(there.date == std::chrono::year{2026} / 7 / 1);
  CHECK(there.weekday == std::chrono::Wednesday);
  CHECK(there.time_of_day == 30min);
}

TEST_CASE("An opening hour skipped in March never comes, one repeated in October comes twice") {
  using std::chrono::year;
  auto const ordinary = from_london(year{2026} / 11 / 21, 9h);
  CHECK(ordinary.first == at("2026-11-21T09:00:00Z"));
  CHECK_FALSE(ordinary.second);
  CHECK(from_london(year{2026} / 7 / 1, 9h).first == at("2026-07-01T08:00:00Z"));

  auto const skipped = from_london(year{2026} / 3 / 29, 1h + 30min);
  CHECK_FALSE(skipped.first);
  CHECK_FALSE(skipped.second);
  CHECK(from_london(year{2026} / 3 / 29, 2h).first == at("2026-03-29T01:00:00Z"));
  CHECK(from_london(year{2026} / 3 / 29, 59min).first == at("2026-03-29T00:59:00Z"));

  auto const repeated = from_london(year{2026} / 10 / 25, 1h + 30min);
  CHECK(repeated.first == at("2026-10-25T00:30:00Z"));
  CHECK(repeated.second == at("2026-10-25T01:30:00Z"));
  CHECK_FALSE(from_london(year{2026} / 10 / 25, 2h).second);
  CHECK(from_london(year{2026} / 10 / 25, 2h).first == at("2026-10-25T02:00:00Z"));
}

TEST_CASE("Every hour of a year goes to London and back") {
  for (instant t = at("2026-01-01T00:00:00Z"); t < at("2027-01-01T00:00:00Z"); t += 30min) {
    auto const local = to_london(t);
    auto const back = from_london(local.date, local.time_of_day);
    bool const came_back = back.first == t || back.second == t;
    if (!came_back) FAIL(to_text(t));
  }
}

TEST_CASE("People read the time of London") {
  CHECK(to_london_text(at("2026-11-21T03:04:05Z")) == "Saturday 21 November 2026, 03:04 GMT");
  CHECK(to_london_text(at("2026-07-01T23:04:05Z")) == "Thursday 2 July 2026, 00:04 BST");
  CHECK(to_london_short_text(at("2026-09-01T08:00:00Z")) == "1 Sep 2026 09:00");
}
