#include "protocol/text/formats.hpp"

#include <algorithm>
#include <array>

namespace carerelay::protocol::formats {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_small(char c) noexcept { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) noexcept { return is_small(c) || is_capital(c); }
bool is_alnum(char c) noexcept { return is_letter(c) || is_digit(c); }

template <class Predicate>
bool all(std::string_view text, Predicate const& is) noexcept {
  return std::all_of(text.begin(), text.end(), is);
}
bool one_of(char c, std::string_view set) noexcept { return set.find(c) != std::string_view::npos; }

/// Takes what is before the next separator, and the separator with it; the whole rest when there is none.
std::string_view take_part(std::string_view& rest, char separator) noexcept {
  auto const at = std::min(rest.find(separator), rest.size());
  auto const part = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return part;
}

/// Host names: labels of letters, digits and inner hyphens (RFC 1123), at least two, the last no number.
bool is_host(std::string_view host) noexcept {
  if (host.empty() || host.size() > 253 || host.back() == '.') return false;
  std::size_t labels = 0;
  std::string_view label;
  for (std::string_view rest = host; !rest.empty(); ++labels) {
    label = take_part(rest, '.');
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    if (!all(label, [](char c) { return is_alnum(c) || c == '-'; })) return false;
  }
  return labels >= 2 && !all(label, is_digit);
}

// Verhoeff's scheme: multiplication in the dihedral group D5 and a permutation by position.
constexpr std::array<std::array<std::uint8_t, 10>, 10> verhoeff_product{{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                                                                         {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
                                                                         {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
                                                                         {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
                                                                         {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
                                                                         {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
                                                                         {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
                                                                         {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
                                                                         {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
                                                                         {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}}};
constexpr std::array<std::array<std::uint8_t, 10>, 8> verhoeff_permutation{{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                                                                            {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
                                                                            {5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
                                                                            {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
                                                                            {9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
                                                                            {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
                                                                            {2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
                                                                            {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}}};

}  // namespace

bool is_email(std::string_view text) noexcept {
  if (text.size() > 254) return false;
  auto const at = text.find('@');
  if (at == std::string_view::npos) return false;
  auto const local = text.substr(0, at);
  if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.') return false;
  if (local.find("..") != std::string_view::npos) return false;
  if (!all(local, [](char c) { return is_alnum(c) || one_of(c, ".!#$%&'*+/=?^_`{|}~-"); })) return false;
  return is_host(text.substr(at + 1));
}

bool is_https_url(std::string_view text) noexcept {
  constexpr std::string_view scheme = "https://";
  if (text.size() > 2'000 || !text.starts_with(scheme)) return false;
  if (!all(text, [](char c) { return c > ' ' && c < 0x7F && !one_of(c, "\"<>\\^`{|}"); })) return false;
  auto const rest = text.substr(scheme.size());
  auto authority = rest.substr(0, rest.find_first_of("/?#"));
  auto const host = take_part(authority, ':');
  return is_host(host) && authority.size() <= 5 && all(authority, is_digit);
}

bool is_slug(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 40 && text.front() != '-' &&
         all(text, [](char c) { return is_small(c) || is_digit(c) || c == '-'; });
}

bool is_pseudonym(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 32 && all(text, [](char c) { return is_alnum(c) || c == '-'; });
}

bool is_snomed(std::string_view text) noexcept {
  if (text.size() < 6 || text.size() > 18 || text.front() == '0' || !all(text, is_digit)) return false;
  unsigned check = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const digit = static_cast<unsigned>(text[text.size() - 1 - i] - '0');
    check = verhoeff_product[check][verhoeff_permutation[i % 8][digit]];
  }
  return check == 0;
}

bool is_ods_code(std::string_view text) noexcept {
  return text.size() >= 3 && text.size() <= 10 && all(text, [](char c) { return is_capital(c) || is_digit(c); });
}

bool is_mime_type(std::string_view text) noexcept {
  auto const is_name = [](std::string_view name) {
    return !name.empty() && name.size() <= 127 && (is_small(name.front()) || is_digit(name.front())) &&
           all(name, [](char c) { return is_small(c) || is_digit(c) || one_of(c, "!#$&-^_.+"); });
  };
  auto const slash = text.find('/');
  return slash != std::string_view::npos && is_name(text.substr(0, slash)) && is_name(text.substr(slash + 1));
}

std::optional<unsigned> to_minute(std::string_view clock) noexcept {
  if (clock.size() != 5 || clock[2] != ':') return std::nullopt;
  for (std::size_t const i : {0, 1, 3, 4}) {
    if (!is_digit(clock[i])) return std::nullopt;
  }
  auto const two = [&](std::size_t at) { return static_cast<unsigned>((clock[at] - '0') * 10 + clock[at + 1] - '0'); };
  unsigned const minute = two(0) * 60 + two(3);
  if (two(3) > 59 || minute > 24 * 60) return std::nullopt;
  return minute;
}

std::string from_minute(unsigned minute) {
  std::string out = "00:00";
  out[0] = static_cast<char>('0' + minute / 600 % 10);
  out[1] = static_cast<char>('0' + minute / 60 % 10);
  out[3] = static_cast<char>('0' + minute % 60 / 10);
  out[4] = static_cast<char>('0' + minute % 10);
  return out;
}

}  // namespace carerelay::protocol::formats
