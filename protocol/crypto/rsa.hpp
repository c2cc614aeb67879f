#pragma once

#include <boost/system/result.hpp>

#include <memory>
#include <string_view>

#include "protocol/bytes.hpp"
#include "protocol/errc.hpp"
#include "protocol/json/value.hpp"

/// RSA with SHA-256 (RFC 8017), to verify only: identity providers sign with it, Carerelay never does.
namespace carerelay::protocol::crypto {

/// Copies share the key. Safe to use from several threads at once.
class rsa_public_key {
 public:
  /// {"kty":"RSA","n","e"} (RFC 7518 section 6.3.1): a modulus of 2048 to 8192 bits without leading zeros, an odd
  /// exponent of 65537 or more in at most four bytes. errc::bad_format for anything else, and for a private key.
  [[nodiscard]] static boost::system::result<rsa_public_key> from_jwk(json::value const& jwk);

  /// RSASSA-PKCS1-v1_5 (RS256 of RFC 7518). False for anything malformed.
  [[nodiscard]] bool verify_pkcs1(std::string_view message, bytes_view signature) const;
  /// RSASSA-PSS with MGF1 of SHA-256 and a salt of 32 bytes (PS256 of RFC 7518).
  [[nodiscard]] bool verify_pss(std::string_view message, bytes_view signature) const;

 private:
  explicit rsa_public_key(std::shared_ptr<void> key) noexcept : key_(std::move(key)) {}
  std::shared_ptr<void> key_;  ///< an EVP_PKEY
};

}  // namespace carerelay::protocol::crypto
