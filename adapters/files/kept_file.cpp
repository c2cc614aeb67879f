#include "adapters/files/kept_file.hpp"

#include <unistd.h>

#include "adapters/files/whole_file.hpp"

namespace carerelay::files {

std::string kept_file::load() {
  if (::access(path_.c_str(), F_OK) != 0) return {};
  return read_file(path_);
}

void kept_file::save(std::string_view text) { write_file(path_, text, 0600); }

}  // namespace carerelay::files
