#include "relay/core/silence/quiet.hpp"

#include <algorithm>
#include <cmath>

namespace carerelay::core {

std::optional<instant> quiet_since(std::vector<ports::sent_and_returned> const& sent, std::chrono::milliseconds after,
                                   instant now) {
  constexpr double hardly_chance = 0.01;
  std::optional<instant> heard;
  for (auto const& one : sent)
    if (one.returned_at) heard = std::max(heard, one.returned_at);
  if (!heard) return std::nullopt;
  double answered = 0, before = 0, waiting = 0;
  std::optional<instant> first;
  for (auto const& one : sent) {
    if (one.sent_at <= *heard) {
      before += 1;
      answered += one.returned_at ? 1 : 0;
    } else if (one.sent_at + after <= now) {
      waiting += 1;
      first = first ? std::min(*first, one.sent_at) : one.sent_at;
    }
  }
  // A little doubt is left of a channel of which little is known.
  double const usual = (answered + 1) / (before + 2);
  if (waiting == 0 || std::pow(1 - usual, waiting) > hardly_chance) return std::nullopt;
  return first;
}

}  // namespace carerelay::core
