#include "adapters/system/random.hpp"

#include <sys/random.h>

#include <cerrno>
#include <system_error>

namespace carerelay::system {

void random::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    auto const got = ::getrandom(out.data(), out.size(), 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace carerelay::system
