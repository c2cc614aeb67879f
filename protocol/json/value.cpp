#include "protocol/json/value.hpp"

namespace carerelay::protocol::json {

std::string_view described(kind value) noexcept {
  switch (value) {
    case kind::null: return "null";
    case kind::boolean: return "true or false";
    case kind::integer: return "a whole number";
    case kind::string: return "a string";
    case kind::array: return "a list";
    case kind::object: return "an object";
  }
  return "a value";
}

value::value() noexcept = default;
value::value(std::string text) noexcept : data_(std::move(text)) {}
value::value(std::string_view text) : data_(std::string(text)) {}
value::value(char const* text) : data_(std::string(text)) {}
value::value(json::array items) noexcept : data_(std::move(items)) {}
value::value(json::object members) noexcept : data_(std::move(members)) {}
value::value(value const&) = default;
value::value(value&&) noexcept = default;
value& value::operator=(value const&) = default;
value& value::operator=(value&&) noexcept = default;
value::~value() = default;

value const* value::find(std::string_view name) const noexcept {
  auto const* const all = std::get_if<json::object>(&data_);
  if (!all) return nullptr;
  for (auto const& each : *all) {
    if (each.name == name) return &each.value;
  }
  return nullptr;
}

bool operator==(value const& a, value const& b) { return a.data_ == b.data_; }

}  // namespace carerelay::protocol::json
