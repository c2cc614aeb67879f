#include "protocol/instant.hpp"

#include <array>

namespace carerelay::protocol {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr instant earliest = sys_days{year{2000} / 1 / 1};
constexpr instant latest = sys_days{year{2200} / 1 / 1} - 1ms;

/// Takes the text apart from the left; the first thing that does not fit makes it fail for good.
class scanner {
 public:
  explicit scanner(std::string_view rest) noexcept : rest_(rest) {}

  int number(std::size_t width) noexcept {
    if (rest_.size() < width) return fail();
    int value = 0;
    for (char const c : rest_.substr(0, width)) {
      if (!is_digit(c)) return fail();
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(width);
    return value;
  }
  bool take(char expected) noexcept {
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char expected) noexcept {
    if (!take(expected)) fail();
  }
  /// 1 to 9 digits of a second, cut to milliseconds.
  int milliseconds() noexcept {
    int value = 0;
    std::size_t count = 0;
    while (!rest_.empty() && is_digit(rest_.front())) {
      if (count < 3) value = value * 10 + (rest_.front() - '0');
      ++count;
      rest_.remove_prefix(1);
    }
    if (count == 0 || count > 9) return fail();
    for (; count < 3; ++count) value *= 10;
    return value;
  }
  [[nodiscard]] bool is_done() const noexcept { return ok_ && rest_.empty(); }

 private:
  static bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
  int fail() noexcept {
    ok_ = false;
    rest_ = {};
    return 0;
  }
  std::string_view rest_;
  bool ok_ = true;
};

void append_padded(std::string& out, unsigned value, int width) {
  char digits[4];
  for (int i = width - 1; i >= 0; --i, value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out.append(digits, static_cast<std::size_t>(width));
}

sys_days last_sunday(year y, unsigned month) noexcept {
  return sys_days{y / std::chrono::month{month} / std::chrono::Sunday[std::chrono::last]};
}

bool is_summer_time(instant when) noexcept {
  year const y = year_month_day{std::chrono::floor<days>(when)}.year();
  return when >= last_sunday(y, 3) + 1h && when < last_sunday(y, 10) + 1h;
}

constexpr std::array<std::string_view, 7> weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

void append_clock(std::string& out, minutes time_of_day) {
  auto const value = static_cast<unsigned>(time_of_day.count());
  append_padded(out, value / 60, 2);
  out += ':';
  append_padded(out, value % 60, 2);
}

std::string_view month_name(london_time const& at) noexcept {
  return months[static_cast<unsigned>(at.date.month()) - 1];
}

}  // namespace

boost::system::result<instant> parse_instant(std::string_view text) noexcept {
  scanner in(text);
  int const y = in.number(4);
  in.expect('-');
  auto const month = static_cast<unsigned>(in.number(2));
  in.expect('-');
  auto const day = static_cast<unsigned>(in.number(2));
  in.expect('T');
  int const hour = in.number(2);
  in.expect(':');
  int const minute = in.number(2);
  in.expect(':');
  int const second = in.number(2);
  int const fraction = in.take('.') ? in.milliseconds() : 0;
  int offset_sign = 0;
  int offset_hours = 0;
  int offset_minutes = 0;
  if (!in.take('Z')) {
    offset_sign = in.take('+') ? 1 : -1;
    if (offset_sign < 0) in.expect('-');
    offset_hours = in.number(2);
    in.expect(':');
    offset_minutes = in.number(2);
  }
  if (!in.is_done()) return make_error_code(errc::bad_format);

  year_month_day const date = year{y} / std::chrono::month{month} / std::chrono::day{day};
  bool const is_real = date.ok() && hour < 24 && minute < 60 && second < 60 && offset_hours < 24 && offset_minutes < 60;
  if (!is_real) return make_error_code(errc::out_of_range);
  instant const when = sys_days{date} + std::chrono::hours{hour} + minutes{minute} + std::chrono::seconds{second} +
                       std::chrono::milliseconds{fraction} -
                       offset_sign * (std::chrono::hours{offset_hours} + minutes{offset_minutes});
  if (when < earliest || when > latest) return make_error_code(errc::out_of_range);
  return when;
}

void append_text(instant when, std::string& out) {
  auto const day = std::chrono::floor<days>(when);
  year_month_day const date{day};
  auto const of_day = static_cast<unsigned>((when - day).count());
  append_padded(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.day()), 2);
  out += 'T';
  append_padded(out, of_day / 3'600'000, 2);
  out += ':';
  append_padded(out, of_day / 60'000 % 60, 2);
  out += ':';
  append_padded(out, of_day / 1'000 % 60, 2);
  if (of_day % 1'000 != 0) {
    out += '.';
    append_padded(out, of_day % 1'000, 3);
  }
  out += 'Z';
}

std::string to_text(instant when) {
  std::string out;
  out.reserve(24);
  append_text(when, out);
  return out;
}

london_time to_london(instant when) noexcept {
  bool const is_summer = is_summer_time(when);
  instant const local = is_summer ? when + 1h : when;
  auto const day = std::chrono::floor<days>(local);
  return {year_month_day{day}, std::chrono::weekday{day}, std::chrono::floor<minutes>(local - day), is_summer};
}

london_instants from_london(std::chrono::year_month_day date, minutes time_of_day) noexcept {
  instant const local = sys_days{date} + time_of_day;
  london_instants out;
  if (is_summer_time(local - 1h)) out.first = local - 1h;
  if (!is_summer_time(local)) (out.first ? out.second : out.first) = local;
  return out;
}

std::string to_london_text(instant when) {
  london_time const at = to_london(when);
  std::string out(weekdays[at.weekday.c_encoding()]);
  out += ' ';
  out += std::to_string(static_cast<unsigned>(at.date.day()));
  out += ' ';
  out += month_name(at);
  out += ' ';
  append_padded(out, static_cast<unsigned>(static_cast<int>(at.date.year())), 4);
  out += ", ";
  append_clock(out, at.time_of_day);
  out += at.is_summer ? " BST" : " GMT";
  return out;
}

std::string to_london_short_text(instant when) {
  london_time const at = to_london(when);
  std::string out = std::to_string(static_cast<unsigned>(at.date.day()));
  out += ' ';
  out += month_name(at).substr(0, 3);
  out += ' ';
  append_padded(out, static_cast<unsigned>(static_cast<int>(at.date.year())), 4);
  out += ' ';
  append_clock(out, at.time_of_day);
  return out;
}

}  // namespace carerelay::protocol
