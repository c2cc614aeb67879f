#include "relay/core/ways/forget_address.hpp"

#include <algorithm>

#include "relay/core/record/security_events.hpp"
#include "relay/core/ways/channel_evidence.hpp"
#include "relay/core/ways/outbox.hpp"
#include "relay/core/ways/retry.hpp"

namespace carerelay::core {

using ports::outbox_state;

namespace {

constexpr std::size_t page = 2'000;

bool has_contact(std::string_view address, ports::home_number home, ports::store_reader& store) {
  auto const all = store.contacts(home);
  return std::any_of(all.begin(), all.end(),
                     [&](auto const& one) { return one.email == address || one.telephone == address; });
}

std::size_t homes_with(std::string_view address, ports::store_reader& store) {
  std::size_t out = 0;
  std::string after;
  for (;;) {
    auto const rows = store.homes(after, page, std::nullopt);
    for (auto const& row : rows) out += row.record.email == address || has_contact(address, row.number, store);
    if (rows.size() < page) return out;
    after = rows.back().record.id.text();
  }
}

/// What waits can no longer be sent.
bool stop(ports::outbox_row row, ports::store_writer& store, protocol::instant now) {
  if (row.state != outbox_state::queued && row.state != outbox_state::held) return false;
  row.state = outbox_state::suppressed;
  row.reason = "address_erased";
  row = as_known(std::move(row));
  store.put_outbox(row);
  log_channel(store, row, word(row.state), row.reason, "", now);
  return true;
}

}  // namespace

address_forgotten forget_address(ports::store_writer& store, std::string_view address, erasure_wish const& wish,
                                 std::vector<event>& told) {
  address_forgotten out;
  for (auto const& row : store.outbox_to(address)) {
    out.stopped += stop(row, store, wish.now);
    store.erase_address(row.number);
    ++out.rows;
  }
  out.in_register = homes_with(address, store);
  if (out.rows == 0) return out;
  protocol::evidence::event said;
  said.type = protocol::evidence::event_type::address_erased;
  said.at = wish.now;
  said.by = wish.by;
  said.more = {{"reason", wish.reason}, {"rows", out.rows}};
  note(store, said, false, told);
  return out;
}

}  // namespace carerelay::core
