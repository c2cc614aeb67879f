#include "adapters/files/journal_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/crc.hpp>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "adapters/files/whole_file.hpp"

namespace carerelay::files {

namespace {

constexpr std::size_t sum_characters = 8;

std::string sum_of(std::string_view line) {
  boost::crc_32_type crc;
  crc.process_bytes(line.data(), line.size());
  char text[sum_characters + 1];
  std::snprintf(text, sizeof text, "%08x", static_cast<unsigned>(crc.checksum()));
  return text;
}

/// "SUM LINE"; false when the line is not what was written.
bool is_whole(std::string_view written) {
  return written.size() > sum_characters && written[sum_characters] == ' ' &&
         sum_of(written.substr(sum_characters + 1)) == written.substr(0, sum_characters);
}

}  // namespace

journal_file::journal_file(std::string path) : path_(std::move(path)) {
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file_ < 0) throw std::runtime_error(path_ + " cannot be opened: " + std::generic_category().message(errno));
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    ::close(file_);
    throw std::runtime_error(path_ + " is in use by another program");
  }
  sync_folder_of(path_);
}

journal_file::~journal_file() { ::close(file_); }

std::vector<std::string> journal_file::load() {
  std::vector<std::string> lines;
  std::string const text = read_file(path_);
  std::size_t at = 0;
  while (at < text.size()) {
    auto const end = text.find('\n', at);
    std::string_view const written = std::string_view(text).substr(at, end == text.npos ? text.npos : end - at);
    if (end == text.npos || !is_whole(written)) {
      if (end != text.npos && end + 1 != text.size())
        throw std::runtime_error(path_ + ", line " + std::to_string(lines.size() + 1) +
                                 " does not match its checksum: the file was changed or the disk is failing");
      // Torn by a crash before it was durable: nobody was told that it was kept.
      if (::ftruncate(file_, static_cast<off_t>(at)) != 0 || ::fdatasync(file_) != 0)
        throw std::system_error(errno, std::generic_category(), path_);
      break;
    }
    lines.emplace_back(written.substr(sum_characters + 1));
    at = end + 1;
  }
  return lines;
}

void journal_file::append(std::string_view line) {
  std::string written = sum_of(line);
  written += ' ';
  written += line;
  written += '\n';
  auto const before = ::lseek(file_, 0, SEEK_END);
  auto const n = ::write(file_, written.data(), written.size());
  if (n == static_cast<ssize_t>(written.size()) && ::fdatasync(file_) == 0) return;
  int const why = n >= 0 && n < static_cast<ssize_t>(written.size()) ? ENOSPC : errno;
  if (::ftruncate(file_, before) != 0) throw std::runtime_error(path_ + " is damaged and cannot be mended");
  throw std::system_error(why, std::generic_category(), path_);
}

}  // namespace carerelay::files
