#include "adapters/email/wrap.hpp"

#include <algorithm>

namespace carerelay::email {
namespace {

/// As a reader counts: bytes that continue a character are none.
std::size_t width_of(std::string_view word) noexcept {
  std::size_t out = 0;
  for (char const c : word) out += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return out;
}

/// How far lines that follow are set in: below the first word behind "- ", "* " or "12. ".
std::size_t indent_of(std::string_view line) noexcept {
  auto const blanks = std::min(line.find_first_not_of(' '), line.size());
  auto const rest = line.substr(blanks);
  if (rest.starts_with("- ") || rest.starts_with("* ")) return blanks + 2;
  auto const digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  bool const is_numbered =
      digits > 0 && digits < 4 && (rest.substr(digits, 2) == ". " || rest.substr(digits, 2) == ") ");
  return is_numbered ? blanks + digits + 2 : blanks;
}

void append_line(std::string_view line, std::size_t width, std::string& out) {
  if (width_of(line) <= width) {
    out += line;
    return;
  }
  auto const indent = indent_of(line);
  out += line.substr(0, indent);
  std::size_t at = indent;
  bool is_first = true;
  for (auto rest = line.substr(indent); !rest.empty();) {
    auto const word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    if (word.empty()) continue;
    auto const wide = width_of(word);
    if (!is_first && at + 1 + wide > width) {
      out += '\n';
      out.append(indent, ' ');
      at = indent;
      is_first = true;
    }
    if (!is_first) out += ' ';
    at += wide + (is_first ? 0 : 1);
    out += word;
    is_first = false;
  }
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t width) {
  std::string out;
  out.reserve(text.size() + text.size() / width);
  for (bool is_first = true; is_first || !text.empty(); is_first = false) {
    auto const end = text.find('\n');
    append_line(text.substr(0, end), width, out);
    if (end == std::string_view::npos) break;
    out += '\n';
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace carerelay::email
