#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "adapters/ports/http_client.hpp"
#include "adapters/ports/push_rows.hpp"
#include "protocol/crypto/p256.hpp"

/// Waking devices that have no connection: what is asked of a push service, and what its answer means.
namespace carerelay::core {

using protocol::instant;

inline constexpr std::string_view vapid_secret = "vapid";  ///< name of the key in the store, PEM

struct push_rules {
  std::string subject;                     ///< mailto: or https: of whoever runs the relay; "": push is off
  std::string ca_file;                     ///< for push services of one's own; "": the system's authorities
  std::vector<std::string> hosts;          ///< services that may be at a private address, or another port
  std::chrono::milliseconds wait{10'000};  ///< from publishing, for what is connected to store it
  std::optional<protocol::crypto::p256_private_key> key{};
  [[nodiscard]] bool is_on() const noexcept { return !subject.empty() && key.has_value(); }
};

/// Whether an endpoint may be asked: https, on the usual port, unless its host is one of `rules.hosts`.
[[nodiscard]] bool may_be_asked(std::string_view endpoint, push_rules const& rules);

struct push_wish {
  std::string text;             ///< JSON; never what a message says
  std::string_view urgency;     ///< RFC 8030 section 5.3: "high", "normal"
  std::chrono::seconds life{};  ///< how long the service keeps it for a device that is away
  std::string topic;            ///< one that waits under it is replaced; at most 32 of base64url
};
/// What wakes a device for an urgent message. `number` names it to nobody but this relay.
[[nodiscard]] push_wish wish_for(std::string_view message_id, std::chrono::seconds life);
[[nodiscard]] push_wish wish_for_test();

/// The call that hands it over, locked for the device with a key made for this once. Only public addresses are
/// connected to, unless the rules name the host.
[[nodiscard]] ports::http_call push_call(ports::push_row const& to, push_wish const& what, push_rules const& rules,
                                         instant now);

enum class push_outcome : std::uint8_t {
  taken,
  gone,     ///< the subscription has ended: forget it (404, 410)
  later,    ///< try again (429, 5xx)
  refused,  ///< never
};
[[nodiscard]] push_outcome outcome_of(int status) noexcept;
/// How long to wait before try number `tries` (from 1): as the service says, or doubling from two seconds, with up to
/// half as much again by `chance` (0 to 255), at most an hour.
[[nodiscard]] std::chrono::milliseconds pause_before(unsigned tries, std::string_view retry_after,
                                                     std::uint8_t chance) noexcept;

}  // namespace carerelay::core
