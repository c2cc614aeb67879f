#pragma once

#include <string>
#include <string_view>

#include "protocol/fault.hpp"
#include "relay/core/stream/home_agent.hpp"

/// How a device's memory is written down: one JSON object a line.
namespace carerelay::core {

[[nodiscard]] std::string encode(agent_record const& record);
/// Reads back what `encode` made; anything else is a fault.
[[nodiscard]] protocol::checked<agent_record> parse_agent_record(std::string_view line);

}  // namespace carerelay::core
