#pragma once

#include <array>
#include <string>

#include "adapters/ports/store_types.hpp"

/// Where a device can be woken when it has no connection: its browser's push service (RFC 8030).
namespace carerelay::ports {

struct push_row {
  device_number device = 0;
  std::string endpoint;                 ///< https, of the push service; a capability: never logged, never shown
  public_point key{};                   ///< P-256, for ECDH (RFC 8291 `p256dh`)
  std::array<std::uint8_t, 16> auth{};  ///< its authentication secret
  instant made_at{};

  friend bool operator==(push_row const&, push_row const&) = default;
};

}  // namespace carerelay::ports
