#include "relay/core/ways/silenced.hpp"

namespace carerelay::core {
namespace {

bool is_stopped(ports::store_reader& store, std::string const& channel) {
  auto const lane = store.lane(channel);
  return lane && lane->state == ports::lane_state::stopped && lane->why == stopped_by_a_person;
}

}  // namespace

bool is_silenced(ports::store_reader& store, channel_rules const& rules) {
  constexpr std::string_view group = "_group";
  if (is_stopped(store, rules.name)) return true;
  if (!rules.room || !rules.room->kind.ends_with(group)) return false;
  return is_stopped(store, rules.room->kind.substr(0, rules.room->kind.size() - group.size()));
}

}  // namespace carerelay::core
