#include <catch2/catch.hpp>

#include <set>
#include <string>
#include <vector>

#include "protocol/message/opening_hours.hpp"

using namespace carerelay::protocol;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

namespace {

/// "01-01 04-03 …": every bank holiday of a year.
std::string holidays_of(int in) {
  std::string out;
  for (sys_days d{year{in} / 1 / 1}; d < sys_days{year{in + 1} / 1 / 1}; d += std::chrono::days{1}) {
    if (!is_bank_holiday(year_month_day{d})) continue;
    out += (out.empty() ? "" : " ") + to_text(instant{d}).substr(5, 5);
  }
  return out;
}

}  // namespace

TEST_CASE("Easter Sunday falls where the church tables put it") {
  for (auto const& [in, month, day] : std::vector<std::tuple<int, unsigned, unsigned>>{{2000, 4, 23},
                                                                                       {2008, 3, 23},
                                                                                       {2011, 4, 24},
                                                                                       {2020, 4, 12},
                                                                                       {2024, 3, 31},
                                                                                       {2025, 4, 20},
                                                                                       {2026, 4, 5},
                                                                                       {2038, 4, 25},
                                                                                       {2049, 4, 18},
                                                                                       {2076, 4, 19},
                                                                                       {2100, 3, 28},
                                                                                       {2199, 4, 14}}) {
    INFO(in);
    CHECK(easter_sunday(year{in}) == year{in} / static_cast<int>(month) / static_cast<int>(day));
  }
}

TEST_CASE("The bank holidays of England are those the government lists") {
  CHECK(holidays_of(2019) == "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26");
  CHECK(holidays_of(2020) == "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28");
  CHECK(holidays_of(2021) == "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28");
  CHECK(holidays_of(2022) == "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27");
  CHECK(holidays_of(2023) == "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26");
  CHECK(holidays_of(2024) == "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26");
  CHECK(holidays_of(2026) == "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28");
  CHECK(holidays_of(2027) == "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28");
}

TEST_CASE("Days moved or added by proclamation are known") {
  CHECK(holidays_of(2002) == "01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26");
  CHECK(holidays_of(2011) == "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27");
  CHECK(holidays_of(2012) == "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26");
}

TEST_CASE("Every later year has its eight bank holidays, all on weekdays") {
  for (int in = 2024; in < 2200; ++in) {
    int count = 0;
    for (sys_days d{year{in} / 1 / 1}; d < sys_days{year{in + 1} / 1 / 1}; d += std::chrono::days{1}) {
      if (!is_bank_holiday(year_month_day{d})) continue;
      ++count;
      CHECK(std::chrono::weekday{d}.iso_encoding() <= 5);
    }
    INFO(in);
    CHECK(count == 8);
  }
}
