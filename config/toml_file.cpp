#include "config/toml_file.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

namespace carerelay::config {
namespace {

constexpr std::size_t most_bytes = 256 * 1024;
constexpr std::size_t most_line_bytes = 4096;
// `a.a.a.a` nests as deep as it has dots, and the library destroys what it made recursively.
constexpr std::ptrdiff_t most_dots = 4096;

std::string where(std::string_view name, std::size_t line) {
  return line == 0 ? std::string(name) : fmt::format("{}:{}", name, line);
}

std::string_view content_of(std::string_view line) {
  auto const start = line.find_first_not_of(" \t");
  return start == std::string_view::npos || line[start] == '#' ? std::string_view{} : line.substr(start);
}

/// What must be refused before the library sees it.
faults refuse_unsafe(std::string_view name, std::string_view text) {
  if (text.size() > most_bytes) {
    return {{std::string(name), "", fmt::format("is larger than {} bytes", most_bytes)}};
  }
  std::size_t number = 0;
  std::ptrdiff_t dots = 0;
  for (std::size_t at = 0; at < text.size();) {
    auto const end = std::min(text.find('\n', at), text.size());
    auto const line = content_of(text.substr(at, end - at));
    at = end + 1;
    ++number;
    if (line.size() > most_line_bytes) {
      return {{where(name, number), "", fmt::format("the line is longer than {} bytes", most_line_bytes)}};
    }
    dots += std::count(line.begin(), line.end(), '.');
    if (dots > most_dots) return {{where(name, number), "", "more dots than a settings file can need"}};
  }
  return {};
}

std::string_view shape_of(toml::node const& node) {
  switch (node.type()) {
    case toml::node_type::none: return "nothing";
    case toml::node_type::table: return "a section";
    case toml::node_type::array: return "a list of something other than text";
    case toml::node_type::string: return "text";
    case toml::node_type::integer: return "a whole number";
    case toml::node_type::floating_point: return "a fraction";
    case toml::node_type::boolean: return "true or false";
    case toml::node_type::date: return "a date";
    case toml::node_type::time: return "a time";
    case toml::node_type::date_time: return "a date and time";
  }
  return "something else";
}

std::optional<value> value_of(toml::node const& node) {
  if (auto const* number = node.as_integer()) return number->get();
  if (auto const* text = node.as_string()) return text->get();
  auto const* array = node.as_array();
  if (!array) return std::nullopt;
  std::vector<std::string> items;
  for (auto const& item : *array) {
    auto const* text = item.as_string();
    if (!text) return std::nullopt;
    items.push_back(text->get());
  }
  return items;
}

/// Sections inside sections are those of the schema, and the rooms.
bool is_section(std::string_view name) {
  if (name.starts_with("rooms.")) return true;
  auto const all = sections();
  return std::any_of(all.begin(), all.end(), [&](auto const& one) { return one.name == name; });
}

void collect(toml::table const& from, std::string const& prefix, std::vector<toml_assignment>& into) {
  for (auto const& [key, node] : from) {
    toml_assignment one;
    one.key = prefix + std::string(key.str());
    auto const* table = node.as_table();
    // An implicit table has no place of its own in the text; its key has.
    one.line = node.source().begin.line ? node.source().begin.line : key.source().begin.line;
    one.is_section = table != nullptr && (prefix.empty() || is_section(one.key));
    if (one.is_section) {
      auto const section = one.key + '.';
      into.push_back(std::move(one));
      collect(*table, section, into);
      continue;
    }
    one.what = value_of(node);
    one.shape = shape_of(node);
    into.push_back(std::move(one));
  }
}

std::string without_breaks(std::string_view text) {
  std::string clean(text);
  std::replace_if(
      clean.begin(), clean.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return clean;
}

}  // namespace

toml_document read_toml(std::string_view name, std::string_view text) {
  toml_document document;
  document.wrong = refuse_unsafe(name, text);
  if (!document.wrong.empty()) return document;
  try {
    auto const root = toml::parse(text, name);
    collect(root, "", document.assignments);
  } catch (toml::parse_error const& error) {
    document.wrong = {
        {where(name, error.source().begin.line), "", "is not TOML: " + without_breaks(error.description())}};
  }
  std::stable_sort(document.assignments.begin(), document.assignments.end(),
                   [](auto const& a, auto const& b) { return a.line < b.line; });
  return document;
}

}  // namespace carerelay::config
