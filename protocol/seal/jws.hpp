#pragma once

#include <boost/system/result.hpp>

#include <optional>
#include <string>
#include <string_view>

#include "protocol/crypto/p256.hpp"

/// JWS (RFC 7515), compact, ES256 and nothing else. The header is `alg`, `kid` (the signer's RFC 7638 thumbprint) and
/// `typ`; every other member is refused.
namespace carerelay::protocol::seal {

/// Read, not yet believed: ask `is_signed_by`.
struct jws {
  std::string payload{};
  crypto::sha256_digest key_id{};
  std::string signed_text{};  ///< header and payload as they came
  crypto::p256_signature signature{};
};

[[nodiscard]] std::string sign(crypto::p256_private_key const& by, std::string_view type, std::string_view payload);

/// errc::seal_broken unless it is of this form and type. At most `most_bytes` long.
[[nodiscard]] boost::system::result<jws> parse_jws(std::string_view compact, std::string_view type,
                                                   std::size_t most_bytes);

[[nodiscard]] bool is_signed_by(jws const& what, crypto::p256_public_key const& key);

}  // namespace carerelay::protocol::seal
