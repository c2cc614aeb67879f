#pragma once

#include <memory>
#include <string>

#include "adapters/ports/clock.hpp"
#include "adapters/ports/random.hpp"
#include "adapters/ports/store.hpp"
#include "relay/cli/door.hpp"

namespace carerelay::app {

/// The store in the file at `path`, on this machine.
[[nodiscard]] std::unique_ptr<cli::door> open_at_rest(std::string const& path);

/// The routes of the relay on the store of a stopped one, as its operator: may do what an administrator may. Opening a
/// store that a running relay holds throws std::runtime_error with a sentence. `clock` and `random` outlive it.
[[nodiscard]] std::unique_ptr<cli::door> open_at_rest(std::unique_ptr<ports::store> store, ports::clock const& clock,
                                                      ports::random& random);

}  // namespace carerelay::app
