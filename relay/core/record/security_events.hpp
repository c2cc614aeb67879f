#pragma once

#include <vector>

#include "adapters/ports/store.hpp"
#include "protocol/evidence/event.hpp"
#include "relay/core/record/event.hpp"

namespace carerelay::core {

/// Changes of who may do what, and what somebody did alone: a leaf of the evidence log in the running transaction, and
/// after the commit a line of the security log and a figure. `alarm`: somebody should look at it now.
void note(ports::store_writer& store, protocol::evidence::event const& what, bool alarm, std::vector<event>& told);

}  // namespace carerelay::core
