#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "config/load.hpp"

namespace carerelay::config {

boost::system::result<std::string, faults> read_file(std::string const& path) {
  constexpr std::size_t one_too_many = 256 * 1024 + 1;  // enough for the reader to see that it is too large
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string text(one_too_many, '\0');
  if (in) in.read(text.data(), static_cast<std::streamsize>(text.size()));
  // A folder opens and then cannot be read.
  if (in.bad() || (in.gcount() == 0 && !in.eof())) {
    auto const why = errno ? std::strerror(errno) : "it is no file";
    return faults{{path, "", std::string("cannot be read: ") + why}};
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

}  // namespace carerelay::config
