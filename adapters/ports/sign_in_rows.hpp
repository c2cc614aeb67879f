#pragma once

#include <optional>
#include <string>

#include "protocol/ids.hpp"
#include "protocol/instant.hpp"
#include "protocol/message/message.hpp"

/// People signing in: sessions, one-time links, and who was invited.
namespace carerelay::ports {

/// Never renumbered: stored.
enum class sign_in_way : std::uint8_t { provider, link };

struct session_row {
  protocol::session_id id;        ///< what administrators see
  protocol::digest token_hash{};  ///< SHA-256 of the cookie's value, which is never kept
  protocol::member_id member;
  sign_in_way how{};
  protocol::instant made_at{};
  protocol::instant used_at{};  ///< to the minute
  std::optional<protocol::instant> ended_at;
  std::string provider_session{};  ///< what the identity provider calls it (`sid`), "" when it said nothing

  friend bool operator==(session_row const&, session_row const&) = default;
};

struct sign_in_link_row {
  protocol::digest hashed{};  ///< SHA-256 of the link's secret: shown once
  protocol::member_id member, made_by;
  protocol::instant made_at{}, expires_at{};
  std::optional<protocol::instant> used_at;

  friend bool operator==(sign_in_link_row const&, sign_in_link_row const&) = default;
};

/// Whoever signs in with this verified address for the first time is that member.
struct invitation_row {
  std::string email;  ///< in lower case
  protocol::member_id member;
  protocol::instant made_at{};

  friend bool operator==(invitation_row const&, invitation_row const&) = default;
};

}  // namespace carerelay::ports
