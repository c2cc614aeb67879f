#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace carerelay::protocol::json {

enum class kind : std::uint8_t { null, boolean, integer, string, array, object };

/// "a string", "an array": how a person is told what was expected.
[[nodiscard]] std::string_view described(kind value) noexcept;

struct member;
class value;
using array = std::vector<value>;
using object = std::vector<member>;  ///< in the order of the text; names are unique

/// One JSON value (RFC 8259) without fractions: everything Carerelay says is text, whole numbers and lists.
/// Never changes once made. Integers stay within ±(2^53 - 1), so that every peer reads the same number.
class value {
 public:
  value() noexcept;
  template <std::same_as<bool> Bool>  // not from a pointer
  value(Bool b) noexcept;
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) value(Integer number)
  noexcept;
  value(std::string text) noexcept;
  value(std::string_view text);
  value(char const* text);
  value(json::array items) noexcept;
  /// `members` must not name anything twice.
  value(json::object members) noexcept;
  value(value const&);
  value(value&&) noexcept;
  value& operator=(value const&);
  value& operator=(value&&) noexcept;
  ~value();

  [[nodiscard]] json::kind kind() const noexcept { return static_cast<json::kind>(data_.index()); }
  [[nodiscard]] bool is(json::kind what) const noexcept { return kind() == what; }

  // Each throws std::bad_variant_access when the value is of another kind: look first.
  [[nodiscard]] bool boolean() const { return std::get<bool>(data_); }
  [[nodiscard]] std::int64_t integer() const { return std::get<std::int64_t>(data_); }
  [[nodiscard]] std::string const& string() const { return std::get<std::string>(data_); }
  [[nodiscard]] json::array const& items() const { return std::get<json::array>(data_); }
  [[nodiscard]] json::object const& members() const { return std::get<json::object>(data_); }

  /// The member of that name; null pointer when there is none or this is no object.
  [[nodiscard]] value const* find(std::string_view name) const noexcept;

  friend bool operator==(value const&, value const&);

 private:
  std::variant<std::monostate, bool, std::int64_t, std::string, json::array, json::object> data_;
};

struct member {
  std::string name;
  json::value value;

  friend bool operator==(member const&, member const&) = default;
};

template <std::same_as<bool> Bool>
value::value(Bool b) noexcept : data_(b) {}

template <std::integral Integer>
requires(!std::same_as<Integer, bool>) value::value(Integer number)
noexcept : data_(static_cast<std::int64_t>(number)) {}

}  // namespace carerelay::protocol::json
