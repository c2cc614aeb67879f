#pragma once

#include <string>
#include <string_view>

namespace carerelay::web {

/// As one gzip member (RFC 1952), as small as zlib makes it, without name and time: the same bytes give the same bytes.
/// Throws std::bad_alloc when there is no memory for it.
[[nodiscard]] std::string gzip(std::string_view what);

}  // namespace carerelay::web
