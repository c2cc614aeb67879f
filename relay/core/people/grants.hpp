#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <span>

#include "relay/core/people/actor.hpp"

namespace carerelay::core {

/// What somebody does with it.
enum class act : std::uint8_t {
  draft,          ///< write what somebody else must approve
  publish,        ///< send on one's own authority
  approve,        ///< stand for what somebody else wrote
  send,           ///< the relay, later, in the team's name: an entry of a home that was offline
  read_receipts,  ///< see a message and how far it came, beyond one's own team's
  read_audit,     ///< the evidence log
  administer      ///< register, codes, teams, members, backup
};

/// What somebody asks.
struct wish {
  core::act act = act::publish;
  // Of a message; nothing of it is looked at for read_audit and administer.
  protocol::message_kind kind{};
  protocol::urgency urgency{};
  std::span<protocol::area_code const> areas{};  ///< of the homes it would reach, and those it names
  protocol::way_set channels{};                  ///< by which it would leave
  protocol::instant now{};       ///< for `send`: when it was published, so that what was granted then stays sent
  std::uint32_t sent_today = 0;  ///< accepted of the team since midnight in Europe/London
  std::uint32_t sent_today_by_member = 0;  ///< of these, this member's
};

/// The one rule of who may do what, where: asked when something is drafted, approved, published, and again for each
/// entry that is sent later; for what is shown; and for administration. What nothing grants is refused:
/// errc::unauthenticated (account revoked), role_not_granted (no role for the act; more urgent than granted; a person
/// where only a machine may, and the other way round), grant_expired, kind_not_granted, area_not_granted,
/// channel_not_granted, quota_used. Being an administrator grants no message. Pure; no allocation.
[[nodiscard]] boost::system::result<void> authorize(actor const& who, wish const& what) noexcept;

/// Whether the grant covers that area.
[[nodiscard]] bool covers(ports::grant const& given, protocol::area_code const& area) noexcept;

/// Whether a role of theirs allows the act with that kind of message. The first half of `authorize`.
[[nodiscard]] bool may_ever(actor const& who, act what, protocol::message_kind kind) noexcept;

}  // namespace carerelay::core
