#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/crypto/aes.hpp"
#include "protocol/crypto/p256.hpp"
#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

/// JWE (RFC 7516) in the General JSON form, of one profile and no other: ECDH-ES+A256KW on P-256 to each recipient,
/// A256GCM, additional data of 32 bytes, plaintext in steps of 1 KiB. The protected header is `enc`, `typ` and `to`; a
/// recipient's is `alg`, `kid`, `epk`. Every other member is refused, above all zip, crit, jku, x5u and jwk.
///
/// `to` is the SHA-256 of the recipients' key ids, each with a line feed behind it: nobody is added, left out or moved
/// unnoticed. A key id is the RFC 7638 thumbprint of the recipient's key.
///
/// Locking and looking only. Unlocking is open.hpp, a library of its own that the relay does not link.
namespace carerelay::protocol::seal {

using digest = crypto::sha256_digest;

inline constexpr std::size_t padding_step = 1024;
inline constexpr std::size_t plaintext_bytes = 144 * 1024;  ///< at most, padded
inline constexpr std::size_t jwe_bytes = 224 * 1024;        ///< at most, as JSON
inline constexpr std::size_t recipients_most = 21;          ///< a home's 20 devices and its recovery key

/// What is inside, as `typ` says it: what was sealed as one thing never opens as another.
enum class purpose : std::uint8_t { result, home_keys };
[[nodiscard]] std::string_view word(purpose value) noexcept;

struct jwe_recipient {
  digest key_id{};
  crypto::p256_public_key ephemeral;
  crypto::wrapped_key key{};
};

/// Of the right shape, with every point on its curve. Says nothing about whether it opens.
struct jwe {
  std::string header{};  ///< protected, base64url as it came: part of what the tag is over
  std::vector<jwe_recipient> recipients{};
  digest additional{};
  crypto::gcm_iv iv{};
  byte_vector ciphertext{};
  crypto::gcm_tag tag{};
};

/// Reads one; each fault with its pointer below `at`.
[[nodiscard]] checked<jwe> read_jwe(json::value const& from, purpose what, std::string const& at = "");
[[nodiscard]] checked<jwe> parse_jwe(std::string_view text, purpose what);

/// Canonical JSON.
[[nodiscard]] std::string encode(jwe const& what);

/// Locks `plaintext` (padded already: 1 KiB steps, at most `plaintext_bytes`) for every key of `to`, 1 to
/// `recipients_most` of them and none twice; throws std::invalid_argument otherwise. Draws its own keys and iv.
[[nodiscard]] jwe lock(bytes_view plaintext, purpose what, digest const& additional,
                       std::span<crypto::p256_public_key const> to);

/// The bytes the tag is over beside the ciphertext (RFC 7516 section 5.1, step 14).
[[nodiscard]] std::string authenticated_text(jwe const& what);
/// The key that wraps the content key, of the ECDH secret (RFC 7518 section 4.6.2).
[[nodiscard]] crypto::secret_key wrapping_key(crypto::secret_key const& shared);
/// Member `to` of these recipients.
[[nodiscard]] digest digest_of_recipients(std::span<jwe_recipient const> all);

/// `text` and blanks up to the next step of 1 KiB.
[[nodiscard]] std::string padded(std::string_view text);

}  // namespace carerelay::protocol::seal
