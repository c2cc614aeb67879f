#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <type_traits>

#include "config/schema.hpp"

/// Private to the table: what its rows are made of, and the part of it that is in a file of its own.
namespace carerelay::config {

inline constexpr std::array<std::string_view, 4> level_words{"debug", "info", "warning", "error"};

template <class Field>
constexpr bool is_duration = requires(Field field) {
  field.count();
};

template <class Pointer>
struct pointed;
template <class Struct, class Field>
struct pointed<Field Struct::*> {
  using type = Field;
};

/// Between a field of the structs and the three shapes a value can have.
template <auto Section, auto Field>
struct access {
  using field = typename pointed<std::remove_cv_t<decltype(Field)>>::type;

  static constexpr value_kind kind() {
    if constexpr (std::is_same_v<field, std::string> || std::is_same_v<field, log_level>) return value_kind::text;
    if constexpr (std::is_same_v<field, std::vector<std::string>>) return value_kind::list;
    return value_kind::number;
  }

  static value get(settings const& from) {
    field const& it = (from.*Section).*Field;
    if constexpr (std::is_same_v<field, log_level>) {
      return std::string(level_words[static_cast<std::size_t>(it)]);
    } else if constexpr (kind() != value_kind::number) {
      return it;
    } else if constexpr (is_duration<field>) {
      return static_cast<std::int64_t>(it.count());
    } else {
      return static_cast<std::int64_t>(it);
    }
  }

  static void set(settings& into, value&& what) {
    field& it = (into.*Section).*Field;
    if constexpr (std::is_same_v<field, log_level>) {
      auto const word = std::find(level_words.begin(), level_words.end(), std::get<std::string>(what));
      it = static_cast<log_level>(word - level_words.begin());
    } else if constexpr (kind() != value_kind::number) {
      it = std::get<field>(std::move(what));
    } else {
      it = static_cast<field>(std::get<std::int64_t>(what));
    }
  }
};

struct limits_of {
  std::string_view unit = "";
  std::int64_t least = 1, most = 4096;
  text_rule rule = nullptr;
  bool secret = false;
};

template <auto Section, auto Field>
constexpr entry row(std::string_view key, limits_of range, std::string_view help) {
  using to = access<Section, Field>;
  return {key, to::kind(), range.unit, range.least, range.most, range.rule, range.secret, help, &to::get, &to::set};
}

/// Of WhatsApp and Notify; after those of email.
[[nodiscard]] std::span<entry const> people_rows() noexcept;

}  // namespace carerelay::config
