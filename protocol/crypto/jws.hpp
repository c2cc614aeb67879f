#pragma once

#include <boost/system/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/crypto/p256.hpp"
#include "protocol/crypto/rsa.hpp"

/// Signed tokens of others (JWS compact serialization, RFC 7515 section 3.1) and the keys to check them with (JWK Set,
/// RFC 7517 section 5). There is no `none` and no HMAC here: a token that names one is not even parsed.
namespace carerelay::protocol {

enum class jws_algorithm : std::uint8_t { es256, rs256, ps256 };
[[nodiscard]] std::string_view word(jws_algorithm what) noexcept;  ///< "ES256"

struct jws_key {
  std::string kid;                      ///< "" when the set does not name it
  std::optional<jws_algorithm> only{};  ///< the one algorithm the set says it is for
  std::variant<crypto::p256_public_key, crypto::rsa_public_key> key;

  /// Whether a token of this algorithm may be checked with it: the kind of key fits, and `only` agrees.
  [[nodiscard]] bool serves(jws_algorithm what) const noexcept;
};

inline constexpr std::size_t jwk_set_bytes = 256 * 1024;
inline constexpr std::size_t jws_bytes = 32 * 1024;

/// The keys of the set that can verify one of our algorithms; others (encryption, other curves, symmetric, private,
/// too short) are left out. errc when it is no JWK Set.
[[nodiscard]] boost::system::result<std::vector<jws_key>> parse_jwk_set(std::string_view json);

/// A token taken apart; nothing of it is to be believed before `verify` said so.
struct compact_jws {
  jws_algorithm algorithm{};
  std::string kid;            ///< "" when the header does not name one
  std::string type;           ///< `typ`, or ""
  std::string signing_input;  ///< what is signed: header and payload as they were sent
  std::string payload;
  byte_vector signature;
};
/// errc::too_large, errc::not_allowed (an algorithm that is none of ours, or `crit`, `b64`, `zip`), errc::bad_format.
/// `jku`, `x5u`, `jwk` and `x5c` are never looked at: a token does not choose its own key.
[[nodiscard]] boost::system::result<compact_jws> parse_compact_jws(std::string_view token);

/// errc::not_allowed: the algorithm is not among `allowed`; errc::not_found: no key of the set may check it;
/// errc::signature_invalid.
[[nodiscard]] boost::system::result<void> verify(compact_jws const& token, std::vector<jws_key> const& keys,
                                                 std::vector<jws_algorithm> const& allowed);

}  // namespace carerelay::protocol
