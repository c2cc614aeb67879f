#pragma once

#include <boost/system/result.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/errc.hpp"

namespace carerelay::protocol {

/// A moment, UTC, in whole milliseconds.
using instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// RFC 3339 date-time, strict: `T` and `Z` in capitals, seconds present and at most 59, a fraction of 1 to 9
/// digits (cut to milliseconds), an offset `Z` or `+hh:mm`. Real dates of the years 2000 to 2199, in UTC.
/// errc::bad_format when it is not of that form, errc::out_of_range when no such date or outside those years.
[[nodiscard]] boost::system::result<instant> parse_instant(std::string_view text) noexcept;

/// `2026-11-21T03:04:05Z`, or with `.678` when the milliseconds are not zero. Parses back to the same
/// instant. Years outside 0000 to 9999 are not supported.
[[nodiscard]] std::string to_text(instant when);
/// The same, appended; no other allocation.
void append_text(instant when, std::string& out);

/// What a clock on a wall in London shows.
struct london_time {
  std::chrono::year_month_day date{};
  std::chrono::weekday weekday{};
  std::chrono::minutes time_of_day{};  ///< 0 to 1439
  bool is_summer = false;              ///< British Summer Time, one hour ahead of UTC

  friend bool operator==(london_time const&, london_time const&) = default;
};

/// Summer time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October
/// (Summer Time Order 2002); right for every instant this protocol can carry.
[[nodiscard]] london_time to_london(instant when) noexcept;

/// The instants at which London's clocks show this date and time. None in the hour skipped in March, two in
/// the hour repeated in October (the first is summer time), else one, in `first`.
struct london_instants {
  std::optional<instant> first, second;
};
[[nodiscard]] london_instants from_london(std::chrono::year_month_day date, std::chrono::minutes time_of_day) noexcept;

/// For people: `Saturday 21 November 2026, 03:04 GMT`, or `BST` in summer.
[[nodiscard]] std::string to_london_text(instant when);
/// For narrow columns: `21 Nov 2026 03:04`.
[[nodiscard]] std::string to_london_short_text(instant when);

}  // namespace carerelay::protocol
