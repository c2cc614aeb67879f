#pragma once

#include <array>
#include <cstdint>
#include <memory>

namespace carerelay::core {

/// The message numbers of the entries a device has been sent and has not stored yet, oldest first. Up to 8 of
/// them live inside; more take one block, given back when the last one leaves. An idle session holds no
/// block.
class unstored_ring {
 public:
  void push(std::uint32_t value);
  /// The oldest. There must be one.
  [[nodiscard]] std::uint32_t pop() noexcept;
  void clear() noexcept;
  [[nodiscard]] std::uint32_t size() const noexcept { return size_; }

 private:
  static constexpr std::uint16_t inside = 8;
  [[nodiscard]] std::uint32_t* slots() noexcept { return more_ ? more_.get() : few_.data(); }
  void grow();

  std::array<std::uint32_t, inside> few_{};
  std::unique_ptr<std::uint32_t[]> more_;
  std::uint16_t room_ = inside, head_ = 0, size_ = 0;
};

}  // namespace carerelay::core
