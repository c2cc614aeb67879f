#include "protocol/seal/sheet.hpp"

#include <optional>

#include "protocol/crypto/derive.hpp"

namespace carerelay::protocol::seal {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";  // the last five only check
constexpr std::size_t line_bytes = 5, line_characters = 8, lines = 4;

std::uint64_t value_of(std::array<std::uint8_t, 20> const& bytes, std::size_t line) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < line_bytes; ++i) out = out << 8 | bytes[line * line_bytes + i];
  return out;
}

/// As Crockford reads it: either case, I and L as 1, O as 0. `most`: 32 for what is written, 37 for what checks.
std::optional<unsigned> digit(char c, std::size_t most) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'I' || c == 'L') c = '1';
  if (c == 'O') c = '0';
  auto const at = alphabet.substr(0, most).find(c);
  return at == alphabet.npos ? std::nullopt : std::optional(static_cast<unsigned>(at));
}

crypto::p256_private_key derived(recovery_seed const& seed, std::string_view purpose, home_id const& home) {
  std::string const info = "carerelay.v1 " + std::string(purpose) + '\n' + home.text();
  auto bytes = crypto::hkdf_sha256(seed.bytes, as_bytes("carerelay.v1 recovery sheet"), as_bytes(info), 48);
  auto key = crypto::p256_private_key::from_seed(std::span<std::uint8_t const, 48>(bytes.data(), 48));
  crypto::wipe(bytes);
  return key;
}

}  // namespace

recovery_seed::~recovery_seed() { crypto::wipe(bytes); }

recovery_seed make_seed() {
  recovery_seed out;
  crypto::fill_secret(out.bytes);
  return out;
}

std::string sheet_text(recovery_seed const& seed) {
  std::string out;
  for (std::size_t line = 0; line < lines; ++line) {
    auto const value = value_of(seed.bytes, line);
    for (std::size_t i = 0; i < line_characters; ++i) {
      if (i == line_characters / 2) out += '-';
      out += alphabet[(value >> (5 * (line_characters - 1 - i))) & 31];
    }
    out += '-';
    out += alphabet[value % 37];
    out += '\n';
  }
  return out;
}

boost::system::result<recovery_seed> parse_sheet(std::string_view typed) {
  std::string plain;
  for (char const c : typed.substr(0, 400)) {
    if (c != ' ' && c != '-' && c != '\n' && c != '\r' && c != '\t') plain += c;
  }
  if (plain.size() != lines * (line_characters + 1) || typed.size() > 400) return make_error_code(errc::bad_format);
  recovery_seed out;
  bool is_right = true;
  for (std::size_t line = 0; line < lines; ++line) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < line_characters; ++i) {
      auto const read = digit(plain[line * (line_characters + 1) + i], 32);
      if (!read) return make_error_code(errc::bad_format);
      value = value << 5 | *read;
    }
    auto const check = digit(plain[line * (line_characters + 1) + line_characters], 37);
    is_right = is_right && check && *check == value % 37;
    for (std::size_t i = 0; i < line_bytes; ++i) {
      out.bytes[line * line_bytes + i] = static_cast<std::uint8_t>(value >> (8 * (line_bytes - 1 - i)));
    }
  }
  if (!is_right) return make_error_code(errc::out_of_range);
  return out;
}

home_keys keys_of(recovery_seed const& seed, home_id const& home) {
  return {derived(seed, "home identity", home), derived(seed, "home recovery", home)};
}

}  // namespace carerelay::protocol::seal
