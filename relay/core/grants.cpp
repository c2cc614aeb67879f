#include "relay/core/grants.hpp"

#include <algorithm>

namespace carerelay::core {

using protocol::errc;

bool covers(ports::grant const& given, protocol::area_code const& area) noexcept {
  return given.all_areas || std::find(given.areas.begin(), given.areas.end(), area) != given.areas.end();
}

boost::system::result<void> authorize(ports::publisher_row const& who, wish const& what) noexcept {
  auto const refused = [](errc why) { return protocol::make_error_code(why); };
  ports::grant const& given = who.grant;
  if (who.revoked_at) return refused(errc::unauthenticated);
  if (std::find(given.kinds.begin(), given.kinds.end(), what.kind) == given.kinds.end())
    return refused(errc::kind_not_granted);
  // Enumerators go from the most urgent to the least.
  if (what.urgency < given.highest) return refused(errc::role_not_granted);
  bool const everywhere =
      std::all_of(what.areas.begin(), what.areas.end(), [&](auto const& area) { return covers(given, area); });
  if (!everywhere) return refused(errc::area_not_granted);
  return {};
}

}  // namespace carerelay::core
