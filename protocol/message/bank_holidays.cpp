#include <algorithm>
#include <array>

#include "protocol/message/opening_hours.hpp"

namespace carerelay::protocol {
namespace {

using std::chrono::April;
using std::chrono::August;
using std::chrono::day;
using std::chrono::days;
using std::chrono::December;
using std::chrono::January;
using std::chrono::June;
using std::chrono::last;
using std::chrono::May;
using std::chrono::Monday;
using std::chrono::month;
using std::chrono::September;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year;
using std::chrono::year_month_day;

/// Days that a proclamation added.
constexpr std::array added{
    year{2002} / June / 3,        // Golden Jubilee
    year{2002} / June / 4,        // spring bank holiday, moved
    year{2011} / April / 29,      // royal wedding
    year{2012} / June / 4,        // spring bank holiday, moved
    year{2012} / June / 5,        // Diamond Jubilee
    year{2020} / May / 8,         // early May bank holiday, moved: 75 years of VE Day
    year{2022} / June / 2,        // spring bank holiday, moved
    year{2022} / June / 3,        // Platinum Jubilee
    year{2022} / September / 19,  // state funeral of Queen Elizabeth II
    year{2023} / May / 8,         // coronation of King Charles III
};
/// Days the rule gives that were moved away.
constexpr std::array moved_away{
    year{2002} / May / 27,
    year{2012} / May / 28,
    year{2020} / May / 4,
    year{2022} / May / 30,
};

template <class Days>
bool holds(Days const& list, year_month_day date) noexcept {
  return std::find(list.begin(), list.end(), date) != list.end();
}

bool is_weekend(sys_days date) noexcept { return weekday{date}.iso_encoding() >= 6; }

/// New Year's Day, or the Monday after when it falls on a weekend.
bool is_new_year(sys_days date) noexcept {
  year_month_day const ymd{date};
  if (ymd.month() != January || is_weekend(date)) return false;
  if (ymd.day() == day{1}) return true;
  return weekday{date} == Monday && (ymd.day() == day{2} || ymd.day() == day{3});
}

/// Christmas Day and Boxing Day; each one that falls on a weekend is made up for on the next free weekday.
bool is_christmas(sys_days date) noexcept {
  year_month_day const ymd{date};
  if (ymd.month() != December || is_weekend(date)) return false;
  if (ymd.day() == day{25} || ymd.day() == day{26}) return true;
  sys_days const christmas{ymd.year() / December / 25};
  int const made_up_for = int{is_weekend(christmas)} + int{is_weekend(christmas + days{1})};
  // 25th on a Friday: Monday 28. On a Saturday: 27 and 28. On a Sunday: 27, after Boxing Day on Monday.
  sys_days first = christmas + days{2};
  while (is_weekend(first)) first += days{1};
  return date >= first && date < first + days{made_up_for};
}

bool is_easter_holiday(sys_days date, year in) noexcept {
  sys_days const easter{easter_sunday(in)};
  return date == easter - days{2} || date == easter + days{1};
}

bool is_by_rule(year_month_day date) noexcept {
  sys_days const when{date};
  year const in = date.year();
  return is_new_year(when) || is_christmas(when) || is_easter_holiday(when, in) ||
         when == sys_days{in / May / Monday[1]} || when == sys_days{in / May / Monday[last]} ||
         when == sys_days{in / August / Monday[last]};
}

}  // namespace

year_month_day easter_sunday(year in) noexcept {
  // The anonymous Gregorian algorithm (Nature, 20 April 1876; Meeus, Astronomical Algorithms, chapter 8).
  int const y = static_cast<int>(in);
  int const a = y % 19;
  int const b = y / 100;
  int const c = y % 100;
  int const d = b / 4;
  int const e = b % 4;
  int const g = (8 * b + 13) / 25;
  int const h = (19 * a + b - d - g + 15) % 30;
  int const i = c / 4;
  int const k = c % 4;
  int const l = (32 + 2 * e + 2 * i - h - k) % 7;
  int const m = (a + 11 * h + 19 * l) / 433;
  int const n = (h + l - 7 * m + 90) / 25;
  int const p = (h + l - 7 * m + 33 * n + 19) % 32;
  return in / month{static_cast<unsigned>(n)} / day{static_cast<unsigned>(p)};
}

bool is_bank_holiday(year_month_day date) noexcept {
  if (holds(added, date)) return true;
  return is_by_rule(date) && !holds(moved_away, date);
}

}  // namespace carerelay::protocol
