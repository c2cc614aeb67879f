#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/fault.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/value.hpp"

namespace carerelay::protocol::json {

/// What a text field may hold.
struct text_rules {
  std::size_t least = 0;  ///< characters (code points)
  std::size_t most = 1'000;
  enum class shape : std::uint8_t {
    line,   ///< no line break, tab, control, direction override or hidden character
    block,  ///< line breaks and tabs are fine
    any     ///< checked by whoever asked
  } form = shape::line;
};

/// Whether a member must be there. A member that is `null` counts as not there.
enum class presence : std::uint8_t { optional, required };

/// Takes an object apart and collects everything wrong with it, each with its JSON Pointer. A getter gives
/// none when the member is absent or has been reported. Members nobody asks for are ignored. At most 100
/// faults are kept. The object and `out` must outlive the reader.
class object_reader {
 public:
  /// Reports wrong_type when `from` is no object; every getter then gives none.
  object_reader(value const& from, std::string pointer, faults& out);
  object_reader(flat_object const& from, faults& out);

  [[nodiscard]] bool has(std::string_view name) const noexcept;
  [[nodiscard]] std::string const& pointer() const noexcept { return pointer_; }
  [[nodiscard]] std::string pointer_to(std::string_view name) const;

  std::optional<std::string_view> string(std::string_view name, presence must, text_rules const& rules = {});
  /// The text, or "" when the member is absent or was reported.
  std::string text(std::string_view name, presence must, text_rules const& rules = {}) {
    return std::string(string(name, must, rules).value_or(std::string_view{}));
  }
  std::optional<std::int64_t> integer(std::string_view name, presence must, std::int64_t least, std::int64_t most);
  std::optional<bool> boolean(std::string_view name, presence must);
  /// The items, at most `most` of them. Trees only.
  array const* list(std::string_view name, presence must, std::size_t most);
  /// A list of texts, each as `rules` say; those that are not are reported with their index and left out. Trees only.
  std::vector<std::string> lines(std::string_view name, presence must, std::size_t most, text_rules const& rules);
  /// Trees only.
  std::optional<object_reader> nested(std::string_view name, presence must);
  /// The JSON of a nested object or array. Flat objects only.
  std::optional<std::string_view> raw(std::string_view name, presence must, kind expected);

  /// A string that `parse(std::string_view)` makes something of: gives std::optional<T> or a result<T>.
  /// When it gives nothing, `rule` is reported with `expected`, which finishes "expected …".
  template <class Parse>
  auto parsed(std::string_view name, presence must, Parse&& parse, std::string_view expected,
              errc rule = errc::bad_format) -> std::optional<std::decay_t<decltype(*parse(std::string_view{}))>> {
    auto const text = string(name, must, {.form = text_rules::shape::any});
    if (!text) return std::nullopt;
    return parsed_text(*text, pointer_to(name), parse, expected, rule);
  }

  /// A list of strings, each made something of; those that fail are reported with their index and left out.
  template <class Parse>
  auto parsed_list(std::string_view name, presence must, std::size_t most, Parse&& parse, std::string_view expected,
                   errc rule = errc::bad_format) -> std::vector<std::decay_t<decltype(*parse(std::string_view{}))>> {
    std::vector<std::decay_t<decltype(*parse(std::string_view{}))>> out;
    auto const* const items = list(name, must, most);
    for (std::size_t i = 0; items && i < items->size(); ++i) {
      std::string at = pointer_to(name) + '/' + std::to_string(i);
      if (!is_kind((*items)[i].kind(), kind::string, at)) continue;
      auto item = parsed_text((*items)[i].string(), std::move(at), parse, expected, rule);
      if (item) out.push_back(std::move(*item));
    }
    return out;
  }

  /// Calls `each(object_reader&)` for every item of a list of objects; items of another kind are reported.
  template <class Each>
  void for_each(std::string_view name, presence must, std::size_t most, Each&& each) {
    auto const* const items = list(name, must, most);
    for (std::size_t i = 0; items && i < items->size(); ++i) {
      object_reader item((*items)[i], pointer_to(name) + '/' + std::to_string(i), *out_);
      if (item.is_object()) each(item);
    }
  }

  [[nodiscard]] bool is_object() const noexcept { return tree_ || flat_; }
  /// Names not among `known`, for input where a misspelt member would be dangerous.
  [[nodiscard]] std::vector<std::string> unknown(std::vector<std::string_view> const& known) const;
  /// Reports something about a member, or about the object itself when `name` is "".
  void refuse(std::string_view name, errc rule, std::string detail);
  /// Reports what somebody else found in a part of it.
  void report(fault const& what) { report(what.pointer, what.rule, what.detail); }

 private:
  struct field {
    json::kind kind{};
    std::string_view text;
    std::int64_t integer = 0;
    value const* node = nullptr;
  };
  [[nodiscard]] std::optional<field> find(std::string_view name) const noexcept;
  std::optional<field> get(std::string_view name, presence must, json::kind expected);
  bool is_kind(json::kind actual, json::kind expected, std::string const& at);
  bool obeys(std::string_view text, text_rules const& rules, std::string const& at);
  void report(std::string at, errc rule, std::string detail);

  template <class Parse>
  auto parsed_text(std::string_view text, std::string at, Parse&& parse, std::string_view expected, errc rule)
      -> std::optional<std::decay_t<decltype(*parse(text))>> {
    auto made = parse(text);
    if (made) return std::move(*made);
    report(std::move(at), rule, "expected " + std::string(expected));
    return std::nullopt;
  }

  object const* tree_ = nullptr;
  flat_object const* flat_ = nullptr;
  std::string pointer_;
  faults* out_;
};

/// One step of a JSON Pointer (RFC 6901): `~` and `/` escaped.
[[nodiscard]] std::string escaped_pointer_step(std::string_view name);

}  // namespace carerelay::protocol::json
