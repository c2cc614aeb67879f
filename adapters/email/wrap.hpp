#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace carerelay::email {

/// Plain text with lines of at most `width` characters, for programs that do not wrap themselves (RFC 3676, section
/// 4.1 advises 72). What follows a dash or a number stands below its first word. A word that is longer, an address
/// above all, is never cut.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width = 72);

}  // namespace carerelay::email
