#include "protocol/text/markdown.hpp"

#include <algorithm>
#include <new>

#include "protocol/limits.hpp"
#include "protocol/text/markdown_tree.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::protocol::markdown {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Marks of block quotes and lists at the front of a line, with two columns of indent counted as one more: what
/// the line can nest to at most.
std::size_t possible_depth(std::string_view line) noexcept {
  std::size_t depth = 0;
  std::size_t columns = 0;
  for (std::size_t i = 0; i < line.size();) {
    char const c = line[i];
    bool const ends_mark = i + 1 == line.size() || line[i + 1] == ' ' || line[i + 1] == '\t';
    if (c == ' ' || c == '\t') {
      columns += c == '\t' ? 4 : 1;
      ++i;
    } else if (c == '>' || ((c == '-' || c == '+' || c == '*') && ends_mark)) {
      ++depth;
      ++i;
    } else if (is_digit(c)) {
      std::size_t const end = std::min(line.find_first_not_of("0123456789", i), line.size());
      bool const is_mark = end < line.size() && (line[end] == '.' || line[end] == ')');
      if (!is_mark) break;
      ++depth;
      i = end + 1;
    } else {
      break;
    }
  }
  return depth + columns / 4;
}

/// cmark's time grows with nesting times lines, so a source that could nest absurdly is not given to it. The
/// bound is loose: dashes with spaces between make a rule, and code may be indented far.
bool could_nest_too_deeply(std::string_view source) noexcept {
  constexpr std::size_t absurd = 3 * deepest;
  while (!source.empty()) {
    std::size_t const end = std::min(source.find_first_of("\r\n"), source.size());
    std::string_view const line = source.substr(0, end);
    bool const is_blank = line.find_first_not_of(" \t") == std::string_view::npos;
    if (!is_blank && possible_depth(line) > absurd) return true;
    source.remove_prefix(std::min(end + 1, source.size()));
  }
  return false;
}

bool nests_too_deeply(cmark_node& document) {
  std::size_t depth = 0;
  std::size_t most = 0;
  auto const counts = [](cmark_node* node) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_BLOCK_QUOTE:
      case CMARK_NODE_ITEM:
      case CMARK_NODE_EMPH:
      case CMARK_NODE_STRONG:
      case CMARK_NODE_LINK:
      case CMARK_NODE_IMAGE: return true;
      default: return false;
    }
  };
  walk(
      document, [&](cmark_node* node) { most = std::max(most, depth += counts(node)); },
      [&](cmark_node* node) { depth -= counts(node); });
  return most > deepest;
}

bool is_unreserved_or_delimiter(unsigned char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(static_cast<char>(c)) ||
         std::string_view("-._~:/?#@!$&()*+,;=%").find(static_cast<char>(c)) != std::string_view::npos;
}

}  // namespace

boost::system::result<tree> parse(std::string_view source) {
  if (source.size() > 4 * limits::description_characters) return make_error_code(errc::too_large);
  if (!utf8::is_valid(source) || source.find('\0') != std::string_view::npos) return make_error_code(errc::not_utf8);
  if (utf8::count(source) > limits::description_characters) return make_error_code(errc::too_large);
  if (could_nest_too_deeply(source)) return make_error_code(errc::too_deep);
  tree document(cmark_parse_document(source.data(), source.size(), CMARK_OPT_DEFAULT));
  if (!document) throw std::bad_alloc();
  if (nests_too_deeply(*document)) return make_error_code(errc::too_deep);
  return document;
}

std::string harmless(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::string_view const before = text;
    char32_t const c = utf8::take(text);
    auto const odd = utf8::oddity_of(c);
    bool const is_kept = c == '\n' || !odd || *odd == utf8::oddity::hidden;
    is_kept ? void(out += before.substr(0, before.size() - text.size())) : utf8::append(0xFFFD, out);
  }
  return out;
}

std::string safe_address(std::string_view address) {
  std::string scheme(address.substr(0, std::min(address.find(':'), address.size())));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (scheme.size() >= address.size()) return "";
  std::string_view const rest = address.substr(scheme.size() + 1);
  bool const is_web = (scheme == "http" || scheme == "https") && rest.starts_with("//") && rest.size() > 2;
  bool const is_direct = (scheme == "mailto" || scheme == "tel") && !rest.empty();
  if (!is_web && !is_direct) return "";
  std::string out = scheme + ':';
  for (char const c : rest) {
    auto const byte = static_cast<unsigned char>(c);
    if (is_unreserved_or_delimiter(byte)) {
      out += c;
    } else {
      constexpr char digits[] = "0123456789ABCDEF";
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 0x0F];
    }
  }
  return out;
}

boost::system::result<std::string> to_html(std::string_view source) {
  auto const document = parse(source);
  if (!document) return document.error();
  return html_of(**document);
}

boost::system::result<std::string> to_text(std::string_view source) {
  auto const document = parse(source);
  if (!document) return document.error();
  return text_of(**document);
}

}  // namespace carerelay::protocol::markdown
