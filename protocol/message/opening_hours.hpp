#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>

#include "protocol/instant.hpp"
#include "protocol/message/message.hpp"

/// When somebody answers the telephone. Hours are what a clock in London shows, so they keep their meaning
/// when summer time begins and ends.
namespace carerelay::protocol {

/// Bit of `weekday_set` for bank holidays; Monday is bit 0, Sunday bit 6.
inline constexpr unsigned bank_holiday_bit = 7;

[[nodiscard]] constexpr bool holds(weekday_set days, unsigned bit) noexcept {
  return (static_cast<unsigned>(days) >> bit & 1U) != 0;
}
[[nodiscard]] constexpr weekday_set with(weekday_set days, unsigned bit) noexcept {
  return static_cast<weekday_set>(static_cast<unsigned>(days) | 1U << bit);
}

/// A bank holiday in England: the days of the Banking and Financial Dealings Act 1971 with their substitutes,
/// Easter by rule, and the days moved or added by proclamation since 2000.
[[nodiscard]] bool is_bank_holiday(std::chrono::year_month_day date) noexcept;

/// Western Easter Sunday (the Gregorian computus).
[[nodiscard]] std::chrono::year_month_day easter_sunday(std::chrono::year year) noexcept;

/// Whether one of the periods covers `now`. A bank holiday has the hours of the periods that name it and no
/// others: a line that says nothing about bank holidays is closed on them.
[[nodiscard]] bool is_open(std::span<opening_period const> hours, instant now) noexcept;

/// The first instant at or after `now` when it is open: `now` itself while it is. None when that is more than
/// 400 days away.
[[nodiscard]] std::optional<instant> next_opening(std::span<opening_period const> hours, instant now) noexcept;

/// Until when it stays open without a break; none when it is closed at `now` or never closes within 8 days.
[[nodiscard]] std::optional<instant> open_until(std::span<opening_period const> hours, instant now) noexcept;

/// For people: "Mon to Fri and bank holidays 08:00 to 20:00; Sat 09:00 to 13:00".
[[nodiscard]] std::string to_text(std::span<opening_period const> hours);

/// The word of a bit: "mon" … "sun", "bank_holiday".
[[nodiscard]] std::string_view day_word(unsigned bit) noexcept;

}  // namespace carerelay::protocol
