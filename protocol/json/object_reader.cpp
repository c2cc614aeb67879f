#include "protocol/json/object_reader.hpp"

#include <algorithm>

#include "protocol/text/utf8.hpp"

namespace carerelay::protocol::json {
namespace {

constexpr std::size_t most_faults = 100;

std::string_view described(utf8::oddity what) noexcept {
  switch (what) {
    case utf8::oddity::line_break: return "a line break";
    case utf8::oddity::control: return "a control character or tab";
    case utf8::oddity::bidi: return "a character that turns the direction of the text";
    case utf8::oddity::hidden: return "a character that cannot be seen";
  }
  return "an odd character";
}

std::string limits_of(text_rules const& rules) {
  if (rules.least == 0) return "at most " + std::to_string(rules.most) + " characters";
  if (rules.least == rules.most) return std::to_string(rules.most) + " characters";
  return std::to_string(rules.least) + " to " + std::to_string(rules.most) + " characters";
}

}  // namespace

object_reader::object_reader(value const& from, std::string pointer, faults& out)
    : pointer_(std::move(pointer)), out_(&out) {
  if (is_kind(from.kind(), kind::object, pointer_)) tree_ = &from.members();
}

object_reader::object_reader(flat_object const& from, faults& out) : flat_(&from), out_(&out) {}

bool object_reader::has(std::string_view name) const noexcept {
  auto const found = find(name);
  return found && found->kind != kind::null;
}

std::string object_reader::pointer_to(std::string_view name) const {
  return name.empty() ? pointer_ : pointer_ + '/' + escaped_pointer_step(name);
}

std::optional<object_reader::field> object_reader::find(std::string_view name) const noexcept {
  if (flat_) {
    auto const* const found = flat_->find(name);
    if (!found) return std::nullopt;
    return field{found->kind, found->text, found->integer, nullptr};
  }
  if (!tree_) return std::nullopt;
  auto const found = std::find_if(tree_->begin(), tree_->end(), [&](member const& m) { return m.name == name; });
  if (found == tree_->end()) return std::nullopt;
  field out{found->value.kind(), {}, 0, &found->value};
  if (out.kind == kind::string) out.text = found->value.string();
  if (out.kind == kind::integer) out.integer = found->value.integer();
  if (out.kind == kind::boolean) out.integer = found->value.boolean();
  return out;
}

std::optional<object_reader::field> object_reader::get(std::string_view name, presence must, json::kind expected) {
  auto const found = find(name);
  if (!found || found->kind == kind::null) {
    if (must == presence::required && is_object()) report(pointer_to(name), errc::required, "is missing");
    return std::nullopt;
  }
  if (found->kind != expected && !is_kind(found->kind, expected, pointer_to(name))) return std::nullopt;
  return found;
}

bool object_reader::is_kind(json::kind actual, json::kind expected, std::string const& at) {
  if (actual == expected) return true;
  report(at, errc::wrong_type,
         "expected " + std::string(json::described(expected)) + ", not " + std::string(json::described(actual)));
  return false;
}

bool object_reader::obeys(std::string_view text, text_rules const& rules, std::string const& at) {
  std::size_t const characters = utf8::count(text);
  if (characters < rules.least || characters > rules.most) {
    report(at, errc::out_of_range, "expected " + limits_of(rules));
    return false;
  }
  if (rules.form == text_rules::shape::any) return true;
  auto const odd =
      rules.form == text_rules::shape::line ? utf8::first_odd_in_line(text) : utf8::first_odd_in_block(text);
  if (!odd) return true;
  report(at, errc::bad_format,
         "character " + std::to_string(utf8::count(text.substr(0, odd->offset)) + 1) + " is " +
             std::string(described(odd->what)));
  return false;
}

std::optional<std::string_view> object_reader::string(std::string_view name, presence must, text_rules const& rules) {
  auto const found = get(name, must, kind::string);
  if (!found || !obeys(found->text, rules, pointer_to(name))) return std::nullopt;
  return found->text;
}

std::optional<std::int64_t> object_reader::integer(std::string_view name, presence must, std::int64_t least,
                                                   std::int64_t most) {
  auto const found = get(name, must, kind::integer);
  if (!found) return std::nullopt;
  if (found->integer < least || found->integer > most) {
    report(pointer_to(name), errc::out_of_range, "expected " + std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
  }
  return found->integer;
}

std::optional<bool> object_reader::boolean(std::string_view name, presence must) {
  auto const found = get(name, must, kind::boolean);
  if (!found) return std::nullopt;
  return found->integer != 0;
}

array const* object_reader::list(std::string_view name, presence must, std::size_t most) {
  auto const found = get(name, must, kind::array);
  if (!found || !found->node) return nullptr;
  if (found->node->items().size() > most) {
    report(pointer_to(name), errc::out_of_range, "expected at most " + std::to_string(most) + " items");
    return nullptr;
  }
  return &found->node->items();
}

std::vector<std::string> object_reader::lines(std::string_view name, presence must, std::size_t most,
                                              text_rules const& rules) {
  std::vector<std::string> out;
  auto const* const items = list(name, must, most);
  for (std::size_t i = 0; items && i < items->size(); ++i) {
    std::string const at = pointer_to(name) + '/' + std::to_string(i);
    auto const& item = (*items)[i];
    if (is_kind(item.kind(), kind::string, at) && obeys(item.string(), rules, at)) out.push_back(item.string());
  }
  return out;
}

std::optional<object_reader> object_reader::nested(std::string_view name, presence must) {
  auto const found = get(name, must, kind::object);
  if (!found || !found->node) return std::nullopt;
  return object_reader(*found->node, pointer_to(name), *out_);
}

std::optional<std::string_view> object_reader::raw(std::string_view name, presence must, kind expected) {
  auto const found = get(name, must, expected);
  if (!found || found->node) return std::nullopt;
  return found->text;
}

std::vector<std::string> object_reader::unknown(std::vector<std::string_view> const& known) const {
  std::vector<std::string> out;
  auto const look_at = [&](std::string_view name) {
    if (std::find(known.begin(), known.end(), name) == known.end()) out.emplace_back(name);
  };
  for (std::size_t i = 0; tree_ && i < tree_->size(); ++i) look_at((*tree_)[i].name);
  for (std::size_t i = 0; flat_ && i < flat_->size(); ++i) look_at(flat_->begin()[i].name);
  return out;
}

void object_reader::refuse(std::string_view name, errc rule, std::string detail) {
  report(pointer_to(name), rule, std::move(detail));
}

void object_reader::report(std::string at, errc rule, std::string detail) {
  if (out_->size() < most_faults) out_->push_back({std::move(at), rule, std::move(detail)});
}

std::string escaped_pointer_step(std::string_view name) {
  std::string out;
  for (char const c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace carerelay::protocol::json
