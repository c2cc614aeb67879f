#include "protocol/channel/retry_after.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace carerelay::protocol {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds longest{24 * 3'600'000};

std::optional<milliseconds> number(std::string_view text, std::int64_t factor) {
  std::int64_t whole = 0;
  auto const [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (wrong != std::errc{} || whole < 0) return std::nullopt;
  std::int64_t thousandths = 0;
  std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (rest.starts_with('.') && factor == 1'000) {
    std::int64_t unit = 100;
    for (rest.remove_prefix(1); !rest.empty() && rest.front() >= '0' && rest.front() <= '9'; rest.remove_prefix(1)) {
      thousandths += (rest.front() - '0') * unit;
      unit /= 10;
    }
  }
  if (!rest.empty()) return std::nullopt;
  if (whole > longest.count() / factor) return longest;
  return std::min(milliseconds(whole * factor + thousandths), longest);
}

/// "Sat, 21 Nov 2026 09:00:00 GMT" (RFC 9110, IMF-fixdate)
std::optional<milliseconds> date(std::string_view text, instant now) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text.substr(25) != " GMT" || text[3] != ',') return std::nullopt;
  auto const month = std::find(months.begin(), months.end(), text.substr(8, 3));
  if (month == months.end()) return std::nullopt;
  auto const at = 1 + (month - months.begin());
  std::string const iso = std::string(text.substr(12, 4)) + '-' + static_cast<char>('0' + at / 10) +
                          static_cast<char>('0' + at % 10) + '-' + std::string(text.substr(5, 2)) + 'T' +
                          std::string(text.substr(17, 8)) + 'Z';
  auto const when = protocol::parse_instant(iso);
  if (!when) return std::nullopt;
  return std::clamp(std::chrono::duration_cast<milliseconds>(*when - now), milliseconds(0), longest);
}

}  // namespace

std::optional<milliseconds> retry_after(std::string_view header, std::string_view json_ms,
                                        std::string_view json_seconds, instant now) {
  std::optional<milliseconds> out;
  for (auto const& one : {number(header, 1'000), date(header, now), number(json_ms, 1), number(json_seconds, 1'000)})
    if (one && (!out || *one > *out)) out = one;
  return out;
}

}  // namespace carerelay::protocol
