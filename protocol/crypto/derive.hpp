#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "protocol/bytes.hpp"
#include "protocol/crypto/aes.hpp"

/// Keys made of other secrets, and secrets made of nothing.
namespace carerelay::protocol::crypto {

/// OpenSSL's own generator, for keys and initialisation vectors: like p256_private_key::generate, not a parameter,
/// because a key that a test could foresee is a key that a mistake could foresee.
void fill_secret(std::span<std::uint8_t> out);
[[nodiscard]] secret_key random_key();

/// Concat KDF with SHA-256 as ECDH-ES uses it (RFC 7518 section 4.6.2), for 1 to 64 bytes. `algorithm` is AlgorithmID;
/// SuppPubInfo is the length.
[[nodiscard]] byte_vector concat_kdf(bytes_view shared_secret, std::string_view algorithm, bytes_view party_u,
                                     bytes_view party_v, std::size_t bytes);

/// HKDF with SHA-256 (RFC 5869), for 1 to 8160 bytes.
[[nodiscard]] byte_vector hkdf_sha256(bytes_view secret, bytes_view salt, bytes_view info, std::size_t bytes);

/// PBKDF2 with HMAC-SHA-256 (RFC 8018): makes guessing dearer, for what people read out.
[[nodiscard]] byte_vector pbkdf2_sha256(bytes_view password, bytes_view salt, unsigned rounds, std::size_t bytes);

}  // namespace carerelay::protocol::crypto
