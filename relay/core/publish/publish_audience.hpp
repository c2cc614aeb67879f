#pragma once

#include <vector>

#include "adapters/ports/store.hpp"
#include "protocol/fault.hpp"
#include "relay/core/people/grants.hpp"

/// Private to publish's sources: whom a draft reaches, and whether its publisher may reach them.
namespace carerelay::core {

using protocol::instant;

/// The audience as the register has it now; unknown areas and homes, and an audience nobody is in, go to `wrong`.
[[nodiscard]] std::vector<ports::home_number> resolve_audience(protocol::draft const& what, ports::store_reader& store,
                                                               protocol::faults& wrong);

/// Areas named by the draft and areas of the homes, each once. Empty when the grant covers every area anyway.
[[nodiscard]] std::vector<protocol::area_code> areas_of(protocol::draft const& what,
                                                        std::vector<ports::home_number> const& homes,
                                                        ports::grant const& given, ports::store_reader& store);

/// What somebody does, when, and how much of it they did today.
struct usage {
  core::act act = core::act::publish;
  instant now{};
  std::uint32_t sent_today = 0, sent_today_by_member = 0;
};
/// Counts only what a quota asks about.
[[nodiscard]] usage usage_of(actor const& who, act what, ports::store_reader& store, instant now);

/// `authorize` as a fault that names the member it is about.
void check_grants(protocol::draft const& what, std::vector<protocol::area_code> const& areas, actor const& who,
                  usage const& how, protocol::faults& wrong);

/// What sending the draft asks of its account, for a message of that kind in those areas.
[[nodiscard]] wish wish_of(protocol::draft const& what, protocol::message_kind kind,
                           std::vector<protocol::area_code> const& areas, usage const& how) noexcept;

/// Adds to `homes`, in order and without doubles.
void join(std::vector<ports::home_number>& homes, std::vector<ports::home_number> const& more);

/// Those of the register's homes that are not dormant.
[[nodiscard]] std::vector<ports::home_number> live_ones(std::vector<ports::home_number> const& homes,
                                                        ports::store_reader& store);

}  // namespace carerelay::core
