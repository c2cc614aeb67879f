#include "relay/core/stream/unstored_ring.hpp"

namespace carerelay::core {

void unstored_ring::push(std::uint32_t value) {
  if (size_ == room_) grow();
  slots()[(head_ + size_) % room_] = value;
  ++size_;
}

std::uint32_t unstored_ring::pop() noexcept {
  std::uint32_t const value = slots()[head_];
  head_ = static_cast<std::uint16_t>((head_ + 1) % room_);
  --size_;
  if (size_ == 0) clear();
  return value;
}

void unstored_ring::clear() noexcept {
  more_.reset();
  room_ = inside;
  head_ = size_ = 0;
}

void unstored_ring::grow() {
  auto const room = static_cast<std::uint16_t>(room_ * 4);
  auto larger = std::make_unique<std::uint32_t[]>(room);
  for (std::uint16_t i = 0; i < size_; ++i) larger[i] = slots()[(head_ + i) % room_];
  more_ = std::move(larger);
  room_ = room;
  head_ = 0;
}

}  // namespace carerelay::core
