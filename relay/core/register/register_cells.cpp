#include "relay/core/register/register_cells.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "protocol/text/formats.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::core::cells {
namespace {

namespace formats = protocol::formats;
namespace utf8 = protocol::utf8;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
char small(char c) { return is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c; }

bool are_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

std::string in_small(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), small);
  return out;
}

bool is_space(char32_t c) {
  constexpr char32_t no_break_space = 0xA0, narrow_no_break_space = 0x202F;
  auto const odd = utf8::oddity_of(c);
  return c == ' ' || c == '\t' || c == no_break_space || c == narrow_no_break_space || odd == utf8::oddity::line_break;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool means_nothing(std::string_view text) {
  return text == "NA" || text == "N/A" || text == "n/a" || text == "NULL" || text == "-";
}

std::uint32_t number_of(std::string_view digits) {
  std::uint32_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

bool is_in(std::string_view digits, std::size_t most_digits, std::uint32_t least, std::uint32_t most) {
  if (!are_digits(digits) || digits.size() > most_digits) return false;
  auto const number = number_of(digits);
  return number >= least && number <= most;
}

bool is_outward(std::string_view text) {
  // A letter or two, a digit, and perhaps one more letter or digit: M1, M33, SW1A, EC1V.
  std::size_t const letters = text.size() > 1 && is_capital(text[1]) ? 2 : 1;
  if (text.size() <= letters || text.size() > letters + 2) return false;
  auto const begins_right = is_capital(text[0]) && is_digit(text[letters]);
  return begins_right && (text.size() == letters + 1 || is_digit(text.back()) || is_capital(text.back()));
}

}  // namespace

std::string line(std::string_view cell) {
  std::string out;
  bool is_between = false;
  while (!cell.empty()) {
    auto const c = utf8::take(cell);
    if (is_space(c)) {
      is_between = true;
    } else if (!utf8::oddity_of(c)) {
      if (is_between && !out.empty()) out += ' ';
      is_between = false;
      utf8::append(c, out);
    }
  }
  return means_nothing(out) ? "" : out;
}

std::vector<std::string_view> list(std::string_view cell) {
  auto const separator = cell.find('|') == std::string_view::npos ? ',' : '|';
  std::vector<std::string_view> parts;
  while (!cell.empty()) {
    auto const end = std::min(cell.find(separator), cell.size());
    auto const part = trimmed(cell.substr(0, end));
    if (!part.empty()) parts.push_back(part);
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return parts;
}

std::optional<telephone_number> telephone(std::string_view cell) {
  if (auto right = formats::to_e164(cell)) return telephone_number{*std::move(right), false};
  auto const lost_its_zero = are_digits(cell) && (cell.size() == 9 || cell.size() == 10) && cell.front() != '0';
  if (!lost_its_zero) return std::nullopt;
  auto repaired = formats::to_e164('0' + std::string(cell));
  return repaired ? std::optional(telephone_number{*std::move(repaired), true}) : std::nullopt;
}

std::optional<std::string> postcode(std::string_view cell) {
  std::string letters;
  for (char const c : cell) {
    if (c != ' ') letters += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (letters.size() < 5 || letters.size() > 7) return std::nullopt;
  auto const inward = letters.substr(letters.size() - 3), outward = letters.substr(0, letters.size() - 3);
  auto const ends_right = is_digit(inward[0]) && is_capital(inward[1]) && is_capital(inward[2]);
  if (!ends_right || !is_outward(outward)) return std::nullopt;
  return outward + ' ' + inward;
}

std::optional<bool> yes_or_no(std::string_view cell) {
  auto const word = in_small(cell);
  if (word == "y" || word == "yes" || word == "true" || word == "1") return true;
  if (word.empty() || word == "n" || word == "no" || word == "false" || word == "0") return false;
  return std::nullopt;
}

std::optional<std::uint32_t> beds(std::string_view cell) {
  if (cell.empty()) return 0;
  if (cell.ends_with(".0")) cell.remove_suffix(2);
  if (!is_in(cell, 4, 0, 9'999)) return std::nullopt;
  return number_of(cell);
}

bool is_date(std::string_view cell) {
  cell = cell.substr(0, cell.find(' '));  // the time of day is always midnight
  auto const separator = cell.find('-') == std::string_view::npos ? '/' : '-';
  std::array<std::string_view, 3> parts;
  for (auto& part : parts) {
    auto const end = std::min(cell.find(separator), cell.size());
    part = cell.substr(0, end);
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  auto const year = separator == '-' ? parts[0] : parts[2];
  auto const other = separator == '-' ? parts[2] : parts[0];
  return cell.empty() && is_in(year, 4, 1900, 2100) && is_in(parts[1], 2, 1, 31) && is_in(other, 2, 1, 31);
}

}  // namespace carerelay::core::cells
