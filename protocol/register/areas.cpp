#include "protocol/register/areas.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "protocol/register/area_table.hpp"

namespace carerelay::protocol {
namespace {

/// "St. Helens" and "Redcar & Cleveland" as the words "st helens" and "redcar and cleveland".
std::string words_of(std::string_view name) {
  std::string words;
  bool is_between = false;
  auto const add = [&](std::string_view text) {
    if (is_between && !words.empty()) words += ' ';
    is_between = false;
    words += text;
  };
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      add({&c, 1});
    } else if (c == '&') {
      is_between = true;
      add("and");
      is_between = true;
    } else if (c != '\'') {
      is_between = true;
    }
  }
  return words;
}

/// What a name can have in front or behind without naming another authority. Longest first.
constexpr std::array<std::string_view, 7> fronts{"the royal borough of ",
                                                 "the london borough of ",
                                                 "london borough of ",
                                                 "royal borough of ",
                                                 "borough of ",
                                                 "city of ",
                                                 "county of "};
constexpr std::array<std::string_view, 14> backs{" metropolitan borough council",
                                                 " metropolitan district council",
                                                 " metropolitan borough",
                                                 " london borough council",
                                                 " county council",
                                                 " borough council",
                                                 " district council",
                                                 " city council",
                                                 " london borough",
                                                 " city of",
                                                 " council",
                                                 " borough",
                                                 " ua",
                                                 " lb"};

std::string_view bare(std::string_view words) {
  for (auto const front : fronts) {
    if (!words.starts_with(front)) continue;
    words.remove_prefix(front.size());
    break;
  }
  for (auto const back : backs) {
    if (!words.ends_with(back)) continue;
    words.remove_suffix(back.size());
    break;
  }
  return words;
}

using name_index = std::map<std::string, named_area, std::less<>>;

name_index index_names() {
  name_index index;
  for (auto const& [it, also] : detail::area_rows()) {
    index.emplace(words_of(it.name), named_area{area_by_code(it.code), ""});
    for (auto rest = also; !rest.empty();) {
      auto const bar = std::min(rest.find('|'), rest.size());
      index.emplace(words_of(rest.substr(0, bar)), named_area{area_by_code(it.code), ""});
      rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
  }
  for (auto const& gone : detail::split_areas()) index.emplace(words_of(gone.name), named_area{nullptr, gone.instead});
  return index;
}

std::vector<area> plain_rows() {
  std::vector<area> all;
  for (auto const& row : detail::area_rows()) all.push_back(row.it);
  return all;
}

area const* current_code(std::string_view code) noexcept {
  auto const all = areas();
  auto const found = std::lower_bound(all.begin(), all.end(), code,
                                      [](area const& one, std::string_view other) { return one.code < other; });
  return found != all.end() && found->code == code ? &*found : nullptr;
}

bool are_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::span<area const> areas() noexcept {
  static std::vector<area> const all = plain_rows();
  return all;
}

area const* area_by_code(std::string_view code) noexcept {
  if (auto const* found = current_code(code)) return found;
  for (auto const& [before, now] : detail::replaced_codes()) {
    if (before == code) return current_code(now);
  }
  return nullptr;
}

named_area area_by_name(std::string_view name) {
  static name_index const index = index_names();
  auto const words = words_of(name);
  auto found = index.find(words);
  if (found == index.end()) found = index.find(bare(words));
  return found == index.end() ? named_area{} : found->second;
}

area const* repair_code(std::string_view code, std::string_view name) {
  constexpr std::size_t prefix = 3, right_size = 9;
  auto const is_short = code.size() == right_size - 1 && code.front() == 'E' && are_digits(code.substr(1));
  if (!is_short) return nullptr;
  auto const* repaired = area_by_code(std::string(code.substr(0, prefix)) + '0' + std::string(code.substr(prefix)));
  if (!repaired || name.empty() || area_by_name(name).found == repaired) return repaired;
  return nullptr;
}

}  // namespace carerelay::protocol
