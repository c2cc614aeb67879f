#pragma once

#include <ostream>

#include "relay/cli/door.hpp"

namespace carerelay::cli {

/// What became of a message that somebody published, approved or sent alone, and what to do next.
void tell_published_or_waiting(protocol::json::value const& answer, std::ostream& out);

}  // namespace carerelay::cli
