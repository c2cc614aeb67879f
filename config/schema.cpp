#include "config/schema.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace carerelay::config {
namespace {

std::string list_objection(entry const& to, std::vector<std::string> const& items) {
  auto const count = static_cast<std::int64_t>(items.size());
  if (count < to.least || count > to.most) return fmt::format("must have {}, not {}", range_text(to), count);
  for (auto const& item : items) {
    auto const wrong = to.rule ? to.rule(item) : std::string_view{};
    if (!wrong.empty()) return fmt::format("each {}", wrong);
    if (std::count(items.begin(), items.end(), item) > 1) return "names the same thing twice";
  }
  return "";
}

std::string text_objection(entry const& to, std::string const& text) {
  auto const size = static_cast<std::int64_t>(text.size());
  if (size < to.least) return "must not be empty";
  if (size > to.most) return fmt::format("must be {}, not {}", range_text(to), size);
  return std::string(to.rule ? to.rule(text) : std::string_view{});
}

}  // namespace

entry const* find(std::string_view key) noexcept {
  auto const all = schema();
  auto const found = std::find_if(all.begin(), all.end(), [&](entry const& e) { return e.key == key; });
  return found == all.end() ? nullptr : &*found;
}

std::string environment_name(std::string_view key) {
  std::string name = "CARERELAY_";
  for (char const c : key) name += c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

std::string objection(entry const& to, value const& what) {
  switch (to.kind) {
    case value_kind::number: {
      auto const* number = std::get_if<std::int64_t>(&what);
      if (!number) return "must be a whole number";
      if (*number >= to.least && *number <= to.most) return "";
      return fmt::format("must be {}, not {}", range_text(to), *number);
    }
    case value_kind::text: {
      auto const* text = std::get_if<std::string>(&what);
      return text ? text_objection(to, *text) : "must be text in quotation marks";
    }
    case value_kind::list: {
      auto const* items = std::get_if<std::vector<std::string>>(&what);
      return items ? list_objection(to, *items) : "must be a list such as [\"one\", \"two\"]";
    }
  }
  return "must be a setting";
}

std::string range_text(entry const& of) {
  switch (of.kind) {
    case value_kind::number: return fmt::format("{} to {}{}{}", of.least, of.most, of.unit.empty() ? "" : " ", of.unit);
    case value_kind::text: return fmt::format("at most {} bytes", of.most);
    case value_kind::list: return fmt::format("{} to {} entries", of.least, of.most);
  }
  return "";
}

}  // namespace carerelay::config
