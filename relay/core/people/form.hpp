#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/text/escaped.hpp"

/// application/x-www-form-urlencoded (URL Standard section 5), and query strings.
namespace carerelay::core {

using protocol::percent_encoded;

using form_fields = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] std::string form_text(form_fields const& fields);
/// None when an escape is broken, the text is not UTF-8 after it, or there are more than 32 fields.
[[nodiscard]] std::optional<form_fields> parse_form(std::string_view text);
/// The only field of that name; "" when there is none or more than one.
[[nodiscard]] std::string_view field(form_fields const& fields, std::string_view name) noexcept;

}  // namespace carerelay::core
