#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

#include "protocol/bytes.hpp"

namespace carerelay::protocol::crypto {

using sha256_digest = std::array<std::uint8_t, 32>;

/// SHA-256 (FIPS 180-4). Throws std::bad_alloc or std::runtime_error only when OpenSSL itself cannot run.
[[nodiscard]] sha256_digest sha256(bytes_view data);
[[nodiscard]] sha256_digest sha256(std::string_view text);
/// Of the parts one after another, without joining them first.
[[nodiscard]] sha256_digest sha256(std::initializer_list<bytes_view> parts);

/// SHA-256 of something that comes in pieces, such as a file.
class sha256_stream {
 public:
  sha256_stream();
  ~sha256_stream();
  sha256_stream(sha256_stream&&) noexcept;
  sha256_stream& operator=(sha256_stream&&) noexcept;

  void update(bytes_view data);
  /// The digest of everything so far; the stream then begins again.
  [[nodiscard]] sha256_digest finish();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// SHA-1, for the one place that still asks for it: Sec-WebSocket-Accept (RFC 6455 section 4.2.2). Protects nothing.
[[nodiscard]] std::array<std::uint8_t, 20> sha1(std::string_view text);

/// HMAC with SHA-256 (RFC 2104).
[[nodiscard]] sha256_digest hmac_sha256(bytes_view key, bytes_view data);

/// Whether both hold the same bytes, in a time that depends on the lengths only.
[[nodiscard]] bool is_equal_in_constant_time(bytes_view a, bytes_view b) noexcept;

}  // namespace carerelay::protocol::crypto
