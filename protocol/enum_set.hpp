#pragma once

#include <cstdint>
#include <initializer_list>

namespace carerelay::protocol {

/// Some of the enumerators of an enum of at most 32, without order or doubles. Empty when made.
template <class Enum>
class enum_set {
 public:
  constexpr enum_set() noexcept = default;
  constexpr enum_set(std::initializer_list<Enum> some) noexcept {
    for (Enum const one : some) add(one);
  }
  /// What `bits` gave before.
  [[nodiscard]] static constexpr enum_set from_bits(std::uint32_t bits) noexcept {
    enum_set out;
    out.bits_ = bits;
    return out;
  }
  [[nodiscard]] constexpr std::uint32_t bits() const noexcept { return bits_; }

  constexpr enum_set& add(Enum one) noexcept {
    bits_ |= 1U << static_cast<unsigned>(one);
    return *this;
  }
  [[nodiscard]] constexpr bool has(Enum one) const noexcept { return (bits_ >> static_cast<unsigned>(one) & 1U) != 0; }
  [[nodiscard]] constexpr bool is_empty() const noexcept { return bits_ == 0; }
  /// Whether all of `others` are among these.
  [[nodiscard]] constexpr bool has_all(enum_set others) const noexcept { return (others.bits_ & ~bits_) == 0; }
  [[nodiscard]] constexpr bool has_any(enum_set others) const noexcept { return (others.bits_ & bits_) != 0; }
  /// Those in both.
  [[nodiscard]] constexpr enum_set both(enum_set others) const noexcept { return from_bits(bits_ & others.bits_); }

  friend constexpr bool operator==(enum_set, enum_set) = default;

 private:
  std::uint32_t bits_ = 0;
};

}  // namespace carerelay::protocol
