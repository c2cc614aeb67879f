#pragma once

#include <boost/system/result.hpp>

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "protocol/bytes.hpp"
#include "protocol/errc.hpp"

/// Ed25519 (RFC 8032, pure: no context, no prehash): what the evidence log's checkpoints are signed with.
namespace carerelay::protocol::crypto {

using ed25519_signature = std::array<std::uint8_t, 64>;
using ed25519_public_key = std::array<std::uint8_t, 32>;

/// Whether the signature is this key's over the message. False for anything malformed.
[[nodiscard]] bool ed25519_verify(ed25519_public_key const& key, bytes_view message,
                                  ed25519_signature const& signature);

/// A private key. Copies share the key. Safe to use from several threads at once.
class ed25519_private_key {
 public:
  using seed_type = std::array<std::uint8_t, 32>;

  /// From the 32 bytes of RFC 8032 section 5.1.5; any 32 bytes are a key.
  [[nodiscard]] static ed25519_private_key from_seed(seed_type const& seed);
  /// PKCS #8 PEM, as `pem` gives it; errc::bad_format for anything else or a key with a password.
  [[nodiscard]] static boost::system::result<ed25519_private_key> from_pem(std::string_view pem);

  /// PKCS #8 PEM without a password: for a file only its owner may read (0600).
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] ed25519_public_key const& public_key() const noexcept { return public_key_; }
  [[nodiscard]] ed25519_signature sign(bytes_view message) const;

 private:
  ed25519_private_key(std::shared_ptr<void> key, ed25519_public_key const& public_key) noexcept
      : key_(std::move(key)), public_key_(public_key) {}
  std::shared_ptr<void> key_;  ///< an EVP_PKEY
  ed25519_public_key public_key_;
};

}  // namespace carerelay::protocol::crypto
