#include "relay/core/ways/after_restore.hpp"

#include "relay/core/ways/channel_evidence.hpp"

namespace carerelay::core {
namespace {

constexpr std::size_t all_of_them = 100'000'000;
constexpr std::string_view why = "restored";

bool doubt(ports::store_writer& store, ports::outbox_row row, instant now) {
  if (row.in_doubt) return false;
  auto const before = row;
  row.in_doubt = true;
  if (row.state == ports::outbox_state::queued) row.reason = why;
  store.add_outbox_event({row.number, "restored " + protocol::to_text(now), now, std::string(why), ""});
  store.put_outbox(row);
  log_attempt(store, before, row, "", now);
  return true;
}

}  // namespace

std::size_t doubt_what_waits(ports::store_writer& store, outbox_rules const& rules, instant now) {
  std::size_t count = 0;
  for (auto const& one : rules.channels) {
    if (one.is_by_hand()) continue;
    // Those that wait for their next attempt as well.
    for (auto& row : store.outbox_due(one.name, now + one.lane.give_up, all_of_them))
      count += doubt(store, std::move(row), now);
    for (auto& row : store.outbox_held(one.name, all_of_them)) count += doubt(store, std::move(row), now);
  }
  return count;
}

}  // namespace carerelay::core
