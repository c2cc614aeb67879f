#pragma once

#include <ostream>

#include "relay/cli/world.hpp"

namespace carerelay::app {

/// A relay on the embedded store, 72 homes of five boroughs and two publishers, all in this process and over real
/// sockets. With `once` it ends by itself and gives 0 only if every receipt that should exist does, 1 otherwise.
/// Without, it stays until SIGINT or SIGTERM. Everything it keeps is in the folder named, or in a temporary one that it
/// removes.
[[nodiscard]] int run_demo(cli::demo_options const& how, std::ostream& out, std::ostream& err, bool terminal);

}  // namespace carerelay::app
