#include "protocol/crypto/crockford.hpp"

namespace carerelay::protocol::crypto {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What a person may have meant; NUL for what no code has.
char canonical(char c) noexcept {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'I' || c == 'L') return '1';
  if (c == 'O') return '0';
  return alphabet.find(c) == std::string_view::npos ? '\0' : c;
}

}  // namespace

std::string make_code(std::span<std::uint8_t const, 7> random) {
  std::uint64_t bits = 0;
  for (std::uint8_t const byte : random) bits = bits << 8 | byte;
  bits >>= 6;  // 56 bits come in, 50 are used
  std::string code(code_characters, '0');
  for (std::size_t i = code_characters; i-- > 0; bits >>= 5) code[i] = alphabet[bits & 0x1F];
  return code;
}

boost::system::result<std::string> parse_code(std::string_view typed) {
  if (typed.size() > 40) return make_error_code(errc::bad_format);
  std::string code;
  for (char const c : typed) {
    if (c == '-' || c == ' ') continue;
    char const meant = canonical(c);
    if (meant == '\0') return make_error_code(errc::bad_format);
    code += meant;
  }
  if (code.size() != code_characters) return make_error_code(errc::bad_format);
  return code;
}

std::string grouped_code(std::string_view code) {
  return std::string(code.substr(0, 5)) + '-' + std::string(code.substr(5));
}

}  // namespace carerelay::protocol::crypto
