#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace carerelay::config {

/// Letters to add, drop, change or swap with a neighbour to get from one to the other (optimal string
/// alignment). Gives up at `most` + 1.
[[nodiscard]] std::size_t distance(std::string_view one, std::string_view other, std::size_t most);

/// The candidate a person probably meant, "" when none is near: within a third of its letters, at least 2.
[[nodiscard]] std::string_view nearest(std::string_view written, std::span<std::string_view const> candidates);

}  // namespace carerelay::config
