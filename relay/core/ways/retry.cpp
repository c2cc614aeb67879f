#include "relay/core/ways/retry.hpp"

#include <algorithm>

namespace carerelay::core {

using ports::outbox_state;
using ports::send_outcome;
using std::chrono::milliseconds;

ports::outbox_row as_known(ports::outbox_row row) noexcept {
  if (!row.in_doubt) return row;
  switch (row.state) {
    case outbox_state::failed:
    case outbox_state::suppressed:
    case outbox_state::expired:
    case outbox_state::withdrawn: row.state = outbox_state::unknown; return row;
    case outbox_state::queued:
    case outbox_state::sending:
    case outbox_state::sent:
    case outbox_state::unknown:
    case outbox_state::held: return row;
  }
  return row;
}

namespace {

ports::outbox_row again(ports::outbox_row row, milliseconds wait, instant now) {
  row.state = outbox_state::queued;
  row.next_at = now + wait;
  if (row.until && row.next_at >= *row.until) {
    row.state = outbox_state::failed;
    row.reason = row.reason.empty() ? "not_in_time" : row.reason;
  }
  return as_known(std::move(row));
}

}  // namespace

milliseconds wait_before(std::uint32_t next_attempt, lane_rules const& rules, std::uint32_t drawn) noexcept {
  auto const doublings = std::min<std::uint32_t>(next_attempt > 2 ? next_attempt - 2 : 0, 20);
  auto const most = std::min<std::int64_t>(rules.retry_least.count() << doublings, rules.retry_most.count());
  // Never at once: what has just failed would fail again.
  return milliseconds(std::max<std::int64_t>(1'000, most * (drawn >> 8) / (1 << 24)));
}

ports::outbox_row after(ports::outbox_row row, ports::verdict const& what, lane_rules const& rules, instant now,
                        std::uint32_t drawn) {
  row.reason = what.why;
  auto const wait = std::max(wait_before(row.attempts + 1, rules, drawn), what.after.value_or(milliseconds(0)));
  switch (what.what) {
    case send_outcome::accepted:
      row.state = outbox_state::sent;
      row.sent_at = now;
      row.remote = what.remote;
      row.reason.clear();
      return row;
    case send_outcome::refused:
    case send_outcome::gone: row.state = outbox_state::failed; return as_known(std::move(row));
    case send_outcome::later:
    case send_outcome::not_sent: return again(std::move(row), wait, now);
    case send_outcome::untried:
    case send_outcome::account:
      --row.attempts;  // it was no attempt to reach this destination
      return again(std::move(row), milliseconds(0), now);
    case send_outcome::in_doubt:
      if (row.in_doubt) {
        row.state = outbox_state::unknown;
        return row;
      }
      row.in_doubt = true;
      return again(std::move(row), wait, now);
  }
  return row;
}

ports::outbox_row after_crash(ports::outbox_row row, instant now) {
  row.reason = "interrupted";
  if (row.in_doubt) {
    row.state = outbox_state::unknown;
    return row;
  }
  row.in_doubt = true;
  return again(std::move(row), milliseconds(0), now);
}

}  // namespace carerelay::core
