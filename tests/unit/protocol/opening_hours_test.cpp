#include "protocol/message/opening_hours.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace carerelay::protocol;

namespace {

weekday_set days(std::initializer_list<unsigned> bits) {
  weekday_set set{};
  for (unsigned const bit : bits) set = with(set, bit);
  return set;
}

weekday_set const mon_to_fri = days({0, 1, 2, 3, 4});
weekday_set const saturday = days({5});
weekday_set const every_day = days({0, 1, 2, 3, 4, 5, 6, 7});

std::vector<opening_period> const office{{mon_to_fri, 8 * 60, 20 * 60}, {saturday, 9 * 60, 13 * 60}};

instant at(char const* text) { return parse_instant(text).value(); }
bool open_at(std::vector<opening_period> const& hours, char const* text) { return is_open(hours, at(text)); }
std::string next(std::vector<opening_period> const& hours, char const* text) {
  auto const found = next_opening(hours, at(text));
  return found ? to_text(*found) : "never";
}
std::string until(std::vector<opening_period> const& hours, char const* text) {
  auto const found = open_until(hours, at(text));
  return found ? to_text(*found) : "none";
}

}  // namespace

TEST_CASE("A line is open from its first minute and closed from its last") {
  // Friday 20 November 2026, winter: London is at UTC.
  CHECK_FALSE(open_at(office, "2026-11-20T07:59:59.999Z"));
  CHECK(open_at(office, "2026-11-20T08:00:00Z"));
  CHECK(open_at(office, "2026-11-20T19:59:59.999Z"));
  CHECK_FALSE(open_at(office, "2026-11-20T20:00:00Z"));
  CHECK(open_at(office, "2026-11-21T12:59:00Z"));  // Saturday
  CHECK_FALSE(open_at(office, "2026-11-21T13:00:00Z"));
  CHECK_FALSE(open_at(office, "2026-11-22T10:00:00Z"));  // Sunday
}

TEST_CASE("In summer eight o'clock comes an hour earlier by UTC") {
  CHECK(open_at(office, "2026-07-01T07:00:00Z"));
  CHECK_FALSE(open_at(office, "2026-07-01T06:59:00Z"));
  CHECK_FALSE(open_at(office, "2026-07-01T19:00:00Z"));
}

TEST_CASE("On a bank holiday only the hours that name bank holidays count") {
  // Monday 31 August 2026
  CHECK_FALSE(open_at(office, "2026-08-31T10:00:00Z"));
  std::vector<opening_period> hours = office;
  hours.push_back({days({bank_holiday_bit}), 10 * 60, 12 * 60});
  CHECK(open_at(hours, "2026-08-31T09:30:00Z"));
  CHECK_FALSE(open_at(hours, "2026-08-31T11:30:00Z"));
  CHECK(open_at(hours, "2026-09-01T11:30:00Z"));
}

TEST_CASE("The next opening skips the night, the weekend and bank holidays") {
  CHECK(next(office, "2026-11-20T12:00:00.250Z") == "2026-11-20T12:00:00.250Z");
  CHECK(next(office, "2026-11-20T05:00:00Z") == "2026-11-20T08:00:00Z");
  CHECK(next(office, "2026-11-20T21:00:00Z") == "2026-11-21T09:00:00Z");
  CHECK(next(office, "2026-11-21T14:00:00Z") == "2026-11-23T08:00:00Z");
  // Thursday before Easter 2026, in the evening: Good Friday is shut, Saturday is not, Monday is.
  CHECK(next(office, "2026-04-02T20:00:00Z") == "2026-04-04T08:00:00Z");
  CHECK(next(office, "2026-04-04T13:00:00Z") == "2026-04-07T07:00:00Z");
}

TEST_CASE("A line without hours never opens") {
  CHECK_FALSE(open_at({}, "2026-11-20T12:00:00Z"));
  CHECK(next({}, "2026-11-20T12:00:00Z") == "never");
  CHECK(until(office, "2026-11-22T12:00:00Z") == "none");
}

TEST_CASE("An hour that is skipped in March opens when the clocks have gone forward") {
  // 29 March 2026: 01:00 GMT becomes 02:00 BST.
  std::vector<opening_period> const hours{{days({6}), 90, 180}};
  CHECK(next(hours, "2026-03-29T00:30:00Z") == "2026-03-29T01:00:00Z");
  CHECK_FALSE(open_at(hours, "2026-03-29T00:59:00Z"));
  CHECK(open_at(hours, "2026-03-29T01:59:00Z"));
  CHECK_FALSE(open_at(hours, "2026-03-29T02:00:00Z"));
  std::vector<opening_period> const inside_the_gap{{days({6}), 70, 110}};
  CHECK(next(inside_the_gap, "2026-03-29T00:30:00Z") == "2026-04-05T00:10:00Z");
}

TEST_CASE("An hour that comes twice in October is open both times") {
  // 25 October 2026: 02:00 BST becomes 01:00 GMT.
  std::vector<opening_period> const hours{{days({6}), 70, 80}};
  CHECK(open_at(hours, "2026-10-25T00:15:00Z"));
  CHECK_FALSE(open_at(hours, "2026-10-25T00:30:00Z"));
  CHECK(open_at(hours, "2026-10-25T01:15:00Z"));
  CHECK(next(hours, "2026-10-25T00:30:00Z") == "2026-10-25T01:10:00Z");
  std::vector<opening_period> const over_one{{days({6}), 30, 90}};
  CHECK(until(over_one, "2026-10-25T00:00:00Z") == "2026-10-25T00:30:00Z");
  CHECK(next(over_one, "2026-10-25T00:40:00Z") == "2026-10-25T01:00:00Z");
}

TEST_CASE("A line says until when it is open, across periods that touch and midnight") {
  CHECK(until(office, "2026-11-20T12:00:00Z") == "2026-11-20T20:00:00Z");
  CHECK(until(office, "2026-07-01T12:00:00Z") == "2026-07-01T19:00:00Z");
  std::vector<opening_period> const touching{{mon_to_fri, 480, 720}, {mon_to_fri, 720, 1440}, {saturday, 0, 360}};
  CHECK(until(touching, "2026-11-20T09:00:00Z") == "2026-11-21T06:00:00Z");
  std::vector<opening_period> const always{{every_day, 0, 1440}};
  CHECK(open_at(always, "2026-12-25T03:00:00Z"));
  CHECK(until(always, "2026-11-20T09:00:00Z") == "none");
  std::vector<opening_period> const sunday_to_one{{days({6}), 0, 180}};
  CHECK(until(sunday_to_one, "2026-10-25T00:10:00Z") == "2026-10-25T03:00:00Z");
  CHECK(until(sunday_to_one, "2026-03-29T00:10:00Z") == "2026-03-29T02:00:00Z");
}

TEST_CASE("Hours read as people write them") {
  CHECK(to_text(office) == "Mon to Fri 08:00 to 20:00; Sat 09:00 to 13:00");
  CHECK(to_text(std::vector<opening_period>{{days({0, 2, 3, 5, 6, 7}), 510, 1440}}) ==
        "Mon, Wed, Thu, Sat, Sun and bank holidays 08:30 to 24:00");
  CHECK(to_text(std::vector<opening_period>{{days({7}), 600, 720}}) == "Bank holidays 10:00 to 12:00");
  CHECK(to_text(std::vector<opening_period>{}).empty());
}
