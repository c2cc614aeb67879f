#pragma once

#include <chrono>
#include <cstdint>

#include "adapters/ports/channel.hpp"
#include "relay/core/ways/lane.hpp"

namespace carerelay::core {

/// Between nothing and the longest wait for this attempt (full jitter): `drawn` is 32 random bits.
[[nodiscard]] std::chrono::milliseconds wait_before(std::uint32_t next_attempt, lane_rules const& rules,
                                                    std::uint32_t drawn) noexcept;

/// The row after an attempt that began with it in `sending`. Nothing is tried again once its time is over; what is in
/// doubt is tried once more, and says so.
[[nodiscard]] ports::outbox_row after(ports::outbox_row row, ports::verdict const& what, lane_rules const& rules,
                                      instant now, std::uint32_t drawn);

/// The row of an attempt that was cut off by the end of the process.
[[nodiscard]] ports::outbox_row after_crash(ports::outbox_row row, instant now);

/// What may have arrived has not failed, and was not held back, whatever ended it: then nobody knows.
[[nodiscard]] ports::outbox_row as_known(ports::outbox_row row) noexcept;

}  // namespace carerelay::core
