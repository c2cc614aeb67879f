#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/ports/outbox.hpp"

namespace carerelay::email {

struct delivery_name {
  ports::outbox_number row = 0;
  std::uint8_t attempt = 0;  ///< 0: any
};

/// A delivery's name as it stands in addresses and Message-IDs: 32 letters and digits, in any case, that only we can
/// make. Base32 (RFC 4648) of version and key 1 byte, row 8, attempt 1, HMAC-SHA-256 of these cut to 10 bytes.
class delivery_tokens {
 public:
  /// Keys by their id of 0 to 15; `current` signs, the others are still believed. Throws std::invalid_argument without
  /// the current one.
  delivery_tokens(std::map<std::uint8_t, std::string> keys, std::uint8_t current);

  [[nodiscard]] std::string make(delivery_name const& of) const;
  /// None unless exactly such a name, signed by a key we have.
  [[nodiscard]] std::optional<delivery_name> read(std::string_view token) const;

  static constexpr std::size_t length = 32;

 private:
  [[nodiscard]] std::string mac(std::string_view key, std::string_view bytes) const;

  std::map<std::uint8_t, std::string> keys_;
  std::uint8_t current_;
};

}  // namespace carerelay::email
