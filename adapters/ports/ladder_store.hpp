#pragma once

#include "adapters/ports/ladder_rows.hpp"
#include "adapters/ports/store.hpp"

namespace carerelay::ports {

/// The part of a store that is about silent homes. Lasts as long as what was given. Throws std::bad_cast for a store
/// that has none: every store of ours has.
[[nodiscard]] inline ladder_questions& ladder_of(store_reader& store) { return dynamic_cast<ladder_questions&>(store); }
[[nodiscard]] inline ladder_changes& ladder_of(store_writer& store) { return dynamic_cast<ladder_changes&>(store); }

}  // namespace carerelay::ports
