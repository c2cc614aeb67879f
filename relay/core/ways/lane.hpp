#pragma once

#include <chrono>
#include <cstdint>

#include "adapters/ports/channel.hpp"
#include "adapters/ports/outbox.hpp"

namespace carerelay::core {

using protocol::instant;

struct lane_rules {
  std::uint32_t connections = 3;
  std::uint32_t per_minute = 30;
  std::uint32_t burst = 10;
  std::uint32_t per_day = 10'000;                   ///< Europe/London
  std::chrono::milliseconds retry_least{15'000};    ///< between attempts for one destination, doubled each time,
  std::chrono::milliseconds retry_most{3'600'000};  ///< up to this, with full jitter
  std::chrono::milliseconds give_up{72 * 3'600'000};
  std::uint32_t breaker_after = 5;  ///< failures in a row to reach the other side at all
  std::chrono::milliseconds breaker_least{5'000}, breaker_most{300'000};
  std::chrono::milliseconds pause{60'000};  ///< after a fault of the account; then one attempt
};

/// How much one channel may send now: its account's budget, its circuit breaker, whether somebody stopped it. A value
/// over the row that is kept of it.
class lane {
 public:
  lane(lane_rules const& rules, ports::lane_row kept, instant now);

  /// How many of `wanted` may go now; they are counted as sent.
  [[nodiscard]] std::size_t take(std::size_t wanted, instant now);
  /// When `take` may give something again, if not now; none while a person has stopped it.
  [[nodiscard]] std::optional<instant> next(instant now) const;
  /// What became of an attempt.
  void note(ports::verdict const& what, instant now);

  [[nodiscard]] ports::lane_row const& row() const noexcept { return row_; }

 private:
  [[nodiscard]] bool is_trying() const noexcept;  ///< one at a time, to see whether it works again
  void refill(instant now);

  lane_rules const& rules_;
  ports::lane_row row_;
};

}  // namespace carerelay::core
