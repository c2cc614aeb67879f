#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/ids.hpp"
#include "protocol/instant.hpp"
#include "protocol/message/message.hpp"
#include "protocol/roles.hpp"

/// Teams, their members, and what they may do.
namespace carerelay::ports {

using public_point = std::array<std::uint8_t, 64>;  ///< P-256 x‖y

/// What somebody may do. Empty lists grant nothing.
struct grant {
  std::vector<protocol::message_kind> kinds;
  std::vector<protocol::area_code> areas;
  bool all_areas = false;
  protocol::urgency highest = protocol::urgency::expected;
  bool administrator = false;                  ///< of a team: its members may be administrators
  protocol::way_set channels{};                ///< the stream is one of them
  std::optional<std::uint32_t> daily_quota{};  ///< messages accepted in one Europe/London day; none: no limit
  std::optional<protocol::instant> expires{};  ///< from then on nothing is granted

  friend bool operator==(grant const&, grant const&) = default;
};

/// A team: what homes read as the sender. Its grant is the most that any of its members may do.
struct publisher_row {
  protocol::publisher_id id;
  std::string name;
  ports::grant grant;
  protocol::instant made_at{};
  std::optional<protocol::instant> revoked_at;

  friend bool operator==(publisher_row const&, publisher_row const&) = default;
};

/// A person or a machine of a team: all credentials are a member's.
struct member_row {
  protocol::member_id id;  ///< one register-wide name
  protocol::publisher_id team;
  bool is_person = false;
  std::string name;
  protocol::role_set roles;
  std::optional<grant> own;                    ///< narrows the team's; none: all the team's
  std::optional<protocol::digest> token_hash;  ///< SHA-256 of the token: shown once
  std::string issuer, subject;                 ///< who it is to the identity provider (OpenID Connect); "" for nobody
  std::optional<public_point> signing_key;     ///< what it signs results with
  protocol::instant made_at{};
  std::optional<protocol::instant> revoked_at;

  friend bool operator==(member_row const&, member_row const&) = default;
};

}  // namespace carerelay::ports
