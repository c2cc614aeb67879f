#pragma once

#include <string>
#include <vector>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/hex.hpp"
#include "protocol/seal/open.hpp"

/// A home with three devices and a recovery key, and a letter to it.
namespace carerelay::sealing {

using namespace protocol;
using crypto::p256_private_key;
using crypto::p256_public_key;

inline byte_vector hex(std::string_view digits) { return crypto::from_hex(digits).value(); }
template <std::size_t Bytes>
std::array<std::uint8_t, Bytes> hex_array(std::string_view digits) {
  std::array<std::uint8_t, Bytes> out{};
  if (!crypto::from_hex(digits, out)) throw std::logic_error("not so many digits");
  return out;
}

struct cast {
  std::vector<p256_private_key> keys;
  p256_private_key sender = p256_private_key::generate();
  home_id home = home_id::parse("1-1435221697").value();

  explicit cast(std::size_t count = 4) {
    while (keys.size() < count) keys.push_back(p256_private_key::generate());
  }
  [[nodiscard]] std::vector<p256_public_key> to() const {
    std::vector<p256_public_key> out;
    for (auto const& key : keys) out.push_back(key.public_key());
    return out;
  }
  [[nodiscard]] seal::letter letter(std::string_view envelope = "envelope") const {
    return {home, crypto::sha256(envelope), parse_instant("2026-11-21T09:00:00Z").value(), R"({"outcome":"negative"})"};
  }
  [[nodiscard]] seal::jwe sealed(std::string_view envelope = "envelope") const {
    return seal::seal_letter(letter(envelope), sender, to());
  }
};

/// What `key` makes of a text that says it is a sealed letter: "" when it opens, else the word of the refusal.
inline std::string try_open(std::string_view text, p256_private_key const& key, home_id const& home,
                            std::string_view envelope = "envelope") {
  auto const read = seal::parse_jwe(text, seal::purpose::result);
  if (!read) return std::string(word(read.error().front().rule));
  auto const opened = seal::open_letter(*read, key, home, crypto::sha256(envelope));
  return opened ? "" : opened.error().message();
}

}  // namespace carerelay::sealing
