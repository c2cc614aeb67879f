#pragma once

#include <boost/system/result.hpp>

#include <span>
#include <string>
#include <string_view>

#include "protocol/bytes.hpp"
#include "protocol/errc.hpp"

/// RFC 4648, strict: no white space, no characters of the other alphabet, unused bits zero, so that one value
/// has one text. Everything that does not decode is errc::bad_format.
namespace carerelay::protocol::crypto {

/// Section 5, without padding: how keys, signatures and digests travel.
[[nodiscard]] std::string to_base64url(bytes_view data);
void append_base64url(bytes_view data, std::string& out);
[[nodiscard]] boost::system::result<byte_vector> from_base64url(std::string_view text);
/// Exactly `out.size()` bytes, no allocation; false, with `out` in no particular state, when it is not so.
[[nodiscard]] bool from_base64url(std::string_view text, std::span<std::uint8_t> out) noexcept;

/// Section 4, with padding: HTTP and PEM.
[[nodiscard]] std::string to_base64(bytes_view data);
[[nodiscard]] boost::system::result<byte_vector> from_base64(std::string_view text);

}  // namespace carerelay::protocol::crypto
