#pragma once

#include <optional>
#include <string>

#include "protocol/json/value.hpp"
#include "relay/cli/world.hpp"

namespace carerelay::cli {

/// An answer for a subcommand: shown as it is when that was wanted (--json, --csv), and then none is given; else read,
/// for whoever shows it in words. Throws when it is not JSON.
[[nodiscard]] std::optional<protocol::json::value> read_unless_shown(std::string const& body, bool as_it_is,
                                                                     world& with);

}  // namespace carerelay::cli
