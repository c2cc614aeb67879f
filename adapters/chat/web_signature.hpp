#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/bytes.hpp"

/// Standard Webhooks 1.0: who sent it, when, and that nobody changed it.
namespace carerelay::chat {

/// The key in "whsec_" and Base64, of 24 to 64 bytes; errc::bad_format for anything else.
[[nodiscard]] boost::system::result<protocol::byte_vector> read_web_key(std::string_view text);

/// The header webhook-signature: "v1," and the Base64 of HMAC-SHA-256 over "id.seconds.body". `id` has no full stop.
[[nodiscard]] std::string web_signature(protocol::bytes_view key, std::string_view id, std::int64_t seconds,
                                        std::string_view body);

}  // namespace carerelay::chat
