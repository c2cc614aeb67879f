#pragma once

#include <boost/system/result.hpp>

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "protocol/bytes.hpp"
#include "protocol/crypto/aes.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/errc.hpp"
#include "protocol/json/value.hpp"

/// ECDSA on P-256 with SHA-256 (FIPS 186-5), with the forms WebCrypto uses.
namespace carerelay::protocol::crypto {

/// r and s, 32 bytes each, big-endian (IEEE P1363). A signature is not unique: never use it as an identity.
using p256_signature = std::array<std::uint8_t, 64>;

/// A point known to be on the curve. 65 bytes and nothing else, so a register of devices may hold one each.
class p256_public_key {
 public:
  using point_type = std::array<std::uint8_t, 65>;  ///< 0x04, x, y (SEC 1 section 2.3.3)

  /// errc::bad_format unless the bytes are an uncompressed point of the curve, not infinity.
  [[nodiscard]] static boost::system::result<p256_public_key> from_point(bytes_view bytes);
  /// {"kty":"EC","crv":"P-256","x","y"} (RFC 7518 section 6.2.1), coordinates of exactly 32 bytes. Other
  /// members
  /// (`ext`, `key_ops`) are ignored, save `d`: whoever sends a private key must make a new one.
  [[nodiscard]] static boost::system::result<p256_public_key> from_jwk(json::value const& jwk);
  /// The same from its text.
  [[nodiscard]] static boost::system::result<p256_public_key> parse_jwk(std::string_view json);

  [[nodiscard]] point_type const& point() const noexcept { return point_; }
  /// Canonical: crv, kty, x, y.
  [[nodiscard]] std::string jwk() const;
  /// SHA-256 of the canonical JWK (RFC 7638).
  [[nodiscard]] sha256_digest thumbprint() const;

  /// Whether the signature is this key's over the message. False for anything malformed.
  [[nodiscard]] bool verify(bytes_view message, p256_signature const& signature) const;
  [[nodiscard]] bool verify(std::string_view message, p256_signature const& signature) const {
    return verify(as_bytes(message), signature);
  }

  friend bool operator==(p256_public_key const&, p256_public_key const&) noexcept = default;

 private:
  explicit p256_public_key(point_type const& point) noexcept : point_(point) {}
  point_type point_;
};

/// A private key. Copies share the key. Safe to use from several threads at once.
class p256_private_key {
 public:
  /// A new key from OpenSSL's own random generator: the one place in protocol/ where randomness is not a
  /// parameter, because a key that a test could foresee is a key that a mistake could foresee.
  [[nodiscard]] static p256_private_key generate();
  /// PKCS #8 PEM, as `pem` gives it; errc::bad_format for anything else, another curve or a key with a
  /// password.
  [[nodiscard]] static boost::system::result<p256_private_key> from_pem(std::string_view pem);

  /// The key with this number, 32 bytes big-endian; errc::bad_format unless it is 1 to n - 1.
  [[nodiscard]] static boost::system::result<p256_private_key> from_scalar(bytes_view scalar);
  /// The key that 48 secret, evenly distributed bytes stand for (FIPS 186-5 A.2.1: extra bits, reduced).
  [[nodiscard]] static p256_private_key from_seed(std::span<std::uint8_t const, 48> seed);

  /// PKCS #8 PEM without a password: for a file only its owner may read (0600).
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] p256_public_key const& public_key() const noexcept { return public_key_; }

  [[nodiscard]] p256_signature sign(bytes_view message) const;
  /// ECDH (RFC 7518 section 4.6, SP 800-56A): the x of the point both come to. To be hashed, never used as it is.
  [[nodiscard]] secret_key agree_with(p256_public_key const& other) const;
  [[nodiscard]] p256_signature sign(std::string_view message) const { return sign(as_bytes(message)); }

 private:
  p256_private_key(std::shared_ptr<void> key, p256_public_key const& public_key) noexcept
      : key_(std::move(key)), public_key_(public_key) {}
  std::shared_ptr<void> key_;  ///< an EVP_PKEY
  p256_public_key public_key_;
};

}  // namespace carerelay::protocol::crypto
