#include "protocol/text/personal_details.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "protocol/text/utf8.hpp"

namespace carerelay::protocol {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_small(char c) noexcept { return c >= 'a' && c <= 'z'; }

/// Small ASCII letters, digits, `-./,` and single blanks: whatever spelling a word processor chose.
std::string plain(std::string_view text) {
  std::string const valid = utf8::repaired(text);
  std::string out;
  for (std::string_view rest = valid; !rest.empty();) {
    char32_t const c = utf8::take(rest);
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if (c >= 0xFF10 && c <= 0xFF19) {  // full-width digits
      out += static_cast<char>(c - 0xFF10 + '0');
    } else if (c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == '\n' || c == '\t') {
      out += ' ';
    } else if (c >= 0x2010 && c <= 0x2015) {  // hyphens and dashes
      out += '-';
    } else {
      out += c > ' ' && c < 0x7F ? static_cast<char>(c) : c == ' ' ? ' ' : '_';
    }
  }
  return out;
}

struct token {
  std::string_view text;  ///< a run of digits, a run of letters, or one other character
  [[nodiscard]] bool is_number() const noexcept { return !text.empty() && is_digit(text.front()); }
  [[nodiscard]] bool is_number_of(std::size_t least, std::size_t most) const noexcept {
    return is_number() && text.size() >= least && text.size() <= most;
  }
  [[nodiscard]] bool is_mark(std::string_view marks) const noexcept {
    return text.size() == 1 && marks.find(text.front()) != std::string_view::npos;
  }
};

std::vector<token> tokens_of(std::string_view text) {
  std::vector<token> out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    for (auto* const is : {is_digit, is_small}) {
      while (is(text[i]) && end < text.size() && is(text[end])) ++end;
    }
    out.push_back({text.substr(i, end - i)});
    i = end;
  }
  return out;
}

token at(std::vector<token> const& all, std::size_t i) noexcept { return i < all.size() ? all[i] : token{}; }

/// Groups of digits from here, parted by one blank, hyphen or point, that make ten together.
bool begins_nhs_number(std::vector<token> const& all, std::size_t i) {
  std::string digits;
  while (at(all, i).is_number()) {
    digits += all[i].text;
    if (digits.size() >= 10) return is_nhs_number(digits);
    i += at(all, i + 1).is_mark(" -.") ? 2 : 1;
  }
  return false;
}

bool is_life_year(token const& year) noexcept {
  return year.is_number_of(4, 4) && year.text >= "1890" && year.text < "2010";
}

bool is_month_name(token const& word) noexcept {
  constexpr std::array<std::string_view, 12> months{"january",   "february", "march",    "april",
                                                    "may",       "june",     "july",     "august",
                                                    "september", "october",  "november", "december"};
  return word.text.size() >= 3 && std::any_of(months.begin(), months.end(), [&](std::string_view month) {
           return month.starts_with(word.text) || (word.text == "sept" && month == "september");
         });
}

std::size_t skip(std::vector<token> const& all, std::size_t i) noexcept {
  while (at(all, i).is_mark(" ,.")) ++i;
  return i;
}

/// 3/4/1931, 03.04.31, 1931-04-03: the years of two digits are anybody's guess, so they count.
bool begins_numeric_date(std::vector<token> const& all, std::size_t i) {
  token const first = at(all, i), second = at(all, i + 2), third = at(all, i + 4);
  bool const is_parted = at(all, i + 1).is_mark("/.-") && at(all, i + 1).text == at(all, i + 3).text;
  if (!is_parted || !second.is_number_of(1, 2)) return false;
  if (is_life_year(first)) return third.is_number_of(1, 2);
  return first.is_number_of(1, 2) && (is_life_year(third) || third.is_number_of(2, 2));
}

/// 3 April 1931, 3rd of April 1931, April 3, 1931
bool begins_written_date(std::vector<token> const& all, std::size_t i) {
  std::size_t next = i;
  if (at(all, i).is_number_of(1, 2)) {
    next = skip(all, i + 1);
    for (std::string_view const word : {"st", "nd", "rd", "th", "of"}) {
      if (at(all, next).text == word) next = skip(all, next + 1);
    }
    if (at(all, next).text == "of") next = skip(all, next + 1);
    return is_month_name(at(all, next)) && is_life_year(at(all, skip(all, next + 1)));
  }
  if (!is_month_name(at(all, i))) return false;
  next = skip(all, i + 1);
  if (!at(all, next).is_number_of(1, 2)) return false;
  next = skip(all, next + 1);
  for (std::string_view const word : {"st", "nd", "rd", "th"}) {
    if (at(all, next).text == word) next = skip(all, next + 1);
  }
  return is_life_year(at(all, next));
}

/// "dob", "d.o.b", "date of birth"
bool begins_birth_words(std::vector<token> const& all, std::size_t i) {
  if (at(all, i).text == "dob") return true;
  auto const spells = [&](std::array<std::string_view, 3> words, std::string_view parts) {
    return at(all, i).text == words[0] && at(all, i + 1).is_mark(parts) && at(all, i + 2).text == words[1] &&
           at(all, i + 3).is_mark(parts) && at(all, i + 4).text == words[2];
  };
  return spells({"d", "o", "b"}, ".") || spells({"date", "of", "birth"}, " -");
}

}  // namespace

bool is_nhs_number(std::string_view ten_digits) noexcept {
  if (ten_digits.size() != 10 || !std::all_of(ten_digits.begin(), ten_digits.end(), is_digit)) return false;
  if (ten_digits.find_first_not_of(ten_digits.front()) == std::string_view::npos) return false;
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += (ten_digits[static_cast<std::size_t>(i)] - '0') * (10 - i);
  int const check = (11 - sum % 11) % 11;
  return check == ten_digits.back() - '0';
}

std::optional<personal_detail> find_personal_detail(std::string_view text) {
  std::string const spelt = plain(text);
  auto const all = tokens_of(spelt);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (begins_nhs_number(all, i)) return personal_detail::nhs_number;
    if (begins_numeric_date(all, i) || begins_written_date(all, i) || begins_birth_words(all, i)) {
      return personal_detail::birth_date;
    }
  }
  return std::nullopt;
}

}  // namespace carerelay::protocol
