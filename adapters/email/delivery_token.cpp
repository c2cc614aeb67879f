#include "adapters/email/delivery_token.hpp"

#include <stdexcept>

#include "protocol/bytes.hpp"
#include "protocol/crypto/hash.hpp"

namespace carerelay::email {
namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t payload = 10, signature = 10;

std::string to_base32(std::string_view bytes) {
  std::string out;
  unsigned held = 0, bits = 0;
  for (char const c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) out += letters[held >> (bits - 5) & 31];
  }
  return out;
}

/// 32 letters are 20 bytes without a bit left over.
std::optional<std::string> from_base32(std::string_view text) {
  std::string out;
  unsigned held = 0, bits = 0;
  for (char const given : text) {
    char const c = given >= 'A' && given <= 'Z' ? static_cast<char>(given - 'A' + 'a') : given;
    auto const at = letters.find(c);
    if (at == std::string_view::npos) return std::nullopt;
    held = held << 5 | static_cast<unsigned>(at);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(held >> bits & 0xFF);
  }
  return out;
}

}  // namespace

delivery_tokens::delivery_tokens(std::map<std::uint8_t, std::string> keys, std::uint8_t current)
    : keys_(std::move(keys)), current_(current) {
  if (!keys_.contains(current) || current > 15) throw std::invalid_argument("delivery_tokens: no current key");
}

std::string delivery_tokens::mac(std::string_view key, std::string_view bytes) const {
  auto const whole = protocol::crypto::hmac_sha256(protocol::as_bytes(key), protocol::as_bytes(bytes));
  return std::string(protocol::as_text(whole).substr(0, signature));
}

std::string delivery_tokens::make(delivery_name const& of) const {
  std::string bytes(1, static_cast<char>(0x10 | current_));
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(of.row >> shift & 0xFF);
  bytes += static_cast<char>(of.attempt);
  return to_base32(bytes + mac(keys_.at(current_), bytes));
}

std::optional<delivery_name> delivery_tokens::read(std::string_view token) const {
  if (token.size() != length) return std::nullopt;
  auto const bytes = from_base32(token);
  if (!bytes || bytes->size() != payload + signature) return std::nullopt;
  auto const first = static_cast<unsigned char>(bytes->front());
  auto const key = keys_.find(first & 0x0F);
  if (first >> 4 != 1 || key == keys_.end()) return std::nullopt;
  auto const said = std::string_view(*bytes).substr(0, payload);
  auto const right = mac(key->second, said);
  if (!protocol::crypto::is_equal_in_constant_time(protocol::as_bytes(right),
                                                   protocol::as_bytes(std::string_view(*bytes).substr(payload))))
    return std::nullopt;
  delivery_name out;
  for (std::size_t i = 1; i <= 8; ++i) out.row = out.row << 8 | static_cast<unsigned char>((*bytes)[i]);
  out.attempt = static_cast<std::uint8_t>((*bytes)[9]);
  return out;
}

}  // namespace carerelay::email
