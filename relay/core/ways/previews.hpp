#pragma once

#include <vector>

#include "relay/core/ways/outbox.hpp"

namespace carerelay::core {

/// What one sort of destination would be given.
struct channel_preview {
  channel_rules const* by = nullptr;
  protocol::destination_kind to{};
  protocol::disclosure level{};
  ports::post_looks looks;               ///< empty when nothing leaves
  std::vector<protocol::finding> found;  ///< what would hold it back
};

/// What would leave of a message that is still being written: one for each channel and each sort of destination that it
/// has, by the same table, renderers and scanner as when it is sent. Stores nothing.
[[nodiscard]] std::vector<channel_preview> preview_channels(protocol::message const& what, outbox_rules const& rules,
                                                            ports::store_reader& store);

}  // namespace carerelay::core
