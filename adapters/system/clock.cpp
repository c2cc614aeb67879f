#include "adapters/system/clock.hpp"

namespace carerelay::system {

protocol::instant clock::now() const noexcept {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace carerelay::system
