#include "protocol/text/front_matter.hpp"

#include <algorithm>

namespace carerelay::protocol::front_matter {
namespace {

constexpr std::size_t deepest = 6;
constexpr std::size_t most_problems = 100;

struct line_of_text {
  std::size_t number = 0;
  std::size_t indent = 0;
  std::string_view text{};  ///< without the indent and blanks at the end
  std::string_view whole{};
};

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string_view take_line(std::string_view& rest) noexcept {
  auto const end = std::min(rest.find('\n'), rest.size());
  auto const line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

std::string unquoted(std::string_view text) {
  bool const is_quoted =
      text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  return std::string(is_quoted ? text.substr(1, text.size() - 2) : text);
}

bool is_key(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// `key: value` or `key:`; the key is empty when it is neither.
std::pair<std::string_view, std::string_view> split_key(std::string_view text) noexcept {
  auto const colon = text.find(':');
  if (colon == std::string_view::npos || !is_key(text.substr(0, colon))) return {};
  if (colon + 1 < text.size() && text[colon + 1] != ' ') return {};
  return {text.substr(0, colon), trimmed(text.substr(colon + 1))};
}

class reader {
 public:
  reader(std::vector<line_of_text> lines, std::vector<problem>& wrong) : lines_(std::move(lines)), wrong_(wrong) {}

  node read_top() {
    node top;
    top.form = node::shape::map;
    top.line = lines_.empty() ? 1 : lines_.front().number;
    while (!is_done()) {
      if (current().indent != 0) {
        complain("expected `key: value` at the start of the line");
        ++at_;
      } else {
        read_member(top, 0, 0);
      }
    }
    return top;
  }

 private:
  [[nodiscard]] bool is_done() const noexcept { return at_ >= lines_.size(); }
  [[nodiscard]] line_of_text& current() noexcept { return lines_[at_]; }
  void complain(std::string detail) {
    if (wrong_.size() < most_problems) wrong_.push_back({current().number, std::move(detail)});
  }

  /// The current line as `key: value`, whose block, if it has one, is indented deeper than `indent`.
  void read_member(node& into, std::size_t indent, std::size_t depth) {
    auto const [key, value] = split_key(current().text);
    if (key.empty()) {
      complain("expected `key: value`, such as `kind: guidance_bulletin`");
      ++at_;
      return;
    }
    bool const is_double = std::any_of(into.members.begin(), into.members.end(),
                                       [&, name = key](auto const& member) { return member.first == name; });
    if (is_double) complain("`" + std::string(key.substr(0, 40)) + "` is here twice");
    node child = read_value(value, indent, depth + 1);
    if (!is_double) into.members.emplace_back(std::string(key), std::move(child));
  }

  node read_value(std::string_view value, std::size_t indent, std::size_t depth) {
    node out;
    out.line = current().number;
    if (value.starts_with('[')) {
      read_inline_list(value, out);
      ++at_;
    } else if (value == "|") {
      ++at_;
      read_text_block(indent, out);
    } else if (value.empty()) {
      ++at_;
      read_block(indent, depth, out);
    } else {
      out.text = unquoted(value);
      ++at_;
    }
    return out;
  }

  void read_inline_list(std::string_view value, node& out) {
    out.form = node::shape::list;
    if (value.back() != ']') {
      complain("expected the list to end on the same line, such as `[a, b]`");
      return;
    }
    auto rest = trimmed(value.substr(1, value.size() - 2));
    while (!rest.empty()) {
      auto const comma = std::min(rest.find(','), rest.size());
      node item;
      item.line = out.line;
      item.text = unquoted(trimmed(rest.substr(0, comma)));
      out.items.push_back(std::move(item));
      rest = trimmed(rest.substr(std::min(comma + 1, rest.size())));
    }
  }

  /// Text after `|`, without the indent of its first line.
  void read_text_block(std::size_t indent, node& out) {
    if (is_done()) return;
    std::size_t const inner = current().indent;
    while (!is_done() && current().indent > indent) {
      out.text += current().whole.substr(std::min(inner, current().indent));
      out.text += '\n';
      ++at_;
      // Empty lines inside the block were skipped when the lines were cut: put them back.
      for (std::size_t gap = is_done() ? 0 : current().number - lines_[at_ - 1].number - 1;
           gap > 0 && current().indent > indent; --gap) {
        out.text += '\n';
      }
    }
    while (!out.text.empty() && out.text.back() == '\n') out.text.pop_back();
  }

  /// The lines deeper than `indent`: all `- item`, or all `key: value`. A list may begin at the key's own indent.
  void read_block(std::size_t indent, std::size_t depth, node& out) {
    if (is_done()) return;
    std::size_t const inner = current().indent;
    bool const is_list = current().text == "-" || current().text.starts_with("- ");
    if (inner < indent || (inner == indent && !is_list)) return;
    if (depth > deepest) {
      complain("this is nested too deep");
      while (!is_done() && current().indent >= inner) ++at_;
      return;
    }
    out.form = is_list ? node::shape::list : node::shape::map;
    while (!is_done() && current().indent == inner) {
      bool const is_item = current().text == "-" || current().text.starts_with("- ");
      if (is_item != is_list) {
        if (inner == indent) return;
        complain(is_list ? "expected `- item` like the lines before" : "expected `key: value` like the lines before");
        ++at_;
      } else if (is_list) {
        out.items.push_back(read_item(depth + 1));
      } else {
        read_member(out, inner, depth);
      }
    }
    if (!is_done() && current().indent > indent) {
      complain("expected the same indent as the lines before");
      ++at_;
    }
  }

  /// `- text` or `- key: value` with more members below, as deep as the first.
  node read_item(std::size_t depth) {
    line_of_text& line = current();
    auto const rest = line.text.substr(1);
    std::size_t const skipped = 1 + (rest.size() - trimmed(rest).size());
    std::string_view const text = trimmed(rest);
    if (split_key(text).first.empty() || depth > deepest) {
      node item;
      item.line = line.number;
      item.text = unquoted(text);
      ++at_;
      return item;
    }
    node item;
    item.form = node::shape::map;
    item.line = line.number;
    std::size_t const inner = line.indent + skipped;
    line.indent = inner;
    line.text = text;
    while (!is_done() && current().indent == inner) read_member(item, inner, depth);
    return item;
  }

  std::vector<line_of_text> lines_;
  std::size_t at_ = 0;
  std::vector<problem>& wrong_;
};

}  // namespace

document read(std::string_view text, std::vector<problem>& wrong) {
  document out;
  std::string_view rest = text;
  std::size_t number = 1;
  if (trimmed(take_line(rest)) != "---") {
    wrong.push_back({1, "expected the first line to be `---` and then lines such as `kind: guidance_bulletin`"});
    return out;
  }
  std::vector<line_of_text> lines;
  bool is_closed = false;
  std::size_t text_deeper_than = std::string_view::npos;  // inside a block after `|`, where # is no comment
  while (!rest.empty() && !is_closed) {
    auto const whole = take_line(rest);
    ++number;
    is_closed = whole == "---";
    auto const text_only = trimmed(whole);
    if (is_closed || text_only.empty()) continue;
    std::size_t const indent = whole.find_first_not_of(' ');
    if (text_deeper_than != std::string_view::npos && indent <= text_deeper_than) {
      text_deeper_than = std::string_view::npos;
    }
    bool const is_in_text = text_deeper_than != std::string_view::npos;
    if (!is_in_text && text_only.front() == '#') continue;
    if (!is_in_text && split_key(text_only).second == "|") text_deeper_than = indent;
    if (whole.find('\t') != std::string_view::npos) {
      if (wrong.size() < most_problems) wrong.push_back({number, "expected blanks, not tabs"});
      continue;
    }
    lines.push_back({number, indent, text_only, whole});
  }
  if (!is_closed) wrong.push_back({number, "expected a line `---` where the front matter ends"});
  out.body_line = number + 1;
  out.body = rest;
  out.top = reader(std::move(lines), wrong).read_top();
  return out;
}

}  // namespace carerelay::protocol::front_matter
