#include "protocol/uuid.hpp"

#include <cstring>

namespace carerelay::protocol {
namespace {

constexpr char digits[] = "0123456789abcdef";

constexpr int nibble(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr bool has_hyphen_before(std::size_t byte) noexcept {
  return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

void set_version(uuid::bytes_type& bytes, std::uint8_t version) noexcept {
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | (version << 4));
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
}

}  // namespace

boost::system::result<uuid> uuid::parse(std::string_view text) noexcept {
  if (text.size() != 36) return make_error_code(errc::bad_format);
  bytes_type bytes{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (has_hyphen_before(i) && text[at++] != '-') return make_error_code(errc::bad_format);
    int const high = nibble(text[at++]);
    int const low = nibble(text[at++]);
    if (high < 0 || low < 0) return make_error_code(errc::bad_format);
    bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return uuid(bytes);
}

void uuid::write_to(char* out) const noexcept {
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    if (has_hyphen_before(i)) *out++ = '-';
    *out++ = digits[bytes_[i] >> 4];
    *out++ = digits[bytes_[i] & 0x0F];
  }
}

std::string uuid::text() const {
  std::string out(36, '-');
  write_to(out.data());
  return out;
}

uuid make_v7(instant when, std::span<std::uint8_t const, 10> random) noexcept {
  auto const milliseconds = static_cast<std::uint64_t>(when.time_since_epoch().count());
  uuid::bytes_type bytes{};
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(milliseconds >> (8 * (5 - i)));
  std::memcpy(bytes.data() + 6, random.data(), random.size());
  set_version(bytes, 7);
  return uuid(bytes);
}

uuid make_v4(std::span<std::uint8_t const, 16> random) noexcept {
  uuid::bytes_type bytes{};
  std::memcpy(bytes.data(), random.data(), random.size());
  set_version(bytes, 4);
  return uuid(bytes);
}

}  // namespace carerelay::protocol

std::size_t std::hash<carerelay::protocol::uuid>::operator()(carerelay::protocol::uuid const& id) const noexcept {
  std::uint64_t halves[2];
  std::memcpy(halves, id.bytes().data(), sizeof halves);
  // The first half of a version 7 id is mostly time: mix, so that neighbours do not share a bucket.
  std::uint64_t x = halves[0] * 0x9E3779B97F4A7C15ULL ^ halves[1];
  x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93ULL;
  return static_cast<std::size_t>(x ^ (x >> 32));
}
