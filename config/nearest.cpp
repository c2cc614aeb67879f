#include "config/nearest.hpp"

#include <algorithm>
#include <array>

namespace carerelay::config {

std::size_t distance(std::string_view one, std::string_view other, std::size_t most) {
  auto const gap = one.size() > other.size() ? one.size() - other.size() : other.size() - one.size();
  if (gap > most) return most + 1;
  // Three rows of the table are enough to see a swap.
  std::array<std::vector<std::size_t>, 3> rows;
  for (auto& row : rows) row.resize(other.size() + 1);
  auto& [before, last, now] = rows;
  for (std::size_t j = 0; j <= other.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= one.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      auto const change = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
      now[j] = std::min({change, last[j] + 1, now[j - 1] + 1});
      auto const is_swap = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
      if (is_swap) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return std::min(last[other.size()], most + 1);
}

std::string_view nearest(std::string_view written, std::span<std::string_view const> candidates) {
  std::string_view best;
  std::size_t best_distance = 0;
  for (auto const candidate : candidates) {
    auto const most = std::max<std::size_t>(2, candidate.size() / 3);
    auto const far = distance(written, candidate, most);
    if (far > most || (!best.empty() && far >= best_distance)) continue;
    best = candidate;
    best_distance = far;
  }
  return best;
}

}  // namespace carerelay::config
