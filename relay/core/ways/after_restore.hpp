#pragma once

#include "relay/core/ways/outbox.hpp"

namespace carerelay::core {

/// For a store that was put back from a copy: it does not know what has left since. Whatever waits in it may have gone,
/// so each of these rows is in doubt and goes once, marked; those that a person posts are the person's to know. Inside
/// a transaction. Gives how many.
[[nodiscard]] std::size_t doubt_what_waits(ports::store_writer& store, outbox_rules const& rules, instant now);

}  // namespace carerelay::core
