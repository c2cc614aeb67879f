#pragma once

#include <boost/system/result.hpp>

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "protocol/errc.hpp"
#include "protocol/instant.hpp"

namespace carerelay::protocol {

/// 16 bytes in the order they are printed (RFC 9562). Orders by bytes, so version 7 values order by time.
class uuid {
 public:
  using bytes_type = std::array<std::uint8_t, 16>;

  /// The nil UUID.
  constexpr uuid() noexcept = default;
  constexpr explicit uuid(bytes_type const& bytes) noexcept : bytes_(bytes) {}

  /// 36 characters, 8-4-4-4-12, either case; no braces, no prefix. errc::bad_format otherwise.
  /// Any version and variant is taken: an id is compared, never interpreted.
  [[nodiscard]] static boost::system::result<uuid> parse(std::string_view text) noexcept;

  [[nodiscard]] constexpr bytes_type const& bytes() const noexcept { return bytes_; }
  [[nodiscard]] constexpr bool is_nil() const noexcept { return bytes_ == bytes_type{}; }
  [[nodiscard]] constexpr int version() const noexcept { return bytes_[6] >> 4; }
  /// 36 characters in lower case.
  [[nodiscard]] std::string text() const;
  /// Writes the same 36 characters to `out`, which has room for them; no terminator, no allocation.
  void write_to(char* out) const noexcept;

  friend constexpr auto operator<=>(uuid const&, uuid const&) noexcept = default;

 private:
  bytes_type bytes_{};
};

/// Version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then 74 bits of `random`.
/// `when` must not be before 1970.
[[nodiscard]] uuid make_v7(instant when, std::span<std::uint8_t const, 10> random) noexcept;
/// Version 4 (RFC 9562 section 5.4): 122 bits of `random`.
[[nodiscard]] uuid make_v4(std::span<std::uint8_t const, 16> random) noexcept;

/// A UUID that cannot be taken for the id of something else.
template <class Tag>
class tagged_id {
 public:
  constexpr tagged_id() noexcept = default;
  constexpr explicit tagged_id(uuid value) noexcept : value_(value) {}
  /// As uuid::parse.
  [[nodiscard]] static boost::system::result<tagged_id> parse(std::string_view text) noexcept {
    auto const value = uuid::parse(text);
    if (!value) return value.error();
    return tagged_id(*value);
  }

  [[nodiscard]] constexpr uuid const& value() const noexcept { return value_; }
  [[nodiscard]] constexpr uuid::bytes_type const& bytes() const noexcept { return value_.bytes(); }
  [[nodiscard]] constexpr bool is_nil() const noexcept { return value_.is_nil(); }
  [[nodiscard]] std::string text() const { return value_.text(); }

  friend constexpr auto operator<=>(tagged_id const&, tagged_id const&) noexcept = default;

 private:
  uuid value_;
};

}  // namespace carerelay::protocol

template <>
struct std::hash<carerelay::protocol::uuid> {
  std::size_t operator()(carerelay::protocol::uuid const& id) const noexcept;
};

template <class Tag>
struct std::hash<carerelay::protocol::tagged_id<Tag>> {
  std::size_t operator()(carerelay::protocol::tagged_id<Tag> const& id) const noexcept {
    return std::hash<carerelay::protocol::uuid>{}(id.value());
  }
};
