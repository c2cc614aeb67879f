#pragma once

#include <boost/system/result.hpp>

#include "protocol/seal/letter.hpp"

/// Unlocking (library carerelay_open). A home's programs link it; the relay does not.
namespace carerelay::protocol::seal {

/// The plaintext, padding and all. errc::not_found when this key is no recipient; errc::seal_broken when it is one and
/// anything at all was changed.
[[nodiscard]] boost::system::result<byte_vector> unlock(jwe const& what, crypto::p256_private_key const& mine);

struct opened_letter {
  letter what;
  /// Whoever holds this key wrote it. Whether that is who the envelope says is for the caller: keep the key of each
  /// sender, and say so when it changes.
  crypto::p256_public_key sender;
};
/// Unlocks, and checks the signature, the home and the envelope's digest: errc::seal_broken, or not_found as above.
[[nodiscard]] boost::system::result<opened_letter> open_letter(jwe const& what, crypto::p256_private_key const& mine,
                                                               home_id const& home, digest const& envelope);

/// What `lock_home_key` locked.
[[nodiscard]] boost::system::result<crypto::p256_private_key> unlock_home_key(jwe const& what,
                                                                              crypto::p256_private_key const& mine,
                                                                              home_id const& home, device_id device);

}  // namespace carerelay::protocol::seal
