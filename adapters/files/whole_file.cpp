#include "adapters/files/whole_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace carerelay::files {

namespace {

[[noreturn]] void fail(std::string const& path, char const* what) {
  throw std::runtime_error(path + " cannot be " + what + ": " + std::generic_category().message(errno));
}

void write_synced(std::string const& path, std::string_view text, int flags, unsigned mode) {
  int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode);
  if (file < 0) fail(path, "written");
  std::size_t done = 0;
  while (done < text.size()) {
    auto const n = ::write(file, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  bool const whole = done == text.size() && ::fsync(file) == 0;
  int const why = errno;
  ::close(file);
  if (whole) return;
  ::unlink(path.c_str());
  errno = why;
  fail(path, "written");
}

}  // namespace

std::string read_file(std::string const& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) fail(path, "read");
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad()) fail(path, "read");
  return text;
}

void sync_folder_of(std::string const& path) {
  auto folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  int const handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) fail(folder, "opened");
  int const rc = ::fsync(handle);
  ::close(handle);
  if (rc != 0) fail(folder, "synced");
}

void write_file(std::string const& path, std::string_view text, unsigned mode) {
  std::string const beside = path + ".new";
  write_synced(beside, text, O_TRUNC, mode);
  if (::rename(beside.c_str(), path.c_str()) != 0) fail(path, "replaced");
  sync_folder_of(path);
}

void write_new_secret(std::string const& path, std::string_view text) {
  write_synced(path, text, O_EXCL, 0600);
  sync_folder_of(path);
}

}  // namespace carerelay::files
