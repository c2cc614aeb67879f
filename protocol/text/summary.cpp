#include "protocol/text/summary.hpp"

#include <algorithm>
#include <array>

#include "protocol/text/markdown.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::protocol {
namespace {

constexpr bool is_space(char32_t c) noexcept { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// Latin, Arabic, Urdu, Devanagari, Chinese and Japanese.
constexpr bool ends_sentence(char32_t c) noexcept {
  return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x061F || c == 0x06D4 || c == 0x0964 || c == 0x3002 ||
         c == 0xFF01 || c == 0xFF1F;
}
constexpr bool closes(char32_t c) noexcept {
  return c == ')' || c == ']' || c == '"' || c == '\'' || c == 0x2019 || c == 0x201D;
}
/// These need no space behind them.
constexpr bool stands_alone(char32_t c) noexcept { return c == 0x3002 || c == 0xFF01 || c == 0xFF1F; }

/// A full stop behind one of these ends no sentence: "Dr. Okafor", "e.g. soap".
bool is_shortened(std::string_view before) {
  static constexpr std::array<std::string_view, 13> words{"Dr",  "Mr",  "Mrs", "Ms",     "St",  "No",  "e.g",
                                                          "i.e", "etc", "vs",  "approx", "tel", "Prof"};
  auto const begin = before.find_last_of(" \n\t(");
  auto const word = before.substr(begin == std::string_view::npos ? 0 : begin + 1);
  bool const is_initial = word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z';
  return is_initial || std::find(words.begin(), words.end(), word) != words.end();
}

/// Bytes up to the end of the first sentence; the whole text when it has no end.
std::size_t sentence_end(std::string_view text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    auto const at = text.size() - rest.size();
    auto const c = utf8::take(rest);
    if (!ends_sentence(c) || (c == '.' && is_shortened(text.substr(0, at)))) continue;
    auto after = rest;
    while (!after.empty()) {
      auto next = after;
      auto const follows = utf8::take(next);
      if (!closes(follows) && !ends_sentence(follows)) break;
      after = next;
    }
    auto next = after;
    if (after.empty() || stands_alone(c) || is_space(utf8::take(next))) return text.size() - after.size();
    rest = after;
  }
  return text.size();
}

std::string_view trimmed(std::string_view text) {
  auto const first = text.find_first_not_of(" \n\r\t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \n\r\t") - first + 1);
}

std::string in_one_line(std::string_view text) {
  std::string out;
  for (char const c : trimmed(text)) {
    bool const is_gap = is_space(static_cast<unsigned char>(c));
    if (!is_gap)
      out += c;
    else if (!out.ends_with(' '))
      out += ' ';
  }
  return out;
}

/// Up to the next empty line or list item, which `text` then begins with.
std::string_view take_block(std::string_view& text) {
  auto end = text.size();
  for (std::string_view const mark : {"\n\n", "\n- ", "\n  - "}) end = std::min(end, text.find(mark));
  auto const block = text.substr(0, end);
  text.remove_prefix(end);
  text = trimmed(text);
  return trimmed(block);
}

}  // namespace

std::string cut_at_sentence(std::string_view text, std::size_t most) {
  text = trimmed(text);
  if (utf8::count(text) <= most) return std::string(text);
  auto const fits = utf8::prefix(text, most);
  std::size_t whole = 0;
  while (whole < fits.size()) {
    auto const end = whole + sentence_end(text.substr(whole));
    if (end > fits.size()) break;
    whole = end;
  }
  if (whole > 0) return std::string(trimmed(fits.substr(0, whole)));
  if (most == 0) return {};
  auto const shorter = utf8::prefix(text, most - 1);
  auto const gap = shorter.find_last_of(" \n\t");
  auto const words = gap == std::string_view::npos || gap < shorter.size() / 2 ? shorter : shorter.substr(0, gap);
  return std::string(trimmed(words)) + "\xE2\x80\xA6";
}

std::string first_sentences(std::string_view source, std::size_t sentences, std::size_t most) {
  auto const plain = markdown::to_text(source);
  if (!plain) return {};
  std::string out;
  std::string_view rest = trimmed(*plain);
  for (std::size_t found = 0; found < sentences && !rest.empty();) {
    auto block = take_block(rest);
    while (!block.empty() && found < sentences) {
      auto const end = sentence_end(block);
      if (!out.empty()) out += ' ';
      out += in_one_line(block.substr(0, end));
      block = trimmed(block.substr(end));
      ++found;
    }
  }
  return cut_at_sentence(out, most);
}

}  // namespace carerelay::protocol
