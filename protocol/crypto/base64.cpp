#include "protocol/crypto/base64.hpp"

#include <array>

namespace carerelay::protocol::crypto {
namespace {

// Written here because OpenSSL's decoder takes white space and loose ends, and knows no base64url.
constexpr char url_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr char standard_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

using reverse_table = std::array<std::uint8_t, 256>;
constexpr std::uint8_t not_a_digit = 0xFF;

constexpr reverse_table reversed(char const* alphabet) {
  reverse_table table{};
  table.fill(not_a_digit);
  for (std::uint8_t i = 0; i < 64; ++i) table[static_cast<unsigned char>(alphabet[i])] = i;
  return table;
}

constexpr reverse_table url_digits = reversed(url_alphabet);
constexpr reverse_table standard_digits = reversed(standard_alphabet);

void append(bytes_view data, char const* alphabet, std::string& out) {
  out.reserve(out.size() + (data.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  int held = 0;
  for (std::uint8_t const byte : data) {
    bits = bits << 8 | byte;
    for (held += 8; held >= 6; held -= 6) out += alphabet[bits >> (held - 6) & 0x3F];
  }
  if (held > 0) out += alphabet[bits << (6 - held) & 0x3F];
}

constexpr std::size_t decoded_size(std::size_t characters) { return characters * 6 / 8; }

/// `out` has decoded_size(text.size()) bytes.
bool decode(std::string_view text, reverse_table const& digits, std::span<std::uint8_t> out) noexcept {
  if (text.size() % 4 == 1) return false;
  std::uint32_t bits = 0;
  int held = 0;
  std::size_t at = 0;
  for (char const c : text) {
    std::uint8_t const digit = digits[static_cast<unsigned char>(c)];
    if (digit == not_a_digit) return false;
    bits = bits << 6 | digit;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out[at++] = static_cast<std::uint8_t>(bits >> held);
    }
  }
  return (bits & ((1u << held) - 1)) == 0;
}

boost::system::result<byte_vector> decoded(std::string_view text, reverse_table const& digits) {
  byte_vector out(decoded_size(text.size()));
  if (!decode(text, digits, out)) return make_error_code(errc::bad_format);
  return out;
}

}  // namespace

void append_base64url(bytes_view data, std::string& out) { append(data, url_alphabet, out); }

std::string to_base64url(bytes_view data) {
  std::string out;
  append(data, url_alphabet, out);
  return out;
}

boost::system::result<byte_vector> from_base64url(std::string_view text) { return decoded(text, url_digits); }

bool from_base64url(std::string_view text, std::span<std::uint8_t> out) noexcept {
  return decoded_size(text.size()) == out.size() && decode(text, url_digits, out);
}

std::string to_base64(bytes_view data) {
  std::string out;
  append(data, standard_alphabet, out);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

boost::system::result<byte_vector> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return make_error_code(errc::bad_format);
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return decoded(text, standard_digits);
}

}  // namespace carerelay::protocol::crypto
