#pragma once

#include <array>
#include <string>
#include <string_view>

#include "protocol/crypto/p256.hpp"
#include "protocol/ids.hpp"

/// Eight words that two people read to each other, and know that both ends have the same keys: 64 bits, each guess of
/// which costs 2^16 hashes (PBKDF2), so that making another key with the same words is out of reach.
namespace carerelay::protocol::seal {

inline constexpr std::size_t words_spoken = 8;

/// 256 English words, no two alike at the telephone; a byte is its word's place.
[[nodiscard]] std::array<std::string_view, 256> const& word_list() noexcept;

/// "acorn bishop …": the words of a device, from its home, its id and both its keys.
[[nodiscard]] std::string device_words(home_id const& home, device_id device, crypto::p256_public_key const& key,
                                       crypto::p256_public_key const& sealing);
/// The words of any public key: a sender's, a home's identity.
[[nodiscard]] std::string key_words(std::string_view what, crypto::p256_public_key const& key);

/// Whether a person typed these words, in either case, with blanks, commas or hyphens between them.
[[nodiscard]] bool is_same_words(std::string_view typed, std::string_view words);

}  // namespace carerelay::protocol::seal
