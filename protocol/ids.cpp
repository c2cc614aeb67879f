#include "protocol/ids.hpp"

#include <algorithm>

namespace carerelay::protocol {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_capital(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_small(char c) noexcept { return c >= 'a' && c <= 'z'; }

template <class Predicate>
bool all(std::string_view text, Predicate const& is) noexcept {
  return std::all_of(text.begin(), text.end(), is);
}

}  // namespace

bool home_tag::matches(std::string_view text) noexcept {
  if (text.starts_with("1-")) {
    auto const digits = text.substr(2);
    return digits.size() >= 9 && digits.size() <= 12 && all(digits, is_digit);
  }
  return (text.size() == 5 || text.size() == 6) && all(text, [](char c) { return is_capital(c) || is_digit(c); });
}

bool area_tag::matches(std::string_view text) noexcept {
  return text.size() == 9 && is_capital(text.front()) && all(text.substr(1), is_digit);
}

bool publisher_tag::matches(std::string_view text) noexcept {
  return text.size() >= 2 && text.size() <= 40 && is_small(text.front()) &&
         all(text, [](char c) { return is_small(c) || is_digit(c) || c == '-'; });
}

}  // namespace carerelay::protocol
