#pragma once

#include <vector>

#include "adapters/ports/store.hpp"

namespace carerelay::core {

/// What a home should act on now: effective, not expired, not superseded, not cancelled, no cancel itself, and still
/// allowed to be sent to it. Newest first, at most `limit`.
[[nodiscard]] std::vector<ports::inbox_row> current_view(ports::store_reader& store, ports::home_number home,
                                                         protocol::instant now, std::size_t limit);

}  // namespace carerelay::core
