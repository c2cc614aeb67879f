#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "adapters/ports/store_types.hpp"

namespace carerelay::sqlite {

using message_ptr = std::shared_ptr<ports::message_row const>;

/// The messages read last, so that ten thousand homes that resume share one body. Committed messages only: they
/// never change, so what is found here is right for every reader that may see it. Any thread.
class body_cache {
 public:
  /// At most `bytes` of bodies are kept; the one asked for longest ago goes first.
  explicit body_cache(std::size_t bytes) noexcept : most_(bytes) {}

  [[nodiscard]] message_ptr find(ports::message_number number);
  /// Gives the one to use: the one kept already, when two readers bring the same.
  message_ptr keep(message_ptr const& row);

 private:
  static std::size_t cost(ports::message_row const& row) noexcept;

  std::size_t const most_;
  std::mutex mutex_;
  std::size_t held_ = 0;
  std::list<message_ptr> by_use_;  ///< newest use first
  std::unordered_map<ports::message_number, std::list<message_ptr>::iterator> by_number_;
};

}  // namespace carerelay::sqlite
