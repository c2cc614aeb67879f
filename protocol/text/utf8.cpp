#include "protocol/text/utf8.hpp"

#include <cstring>

namespace carerelay::protocol::utf8 {
namespace {

constexpr bool is_continuation(unsigned char c) noexcept { return (c & 0xC0) == 0x80; }

/// Bytes of the well-formed sequence at `at`, 0 when there is none (Unicode 15, table 3-7).
std::size_t sequence_length(unsigned char const* at, std::size_t left) noexcept {
  unsigned char const lead = at[0];
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;  // a continuation, or an overlong form
  if (lead < 0xE0) return left >= 2 && is_continuation(at[1]) ? 2 : 0;
  if (lead < 0xF0) {
    if (left < 3 || !is_continuation(at[1]) || !is_continuation(at[2])) return 0;
    if (lead == 0xE0 && at[1] < 0xA0) return 0;   // overlong
    if (lead == 0xED && at[1] >= 0xA0) return 0;  // surrogate
    return 3;
  }
  if (lead > 0xF4 || left < 4) return 0;
  if (!is_continuation(at[1]) || !is_continuation(at[2]) || !is_continuation(at[3])) return 0;
  if (lead == 0xF0 && at[1] < 0x90) return 0;   // overlong
  if (lead == 0xF4 && at[1] >= 0x90) return 0;  // beyond U+10FFFF
  return 4;
}

bool is_hidden(char32_t c) noexcept {
  return c == 0x00AD || c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 || c == 0x180E ||
         c == 0x200B || (c >= 0x2060 && c <= 0x2065) || (c >= 0x206A && c <= 0x206F) || c == 0x3164 || c == 0xFEFF ||
         c == 0xFFA0 || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

template <class Accept>
std::optional<odd_place> first_odd(std::string_view text, Accept accept) noexcept {
  std::string_view rest = text;
  while (!rest.empty()) {
    std::size_t const offset = text.size() - rest.size();
    char32_t const c = take(rest);
    if (c >= 0x20 && c < 0x7F) continue;
    auto const what = oddity_of(c);
    if (what && !accept(c, rest)) return odd_place{*what, offset, c};
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> first_invalid(std::string_view text) noexcept {
  auto const* const begin = reinterpret_cast<unsigned char const*>(text.data());
  std::size_t at = 0;
  while (at < text.size()) {
    while (text.size() - at >= 8) {  // eight ASCII bytes at once
      std::uint64_t eight;
      std::memcpy(&eight, begin + at, sizeof eight);
      if (eight & 0x8080808080808080ULL) break;
      at += 8;
    }
    while (at < text.size() && begin[at] < 0x80) ++at;
    if (at == text.size()) break;
    std::size_t const length = sequence_length(begin + at, text.size() - at);
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

bool is_valid(std::string_view text) noexcept { return !first_invalid(text); }

std::size_t count(std::string_view text) noexcept {
  std::size_t n = 0;
  for (char const c : text) n += !is_continuation(static_cast<unsigned char>(c));
  return n;
}

std::string_view prefix(std::string_view text, std::size_t most) noexcept {
  std::size_t n = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_continuation(static_cast<unsigned char>(text[i])) && n++ == most) return text.substr(0, i);
  }
  return text;
}

char32_t take(std::string_view& text) noexcept {
  auto const byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  char32_t const lead = byte(0);
  std::size_t const length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length > text.size()) {  // not valid after all: stay inside the text
    text = {};
    return 0xFFFD;
  }
  char32_t c = length == 1 ? lead : lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) c = c << 6 | (byte(i) & 0x3F);
  text.remove_prefix(length);
  return c;
}

void append(char32_t c, std::string& out) {
  auto const put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::string repaired(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (auto const bad = first_invalid(text)) {
    out += text.substr(0, *bad);
    append(0xFFFD, out);
    text.remove_prefix(*bad + 1);
    while (!text.empty() && is_continuation(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  }
  out += text;
  return out;
}

std::optional<oddity> oddity_of(char32_t c) noexcept {
  if (c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029) return oddity::line_break;
  if (c == '\t') return std::nullopt;
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return oddity::control;
  if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) return oddity::bidi;
  if (is_hidden(c)) return oddity::hidden;
  return std::nullopt;
}

std::optional<odd_place> first_odd_in_line(std::string_view text) noexcept {
  if (auto const tab = text.find('\t'); tab != std::string_view::npos) {
    auto const before = first_odd_in_line(text.substr(0, tab));
    return before ? before : odd_place{oddity::control, tab, '\t'};
  }
  return first_odd(text, [](char32_t, std::string_view) { return false; });
}

std::optional<odd_place> first_odd_in_block(std::string_view text) noexcept {
  return first_odd(text, [](char32_t c, std::string_view rest) {
    return c == '\n' || (c == '\r' && !rest.empty() && rest.front() == '\n');
  });
}

}  // namespace carerelay::protocol::utf8
