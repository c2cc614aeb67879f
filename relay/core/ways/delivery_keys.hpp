#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "adapters/ports/random.hpp"
#include "adapters/ports/store.hpp"

/// Keys that sign the names of deliveries. What comes back may name a delivery of months ago, so that keys are believed
/// for longer than they sign.
namespace carerelay::core {

struct delivery_keys {
  std::map<std::uint8_t, std::string> keys;  ///< by their id of 0 to 15
  std::uint8_t current = 0;                  ///< signs
};

inline constexpr std::chrono::hours delivery_key_signs{90 * 24};
inline constexpr std::chrono::hours delivery_key_is_believed{270 * 24};

/// Once, when the relay starts, in a transaction: makes the first key, another when the newest has signed for long
/// enough, and forgets those that nobody needs to believe any more. Gives what `keys_in` reads.
std::string keep_delivery_keys(ports::store_writer& store, ports::random& random, protocol::instant now);

/// Throws std::runtime_error for what does not read.
[[nodiscard]] delivery_keys keys_in(std::string_view kept);

}  // namespace carerelay::core
