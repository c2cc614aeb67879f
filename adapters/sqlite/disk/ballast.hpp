#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace carerelay::sqlite {

/// Space kept beside the store for the day the disk is full: then it is given back to the disk, publishing is refused,
/// and receipts go on in the space it leaves. `is_full` may be asked on any thread, the rest by the thread that writes.
class ballast {
 public:
  /// Keeps `bytes` in `path`; 0 keeps nothing. When there is no room for it the disk counts as full from the start.
  ballast(std::string path, std::uint64_t bytes);

  [[nodiscard]] bool is_full() const noexcept { return full_; }
  /// The disk is full. Gives the reserve back to it; false when there was none left.
  bool release() noexcept;
  /// Takes the reserve back when the disk has room for it and for work beside it.
  void recover() noexcept;

 private:
  [[nodiscard]] bool take() noexcept;

  std::string path_;
  std::uint64_t bytes_;
  std::atomic<bool> full_ = false;
};

}  // namespace carerelay::sqlite
