#pragma once

#include <string>
#include <string_view>

/// Text where other marks have a meaning.
namespace carerelay::protocol {

/// Text for the inside of an HTML element or of a quoted attribute: & < > " and ' as character references (HTML Living
/// Standard section 13.1.4).
[[nodiscard]] std::string html_escaped(std::string_view text);

/// For a part of a path, a query or a form: RFC 3986 unreserved characters stay, every other byte is %XX.
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace carerelay::protocol
