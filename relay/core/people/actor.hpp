#pragma once

#include <optional>
#include <string_view>

#include "adapters/ports/store.hpp"

/// Who asks: a member, the team it acts for, and what both together may do.
namespace carerelay::core {

struct actor {
  ports::publisher_row team;
  ports::member_row member;
  ports::grant grant;  ///< the team's, narrowed by the member's own

  [[nodiscard]] bool has(protocol::role role) const noexcept { return member.roles.has(role); }
  /// The role, and that the team's members may have it.
  [[nodiscard]] bool is_administrator() const noexcept {
    return grant.administrator && has(protocol::role::administrator);
  }
};

/// What both grants allow.
[[nodiscard]] ports::grant meet(ports::grant const& a, ports::grant const& b);

/// The member as it may act now; none when it or its team is revoked, or its team is not there.
[[nodiscard]] std::optional<actor> find_actor(ports::store_reader& store, ports::member_row const& member);
[[nodiscard]] std::optional<actor> find_actor(ports::store_reader& store, protocol::member_id const& member);

/// By a member's bearer token. None when there is no such token, or when its member or team is revoked.
[[nodiscard]] std::optional<actor> find_actor_by_token(ports::store_reader& store, std::string_view token);

/// A team as such, for what was published in its name before: no member, no role.
[[nodiscard]] actor as_team(ports::publisher_row team);

/// The first member of a new team: a machine called as the team, with the roles that the grant has a use for.
[[nodiscard]] ports::member_row first_member(ports::publisher_row const& team, protocol::digest const& token_hash);

}  // namespace carerelay::core
