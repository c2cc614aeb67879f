#pragma once

#include "adapters/ports/store.hpp"
#include "relay/io/desk/tool_pool.hpp"

namespace carerelay::io {

/// Questions to the store, each thread with its own reader.
class reader_pool : public tool_pool<ports::store_reader> {
 public:
  /// `store` must outlive the pool.
  reader_pool(ports::store& store, std::size_t threads, std::size_t most, poster post, trouble report)
      : tool_pool([&store] { return store.reader(); }, threads, most, std::move(post), std::move(report)) {}
};

}  // namespace carerelay::io
