#include "adapters/sqlite/disk/ballast.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace carerelay::sqlite {
namespace {

/// Room that must be free beside the reserve before publishing is let in again.
constexpr std::uint64_t working_room = 4U << 20;

std::uint64_t free_bytes(std::string const& path) noexcept {
  struct statvfs disk {};
  auto const folder = path.substr(0, path.find_last_of('/') + 1);
  if (::statvfs(folder.empty() ? "." : folder.c_str(), &disk) != 0) return 0;
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
}

}  // namespace

ballast::ballast(std::string path, std::uint64_t bytes) : path_(std::move(path)), bytes_(bytes) {
  if (bytes_ == 0) {
    ::unlink(path_.c_str());
  } else if (!take()) {
    full_ = true;
  }
}

bool ballast::take() noexcept {
  int const fd = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return false;
  struct stat held {};
  bool const known = ::fstat(fd, &held) == 0;
  bool const has_it = known && static_cast<std::uint64_t>(held.st_size) == bytes_ &&
                      static_cast<std::uint64_t>(held.st_blocks) * 512 >= bytes_;
  bool done = has_it;
  if (!done) {
    // posix_fallocate writes the blocks itself where the file system cannot reserve them.
    done = ::ftruncate(fd, 0) == 0 && ::posix_fallocate(fd, 0, static_cast<off_t>(bytes_)) == 0;
  }
  ::close(fd);
  if (!done) ::unlink(path_.c_str());
  return done;
}

bool ballast::release() noexcept {
  full_ = true;
  return bytes_ != 0 && ::unlink(path_.c_str()) == 0;
}

void ballast::recover() noexcept {
  if (!full_ || free_bytes(path_) < bytes_ + working_room) return;
  if (bytes_ == 0 || take()) full_ = false;
}

}  // namespace carerelay::sqlite
