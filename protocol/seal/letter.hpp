#pragma once

#include <span>
#include <string>

#include "protocol/ids.hpp"
#include "protocol/instant.hpp"
#include "protocol/seal/jwe.hpp"

/// A letter: something a sender says to one home, signed by the sender, then locked for the home's devices. What the
/// JWE's additional data binds it to is the digest of the envelope it travels in, so that a letter cannot be moved to
/// another message, and the same digest stands inside, signed, with the home it is for.
namespace carerelay::protocol::seal {

inline constexpr std::string_view letter_type = "carerelay.letter.v1";
inline constexpr std::size_t letter_content_bytes = 64 * 1024;  ///< at most

struct letter {
  home_id home{};
  digest envelope{};
  instant sealed_at{};
  std::string content{};  ///< canonical JSON, an object
};

/// Signs and locks. Throws std::invalid_argument as `lock` does, or when the content is larger than it may be.
[[nodiscard]] jwe seal_letter(letter const& what, crypto::p256_private_key const& sender,
                              std::span<crypto::p256_public_key const> to);

/// The home's identity key for a device that is new on its list.
[[nodiscard]] jwe lock_home_key(crypto::p256_private_key const& identity, home_id const& home, device_id device,
                                crypto::p256_public_key const& to);
/// What such a JWE is bound to.
[[nodiscard]] digest home_key_context(home_id const& home, device_id device);

}  // namespace carerelay::protocol::seal
