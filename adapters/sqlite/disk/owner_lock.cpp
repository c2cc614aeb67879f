#include "adapters/sqlite/disk/owner_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace carerelay::sqlite {

owner_lock::owner_lock(std::string const& store_path) {
  auto const path = store_path + ".lock";
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd_ < 0) {
    throw std::runtime_error(
        fmt::format("The store {} cannot be opened: {} ({}).", store_path, std::strerror(errno), path));
  }
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    char owner[32] = {};
    auto const size = ::pread(fd_, owner, sizeof owner - 1, 0);
    ::close(fd_);
    throw std::runtime_error(fmt::format("The store {} is in use by another process{}. Only one may have it open.",
                                         store_path, size > 0 ? fmt::format(" ({})", owner) : std::string()));
  }
  auto const note = fmt::format("process {}", ::getpid());
  // Only a help for whoever is refused: the lock itself is the kernel's.
  if (::ftruncate(fd_, 0) != 0 || ::pwrite(fd_, note.data(), note.size(), 0) < 0) return;
}

owner_lock::~owner_lock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace carerelay::sqlite
