#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "adapters/ports/ladder_rows.hpp"

namespace carerelay::core {

using protocol::instant;

inline constexpr std::chrono::minutes quiet_after{4};  ///< unless the settings say otherwise
inline constexpr std::size_t quiet_looks_at = 200;     ///< what a channel sent last

/// Since when a channel is quiet that used to bring news of what it sent; none while it is as ever. `sent`: what it
/// sent last, newest first. A channel of which nothing ever came back is never quiet; one of which news comes back
/// seldom is called so only when that is hardly chance (one in a hundred). `after`: nothing is thought of what was sent
/// later than that before now.
[[nodiscard]] std::optional<instant> quiet_since(std::vector<ports::sent_and_returned> const& sent,
                                                 std::chrono::milliseconds after, instant now);

}  // namespace carerelay::core
