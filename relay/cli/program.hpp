#pragma once

#include "relay/cli/world.hpp"

namespace carerelay::cli {

/// Reads the command line and runs what it asks for; gives the exit code: 0 done, 1 refused or failed, 2 wrong usage.
/// Everything a person has to know about a failure has been written to `with.err`.
[[nodiscard]] int run(int argc, char const* const* argv, world& with);

/// The same for `carerelay-relay`: serve, check-config and backup. Links nothing that opens what is sealed.
[[nodiscard]] int run_relay(int argc, char const* const* argv, world& with);

}  // namespace carerelay::cli
