#pragma once

#include <string>
#include <vector>

#include "protocol/json/writer.hpp"
#include "relay/http/route.hpp"

/// Private to the routes: how the ways to a home have fared.
namespace carerelay::http {

/// Names of the channels there are to single homes.
[[nodiscard]] std::vector<std::string> channels_to_homes(context const& with);
/// Adds `paths` to an object the caller has begun.
void write_paths(protocol::json::writer& json, ports::home_number home, context const& with);
/// Adds `last_delivery`: when something last arrived there, by each way by which anything ever did.
void write_last_delivery(protocol::json::writer& json, ports::home_number home, context const& with);

}  // namespace carerelay::http
