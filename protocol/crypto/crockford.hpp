#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "protocol/errc.hpp"

/// One-time enrolment codes: 10 characters of Crockford's base 32, 50 bits, made to be read out on the
/// telephone. The alphabet has no I, L, O and U.
namespace carerelay::protocol::crypto {

inline constexpr std::size_t code_characters = 10;

/// The canonical form, 10 capitals and digits, from the first 50 bits of `random`.
[[nodiscard]] std::string make_code(std::span<std::uint8_t const, 7> random);

/// What a person typed, in canonical form: either case, I and L for 1, O for 0, hyphens and spaces anywhere.
/// errc::bad_format when 10 characters of the alphabet do not remain or the text is longer than 40 bytes.
[[nodiscard]] boost::system::result<std::string> parse_code(std::string_view typed);

/// For people: `ABCDE-FGHJK`. `canonical` must be a canonical code.
[[nodiscard]] std::string grouped_code(std::string_view canonical);

}  // namespace carerelay::protocol::crypto
