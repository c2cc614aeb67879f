#include "protocol/message/draft_steps.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "protocol/text/markdown.hpp"

namespace carerelay::protocol {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
  auto const first = std::min(text.find_first_not_of(' '), text.size());
  text.remove_prefix(first);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// The words of `## words`, in lower case; "" for another line.
std::string heading_of(std::string_view line) {
  if (!line.starts_with("## ")) return {};
  line = trimmed(line.substr(3));
  while (line.ends_with('#')) line.remove_suffix(1);
  std::string out(trimmed(line));
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool is_item(std::string_view line) noexcept {
  return line.size() > 2 && line[1] == ' ' && std::string_view("-*+").find(line[0]) != line.npos;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    auto const end = std::min(text.find('\n'), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

struct section {
  std::vector<draft_step> steps;
  std::size_t end = 0;  ///< line behind it
};

/// The list behind the heading at `at`; none when something else stands there.
std::optional<section> section_at(std::vector<std::string_view> const& lines, std::size_t at) {
  section out;
  bool is_open = false;  // the line before belongs to an item
  for (out.end = at + 1; out.end < lines.size() && !lines[out.end].starts_with('#'); ++out.end) {
    auto const line = lines[out.end];
    if (trimmed(line).empty()) {
      is_open = false;
    } else if (is_item(line)) {
      out.steps.push_back({std::string(trimmed(line.substr(2))), out.end});
      is_open = true;
    } else if (is_open && line.starts_with("  ") && !is_item(trimmed(line))) {
      out.steps.back().text.append(" ").append(trimmed(line));
    } else {
      return std::nullopt;
    }
  }
  for (auto& step : out.steps) {
    auto const plain = markdown::to_text(step.text);
    if (!plain || plain->empty() || plain->find('\n') != plain->npos) return std::nullopt;
    step.text = *plain;
  }
  if (out.steps.empty()) return std::nullopt;
  return out;
}

}  // namespace

draft_steps take_steps(std::string& body) {
  auto const lines = lines_of(body);
  draft_steps out;
  std::string rest;
  bool is_code = false;
  for (std::size_t at = 0; at < lines.size();) {
    auto const line = lines[at];
    if (line.starts_with("```") || line.starts_with("~~~")) is_code = !is_code;
    auto const heading = is_code ? std::string() : heading_of(line);
    auto* const list = heading == "do" ? &out.must_do : heading == "do not" ? &out.must_not : nullptr;
    auto const found = list != nullptr && list->empty() ? section_at(lines, at) : std::nullopt;
    if (found) {
      *list = found->steps;
      at = found->end;
      continue;
    }
    rest.append(line).append("\n");
    ++at;
  }
  if (!out.must_do.empty() || !out.must_not.empty()) body = std::move(rest);
  return out;
}

}  // namespace carerelay::protocol
