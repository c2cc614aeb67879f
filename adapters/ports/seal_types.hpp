#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/ports/store_types.hpp"

/// Whom results may be sealed for, as the relay keeps it. The home's own word for it is the signed list
/// (protocol/seal/device_list.hpp); the relay checks that each list follows, and can add nobody.
namespace carerelay::ports {

/// What a device may be sent: bulletins by its one-time code alone; sealed results when the home's list names it.
enum class device_trust : std::uint8_t { bulletins, sealed };

struct device_seal_row {
  device_number device = 0;
  public_point key{};  ///< P-256, for ECDH
  device_trust trust = device_trust::bulletins;
  std::optional<instant> confirmed_at;  ///< when its eight words were read back to an administrator
  std::string keys;                     ///< the home's identity key, locked for this device (JWE); "" when none waits
};

struct home_list_row {
  home_number home = 0;
  std::uint64_t version = 0;  ///< 1, 2, 3 … without gaps
  std::string text;           ///< compact JWS
  instant stored_at{};
};

}  // namespace carerelay::ports
