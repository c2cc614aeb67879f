#pragma once

#include "relay/core/ways/outbox.hpp"

/// The kill switch of a channel: it says nothing to anybody, asked or not.
namespace carerelay::core {

inline constexpr std::string_view stopped_by_a_person = "stopped_by_a_person";  ///< `lane_row::why`

/// Whether a person has stopped the channel, or the one by whose account its answers go: whoever wrote in a group of a
/// service's is answered alone, by the service's own channel.
[[nodiscard]] bool is_silenced(ports::store_reader& store, channel_rules const& rules);

}  // namespace carerelay::core
