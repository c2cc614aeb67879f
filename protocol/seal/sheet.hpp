#pragma once

#include <boost/system/result.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/crypto/p256.hpp"
#include "protocol/ids.hpp"

/// The recovery sheet: 160 bits on paper from which a home's two own keys are made again.
namespace carerelay::protocol::seal {

struct recovery_seed {
  std::array<std::uint8_t, 20> bytes{};

  recovery_seed() = default;
  recovery_seed(recovery_seed const&) = default;
  recovery_seed& operator=(recovery_seed const&) = default;
  ~recovery_seed();
};
[[nodiscard]] recovery_seed make_seed();

/// Four lines of eight characters of Crockford's base 32 and their check symbol (value modulo 37), so that a slip of
/// the pen is found in its line: `ABCD-EFGH-*`.
[[nodiscard]] std::string sheet_text(recovery_seed const& seed);
/// What a person typed of it: either case, I and L for 1, O for 0, any blanks, hyphens and line ends. errc::bad_format
/// when it is not 36 characters; errc::out_of_range when a line does not agree with its check symbol.
[[nodiscard]] boost::system::result<recovery_seed> parse_sheet(std::string_view typed);

struct home_keys {
  crypto::p256_private_key identity;  ///< signs device lists
  crypto::p256_private_key recovery;  ///< opens what was sealed for the home
};
/// HKDF-SHA-256 of the seed, with the home's id: a sheet makes no key of another home.
[[nodiscard]] home_keys keys_of(recovery_seed const& seed, home_id const& home);

}  // namespace carerelay::protocol::seal
