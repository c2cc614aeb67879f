#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "protocol/instant.hpp"

namespace carerelay::protocol {

/// What servers say when they want to be left alone: the header Retry-After in seconds or as a date (RFC 9110, section
/// 10.2.3), or the body's member `retry_after_ms` (milliseconds) or `retry_after` (seconds, with a fraction). The
/// longest one counts, at most a day. "" for what is not there.
[[nodiscard]] std::optional<std::chrono::milliseconds> retry_after(std::string_view header, std::string_view json_ms,
                                                                   std::string_view json_seconds, instant now);

}  // namespace carerelay::protocol
