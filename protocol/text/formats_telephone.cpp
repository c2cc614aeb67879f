#include <algorithm>
#include <array>

#include "protocol/text/formats.hpp"

namespace carerelay::protocol::formats {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_british(std::string_view national) noexcept {
  // Ofcom's plan: 10 digits after the 0; 9 in a few old areas and freephone ranges; 0800 1111 and its like.
  bool const may_be_short = national.starts_with('1') || national.starts_with("800") || national.starts_with("500");
  return national.size() == 10 || (national.size() == 9 && may_be_short) ||
         (national.size() == 7 && national.starts_with("800"));
}

/// Where spaces go in a British number, after the leading 0.
struct grouping {
  std::string_view prefix;
  std::size_t first, second;  ///< digits in the first and second group, without the 0
};
constexpr std::array<grouping, 12> groupings{{{"20", 2, 4},
                                              {"23", 2, 4},
                                              {"24", 2, 4},
                                              {"28", 2, 4},
                                              {"29", 2, 4},
                                              {"3", 3, 3},
                                              {"8", 3, 3},
                                              {"9", 3, 3},
                                              {"11", 3, 3},
                                              {"121", 3, 3},
                                              {"131", 3, 3},
                                              {"1", 4, 6}}};
constexpr std::array<std::string_view, 4> more_cities{"141", "151", "161", "191"};

grouping grouping_of(std::string_view national) noexcept {
  for (auto const city : more_cities) {
    if (national.starts_with(city)) return {city, 3, 3};
  }
  for (grouping const& one : groupings) {
    if (national.starts_with(one.prefix)) return one;
  }
  return {"", 4, 6};
}

}  // namespace

bool is_e164(std::string_view text) noexcept {
  if (text.size() < 9 || text.size() > 16 || text[0] != '+' || text[1] == '0') return false;
  return std::all_of(text.begin() + 1, text.end(), is_digit);
}

std::optional<std::string> to_e164(std::string_view typed) {
  if (typed.size() > 40) return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    char const c = typed[i];
    bool const is_plus = c == '+' && digits.empty();
    if (is_digit(c) || is_plus) {
      digits += c;
    } else if (typed.substr(i, 3) == "(0)" && digits.starts_with('+')) {
      i += 2;  // "+44 (0)20": the 0 is for those who dial without +44
    } else if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')') {
      return std::nullopt;
    }
  }
  if (digits.starts_with("00")) digits.replace(0, 2, "+");
  if (digits.starts_with('0')) {
    if (!is_british(std::string_view(digits).substr(1))) return std::nullopt;
    digits.replace(0, 1, "+44");
  }
  bool const is_right =
      is_e164(digits) && (!digits.starts_with("+44") || is_british(std::string_view(digits).substr(3)));
  return is_right ? std::optional(digits) : std::nullopt;
}

std::string spaced_telephone(std::string_view e164) {
  if (!e164.starts_with("+44") || !is_british(e164.substr(3))) return std::string(e164);
  auto const national = e164.substr(3);
  grouping const where = grouping_of(national);
  std::string out = "0";
  out += national.substr(0, where.first);
  out += ' ';
  auto const rest = national.substr(where.first);
  out += rest.substr(0, where.second);
  if (rest.size() > where.second) {
    out += rest.size() == where.second + 1 ? "" : " ";
    out += rest.substr(where.second);
  }
  return out;
}

}  // namespace carerelay::protocol::formats
