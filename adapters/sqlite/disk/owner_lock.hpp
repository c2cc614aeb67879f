#pragma once

#include <string>

namespace carerelay::sqlite {

/// One process owns a store. Holds an exclusive flock on a file beside it for as long as this value lives; the kernel
/// lets go of it however the process ends.
class owner_lock {
 public:
  /// Throws std::runtime_error with a sentence that names the file, and the process that has it.
  explicit owner_lock(std::string const& store_path);
  ~owner_lock();
  owner_lock(owner_lock const&) = delete;
  owner_lock& operator=(owner_lock const&) = delete;

 private:
  int fd_ = -1;
};

}  // namespace carerelay::sqlite
