#pragma once

#include "relay/cli/world.hpp"

namespace carerelay::app {

/// The real world for the subcommands: this terminal, this disk, this network. What it names lives as long as the
/// program.
[[nodiscard]] cli::world outside();

}  // namespace carerelay::app
