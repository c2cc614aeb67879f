#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "relay/io/loop/keeper_ref.hpp"

namespace carerelay::io {

/// The parts of one frame, seen as one run of bytes. `body` is the one that may be shared rather than copied.
struct frame_parts {
  static constexpr std::size_t body = 2;
  std::array<std::string_view, 4> parts;

  [[nodiscard]] std::size_t size() const noexcept {
    return parts[0].size() + parts[1].size() + parts[2].size() + parts[3].size();
  }
  /// Copies from `offset` on what fits; says how much that was.
  std::size_t gather(std::size_t offset, std::span<char> into) const noexcept;
};

/// What a slow peer has not taken yet, in order. Small parts are copied, bodies shared.
class write_queue {
 public:
  /// The frame from `offset` on. Without `keeper` the body is copied too.
  void push(frame_parts const& frame, std::size_t offset, keeper_ref const* keeper);
  /// Copies from the front what fits; the same bytes first each time until they are consumed.
  std::size_t gather(std::span<char> into) const noexcept;
  void consume(std::size_t bytes) noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  struct piece {
    std::string own;
    std::shared_ptr<void const> keeper;  ///< set: `shared` instead of `own`
    std::string_view shared;

    [[nodiscard]] std::string_view bytes() const noexcept { return keeper ? shared : std::string_view{own}; }
  };

  std::deque<piece> pieces_;
  std::size_t taken_ = 0;  ///< of the first piece
  std::size_t size_ = 0;
};

}  // namespace carerelay::io
