#include "relay/core/people/grants.hpp"

#include <algorithm>

namespace carerelay::core {

using protocol::errc;
using protocol::message_kind;
using protocol::role;

namespace {

/// Results are a machine's, or a person's whose signing key an administrator has registered: it is in one browser and
/// cannot leave it, so that a stolen session alone sends nothing that a home would show.
bool may_publish(actor const& who, message_kind kind) noexcept {
  if (kind == message_kind::test_result) {
    return who.has(role::result_sender) && (!who.member.is_person || who.member.signing_key);
  }
  return who.has(role::publisher);
}

bool is_within(std::optional<std::uint32_t> const& quota, std::uint32_t used) noexcept {
  return !quota || used < *quota;
}

bool has_quota_left(actor const& who, wish const& what) noexcept {
  auto const own = who.member.own ? who.member.own->daily_quota : std::nullopt;
  return is_within(who.team.grant.daily_quota, what.sent_today) && is_within(own, what.sent_today_by_member);
}

bool concerns_a_message(act what) noexcept { return what != act::read_audit && what != act::administer; }

}  // namespace

bool covers(ports::grant const& given, protocol::area_code const& area) noexcept {
  return given.all_areas || std::find(given.areas.begin(), given.areas.end(), area) != given.areas.end();
}

bool may_ever(actor const& who, act what, message_kind kind) noexcept {
  switch (what) {
    case act::draft: return may_publish(who, kind) || (who.has(role::drafter) && kind != message_kind::test_result);
    case act::publish: return may_publish(who, kind);
    case act::approve: return who.has(role::approver) && who.member.is_person && kind != message_kind::test_result;
    case act::send: return true;  // in the team's name: whoever it was had the role when it was published
    case act::read_receipts: return who.has(role::borough_viewer) || who.has(role::auditor);
    case act::read_audit: return who.has(role::auditor);
    case act::administer: return who.is_administrator();
  }
  return false;
}

boost::system::result<void> authorize(actor const& who, wish const& what) noexcept {
  auto const refused = [](errc why) { return protocol::make_error_code(why); };
  ports::grant const& given = who.grant;
  if (who.team.revoked_at || who.member.revoked_at) return refused(errc::unauthenticated);
  if (!may_ever(who, what.act, what.kind)) return refused(errc::role_not_granted);
  if (given.expires && *given.expires <= what.now) return refused(errc::grant_expired);
  if (!concerns_a_message(what.act)) return {};

  if (std::find(given.kinds.begin(), given.kinds.end(), what.kind) == given.kinds.end())
    return refused(errc::kind_not_granted);
  // Enumerators go from the most urgent to the least. Whoever looks on sees the urgent ones too.
  bool const looks_on = what.act == act::read_receipts;
  if (!looks_on && what.urgency < given.highest) return refused(errc::role_not_granted);
  bool const everywhere =
      std::all_of(what.areas.begin(), what.areas.end(), [&](auto const& area) { return covers(given, area); });
  if (!everywhere) return refused(errc::area_not_granted);
  if (looks_on) return {};
  if (!given.channels.has_all(what.channels)) return refused(errc::channel_not_granted);
  bool const counts = what.act == act::publish || what.act == act::draft;
  if (counts && !has_quota_left(who, what)) return refused(errc::quota_used);
  return {};
}

}  // namespace carerelay::core
