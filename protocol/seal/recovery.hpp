#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

#include "protocol/crypto/p256.hpp"
#include "protocol/ids.hpp"
#include "protocol/instant.hpp"
#include "protocol/seal/jws.hpp"

/// That a home's recovery sheet was used, said by the device that used it and signed with the identity key on the
/// sheet. The sheet works without it; who looks after the home should know that it left the drawer.
namespace carerelay::protocol::seal {

inline constexpr std::string_view recovery_type = "carerelay.recovery-used.v1";
inline constexpr std::size_t recovery_bytes = 1024;  ///< at most, as compact JWS

struct recovery_used {
  home_id home{};      ///< as the home's list has it
  device_id device{};  ///< that read the sheet
  instant at{};
};
[[nodiscard]] std::string sign_recovery(recovery_used const& what, crypto::p256_private_key const& identity);

/// Read, not yet believed: ask `is_signed_by` for the identity key of a list of the home.
struct read_recovery {
  recovery_used what;
  jws read{};
};
/// errc::seal_broken unless it is of this form.
[[nodiscard]] boost::system::result<read_recovery> parse_recovery(std::string_view text);

}  // namespace carerelay::protocol::seal
