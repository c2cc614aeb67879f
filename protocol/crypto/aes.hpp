#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "protocol/bytes.hpp"

/// AES with 256 bits, save for Web Push: what locks. What unlocks is in opening.hpp, which the relay does not link.
namespace carerelay::protocol::crypto {

/// Overwrites the bytes; the compiler may not leave it out.
void wipe(std::span<std::uint8_t> secret) noexcept;

/// 32 secret bytes that are overwritten when they go.
struct secret_key {
  std::array<std::uint8_t, 32> bytes{};

  secret_key() = default;
  explicit secret_key(std::array<std::uint8_t, 32> const& from) noexcept : bytes(from) {}
  secret_key(secret_key const&) = default;
  secret_key& operator=(secret_key const&) = default;
  ~secret_key() { wipe(bytes); }
};

using gcm_iv = std::array<std::uint8_t, 12>;
using gcm_tag = std::array<std::uint8_t, 16>;
using wrapped_key = std::array<std::uint8_t, 40>;

struct gcm_sealed {
  byte_vector ciphertext{};  ///< as long as the plaintext
  gcm_tag tag{};
};

/// AES-256-GCM (NIST SP 800-38D). One key never sees the same `iv` twice: the caller draws a new key for each message.
[[nodiscard]] gcm_sealed gcm_seal(secret_key const& key, gcm_iv const& iv, bytes_view aad, bytes_view plaintext);

/// AES-128-GCM without additional data: Web Push (RFC 8188) has it so. `key` and `iv` are of one message alone.
[[nodiscard]] gcm_sealed gcm_seal_128(std::span<std::uint8_t const, 16> key, gcm_iv const& iv, bytes_view plaintext);

/// AES key wrap (RFC 3394) of 256 bits under 256 bits.
[[nodiscard]] wrapped_key wrap_key(secret_key const& under, secret_key const& key);

}  // namespace carerelay::protocol::crypto
