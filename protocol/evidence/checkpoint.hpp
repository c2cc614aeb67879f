#pragma once

#include <boost/system/result.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/crypto/ed25519.hpp"
#include "protocol/errc.hpp"
#include "protocol/evidence/merkle.hpp"

/// What a log says of itself, signed: C2SP tlog-checkpoint in a C2SP signed-note with Ed25519.
namespace carerelay::protocol::evidence {

inline constexpr std::size_t most_origin_bytes = 200;
inline constexpr std::size_t most_note_bytes = 8 * 1024;

struct checkpoint {
  std::string origin;  ///< names the log; never two logs of one origin
  std::uint64_t size = 0;
  hash root{};
  friend bool operator==(checkpoint const&, checkpoint const&) = default;
};

/// Three lines: origin, size, root in base64.
[[nodiscard]] std::string to_text(checkpoint const& what);
/// The first three lines; extension lines behind them are taken and not looked at. errc::bad_format otherwise.
[[nodiscard]] boost::system::result<checkpoint> parse_checkpoint(std::string_view text);
/// Whether a text may be an origin and a key's name: 1 to most_origin_bytes printable ASCII, no space, no plus.
[[nodiscard]] bool is_origin(std::string_view text) noexcept;

/// A name and a public key: what a verifier must know beforehand. Its text is the "vkey" of signed-note:
/// `name+5f2a09c1+base64(0x01 ‖ key)`.
struct log_key {
  std::string name;
  crypto::ed25519_public_key key{};

  using id_type = std::array<std::uint8_t, 4>;
  /// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key).
  [[nodiscard]] id_type id() const;
  [[nodiscard]] std::string text() const;
  /// errc::bad_format unless the text is exactly what `text` gives for a key.
  [[nodiscard]] static boost::system::result<log_key> parse(std::string_view text);
  friend bool operator==(log_key const&, log_key const&) = default;
};

struct note_signature {
  std::string name;
  log_key::id_type key_id{};
  byte_vector signature;  ///< of an algorithm only its key knows
};
struct signed_note {
  std::string text;  ///< with the newline at its end
  std::vector<note_signature> signatures;
};

/// The text, an empty line, and one signature line. `text` must end in a newline and the name be an origin.
[[nodiscard]] std::string sign_note(std::string_view text, std::string_view name,
                                    crypto::ed25519_private_key const& key);
/// errc::bad_format unless it is a note with at least one and at most 16 signatures.
[[nodiscard]] boost::system::result<signed_note> parse_note(std::string_view note);
/// Whether one of the signatures is this key's, and right. Unknown keys are ignored; a wrong signature of this key
/// makes the whole note wrong.
[[nodiscard]] bool is_signed_by(signed_note const& note, log_key const& key);

/// The checkpoint in a note that this key has signed and whose origin is the key's name; errc::signature_invalid or
/// errc::bad_format.
[[nodiscard]] boost::system::result<checkpoint> open_checkpoint(std::string_view note, log_key const& key);

}  // namespace carerelay::protocol::evidence
