#pragma once

#include <optional>

#include "protocol/crypto/aes.hpp"

/// What unlocks. Apart from aes.hpp, in a library of its own (carerelay_open), so that a program can be shown not to
/// have it: the relay's.
namespace carerelay::protocol::crypto {

/// The plaintext; none when anything (key, iv, aad, ciphertext, tag) is not as it was sealed.
[[nodiscard]] std::optional<byte_vector> gcm_open(secret_key const& key, gcm_iv const& iv, bytes_view aad,
                                                  bytes_view ciphertext, gcm_tag const& tag);

/// RFC 3394 with its integrity check; none when the key or the wrapped bytes are others.
[[nodiscard]] std::optional<secret_key> unwrap_key(secret_key const& under, wrapped_key const& wrapped);

}  // namespace carerelay::protocol::crypto
