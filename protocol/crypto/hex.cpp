#include "protocol/crypto/hex.hpp"

namespace carerelay::protocol::crypto {
namespace {

int digit_of(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string to_hex(bytes_view data) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(data.size() * 2);
  for (std::uint8_t const byte : data) {
    out += digits[byte >> 4];
    out += digits[byte & 0x0F];
  }
  return out;
}

bool from_hex(std::string_view text, std::span<std::uint8_t> out) noexcept {
  if (text.size() != out.size() * 2) return false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    int const high = digit_of(text[2 * i]);
    int const low = digit_of(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return true;
}

boost::system::result<byte_vector> from_hex(std::string_view text) {
  byte_vector out(text.size() / 2);
  if (!from_hex(text, out)) return make_error_code(errc::bad_format);
  return out;
}

}  // namespace carerelay::protocol::crypto
