#pragma once

#include <boost/system/result.hpp>

#include <span>
#include <string>
#include <string_view>

#include "protocol/bytes.hpp"
#include "protocol/errc.hpp"

namespace carerelay::protocol::crypto {

/// Two lower-case digits a byte.
[[nodiscard]] std::string to_hex(bytes_view data);
/// Either case, an even number of digits and nothing else; errc::bad_format otherwise.
[[nodiscard]] boost::system::result<byte_vector> from_hex(std::string_view text);
/// Exactly `out.size()` bytes; false, with `out` in no particular state, when it is not so.
[[nodiscard]] bool from_hex(std::string_view text, std::span<std::uint8_t> out) noexcept;

}  // namespace carerelay::protocol::crypto
