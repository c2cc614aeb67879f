#include "protocol/message/opening_hours.hpp"

#include <algorithm>
#include <array>

namespace carerelay::protocol {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int days_looked_ahead = 400;

/// The bit of the one sort of day that this date is.
unsigned bit_of(year_month_day date) noexcept {
  if (is_bank_holiday(date)) return bank_holiday_bit;
  return std::chrono::weekday{sys_days{date}}.iso_encoding() - 1;
}

/// The first instant at or after `now` at which London's clocks show, or in March jump over, this time.
std::optional<instant> shown_at(year_month_day date, minutes time_of_day, instant now) noexcept {
  auto const shown = from_london(date, time_of_day);
  if (!shown.first) return shown_at(date, 2h, now);
  if (*shown.first >= now) return shown.first;
  if (shown.second && *shown.second >= now) return shown.second;
  return std::nullopt;
}

/// Keeps the earlier of the two.
void keep(std::optional<instant>& best, std::optional<instant> candidate) noexcept {
  if (candidate && (!best || *candidate < *best)) best = candidate;
}

/// The earliest opening on one date. Where the clocks go back, 01:00 comes a second time and may reopen.
std::optional<instant> opening_on(std::span<opening_period const> hours, year_month_day date, instant now) noexcept {
  std::optional<instant> best;
  auto const consider = [&](std::optional<instant> candidate) {
    if (candidate && *candidate >= now && is_open(hours, *candidate)) keep(best, candidate);
  };
  for (opening_period const& period : hours) consider(shown_at(date, minutes{period.opens_minute}, now));
  consider(from_london(date, 60min).second);
  return best;
}

void append_clock(std::string& out, unsigned minute) {
  auto const two_digits = [&out](unsigned value) {
    out += static_cast<char>('0' + value / 10);
    out += static_cast<char>('0' + value % 10);
  };
  two_digits(minute / 60);
  out += ':';
  two_digits(minute % 60);
}

constexpr std::array<std::string_view, 7> short_names{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/// "Mon to Fri, Sun and bank holidays"
void append_days(std::string& out, weekday_set set) {
  std::size_t const start = out.size();
  for (unsigned first = 0; first < 7; ++first) {
    if (!holds(set, first)) continue;
    unsigned last = first;
    while (last + 1 < 7 && holds(set, last + 1)) ++last;
    if (out.size() != start) out += ", ";
    out += short_names[first];
    if (last != first) {
      out += last == first + 1 ? ", " : " to ";
      out += short_names[last];
    }
    first = last;
  }
  if (!holds(set, bank_holiday_bit)) return;
  out += out.size() == start ? "Bank holidays" : " and bank holidays";
}

}  // namespace

std::string_view day_word(unsigned bit) noexcept {
  constexpr std::array<std::string_view, 8> words{"mon", "tue", "wed", "thu", "fri", "sat", "sun", "bank_holiday"};
  return bit < words.size() ? words[bit] : std::string_view{};
}

bool is_open(std::span<opening_period const> hours, instant now) noexcept {
  auto const here = to_london(now);
  unsigned const bit = bit_of(here.date);
  return std::any_of(hours.begin(), hours.end(), [&](opening_period const& period) {
    return holds(period.days, bit) && minutes{period.opens_minute} <= here.time_of_day &&
           here.time_of_day < minutes{period.closes_minute};
  });
}

std::optional<instant> next_opening(std::span<opening_period const> hours, instant now) noexcept {
  if (is_open(hours, now)) return now;
  sys_days const today{to_london(now).date};
  for (int ahead = 0; ahead <= days_looked_ahead; ++ahead) {
    auto const found = opening_on(hours, year_month_day{today + days{ahead}}, now);
    if (found) return found;
  }
  return std::nullopt;
}

std::optional<instant> open_until(std::span<opening_period const> hours, instant now) noexcept {
  instant at = now;
  while (is_open(hours, at)) {
    if (at - now > days{8}) return std::nullopt;
    // Step to the nearest moment at which anything could close; it is open all the way there.
    auto const date = to_london(at).date;
    std::optional<instant> next = shown_at(date, 24h, at + 1ms);
    for (opening_period const& period : hours) {
      keep(next, shown_at(date, minutes{period.closes_minute}, at + 1ms));
    }
    if (!next) return std::nullopt;
    at = *next;
  }
  if (at == now) return std::nullopt;
  return at;
}

std::string to_text(std::span<opening_period const> hours) {
  std::string out;
  for (opening_period const& period : hours) {
    if (!out.empty()) out += "; ";
    append_days(out, period.days);
    out += ' ';
    append_clock(out, period.opens_minute);
    out += " to ";
    append_clock(out, period.closes_minute);
  }
  return out;
}

}  // namespace carerelay::protocol
