#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

#include "protocol/ids.hpp"
#include "protocol/instant.hpp"

namespace carerelay::sqlite {

/// The checksum of a row, over its values in a fixed order and its table, so that a flipped bit, or a row that turns up
/// in another place, is seen when it is read. 64 bits, not cryptographic: it finds damage, not forgery. Stored; must
/// never change for a given schema version.
class row_sum {
 public:
  explicit constexpr row_sum(std::uint64_t table) noexcept : state_(table * step) {}

  template <class T>
  requires std::is_integral_v<T> || std::is_enum_v<T> row_sum& add(T value) noexcept {
    mix(static_cast<std::uint64_t>(value));
    return *this;
  }
  row_sum& add(protocol::instant value) noexcept { return add(value.time_since_epoch().count()); }
  row_sum& add(std::string_view bytes) noexcept {
    add(bytes.size());
    while (bytes.size() >= 8) {
      mix(word(bytes.substr(0, 8)));
      bytes.remove_prefix(8);
    }
    if (!bytes.empty()) mix(word(bytes));
    return *this;
  }
  template <class T>
  requires requires(T const& bytes) {
    bytes.data() + bytes.size();
  } &&(!std::is_convertible_v<T const&, std::string_view>)row_sum& add(T const& bytes) noexcept {
    return add(std::string_view(reinterpret_cast<char const*>(bytes.data()), bytes.size()));
  }
  template <class Tag>
  row_sum& add(protocol::text_id<Tag> const& id) noexcept {
    return add(std::string_view(id.text()));
  }
  template <class T>
  row_sum& add(std::optional<T> const& value) noexcept {
    add(value.has_value());
    return value ? add(*value) : *this;
  }

  [[nodiscard]] std::int64_t value() const noexcept {
    auto x = state_;
    x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93ULL;
    return static_cast<std::int64_t>(x ^ (x >> 32));
  }

 private:
  static constexpr std::uint64_t step = 0x9E3779B97F4A7C15ULL;

  void mix(std::uint64_t value) noexcept {
    // Both steps are one to one in `value` and in the state: a single changed value always changes the sum.
    state_ = (state_ ^ value) * 0xBF58476D1CE4E5B9ULL + step;
    state_ ^= state_ >> 29;
  }
  static std::uint64_t word(std::string_view bytes) noexcept {
    std::uint64_t out = 0;
    std::memcpy(&out, bytes.data(), bytes.size());
    return out;
  }

  std::uint64_t state_;
};

}  // namespace carerelay::sqlite
