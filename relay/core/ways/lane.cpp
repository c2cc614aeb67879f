#include "relay/core/ways/lane.hpp"

#include <algorithm>

namespace carerelay::core {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t one = 1'000;  // thousandths

std::int64_t day_of(instant now) {
  return std::chrono::sys_days(protocol::to_london(now).date).time_since_epoch().count();
}

}  // namespace

lane::lane(lane_rules const& rules, ports::lane_row kept, instant now) : rules_(rules), row_(std::move(kept)) {
  if (row_.tokens_at == instant{}) {
    row_.tokens_milli = rules.burst * one;
    row_.tokens_at = now;
  }
  refill(now);
}

void lane::refill(instant now) {
  if (auto const today = day_of(now); row_.day != today) {
    row_.day = today;
    row_.sent_today = 0;
  }
  // A clock that was set back must not give the whole burst again.
  if (now <= row_.tokens_at) return;
  auto const passed = std::min(now - row_.tokens_at, std::chrono::milliseconds(3'600'000));
  auto const gained = passed.count() * rules_.per_minute / 60;  // thousandths a millisecond
  if (gained == 0) return;
  row_.tokens_milli = std::min<std::int64_t>(row_.tokens_milli + gained, rules_.burst * one);
  row_.tokens_at = now;
}

bool lane::is_trying() const noexcept {
  return row_.state == ports::lane_state::paused || row_.failures >= rules_.breaker_after;
}

std::size_t lane::take(std::size_t wanted, instant now) {
  refill(now);
  if (row_.state == ports::lane_state::stopped || now < row_.closed_until) return 0;
  if (is_trying()) wanted = std::min<std::size_t>(wanted, 1);
  auto const left_today = rules_.per_day > row_.sent_today ? rules_.per_day - row_.sent_today : 0;
  auto const tokens = static_cast<std::size_t>(std::max<std::int64_t>(row_.tokens_milli / one, 0));
  auto const given = std::min({wanted, tokens, static_cast<std::size_t>(left_today)});
  row_.tokens_milli -= static_cast<std::int64_t>(given) * one;
  row_.sent_today += static_cast<std::uint32_t>(given);
  // What tries whether it works again must not be followed by others before its answer.
  if (given > 0 && is_trying()) row_.closed_until = now + rules_.breaker_least;
  return given;
}

std::optional<instant> lane::next(instant now) const {
  if (row_.state == ports::lane_state::stopped) return std::nullopt;
  auto out = std::max(now, row_.closed_until);
  if (row_.sent_today >= rules_.per_day) return now + milliseconds(60'000);
  if (row_.tokens_milli < one) {
    auto const missing = (one - row_.tokens_milli) * 60 / std::max<std::int64_t>(rules_.per_minute, 1) + 1;
    out = std::max(out, row_.tokens_at + milliseconds(missing));
  }
  return out;
}

void lane::note(ports::verdict const& what, instant now) {
  using ports::send_outcome;
  switch (what.what) {
    case send_outcome::accepted:
    case send_outcome::refused:
    case send_outcome::later:
      // The other side answered, so it is there and knows us.
      row_.failures = 0;
      row_.closed_until = {};
      if (row_.state == ports::lane_state::paused) row_.state = ports::lane_state::running;
      if (row_.state == ports::lane_state::running) row_.why.clear();
      break;
    case send_outcome::in_doubt:
    case send_outcome::not_sent: {
      ++row_.failures;
      if (row_.failures < rules_.breaker_after) break;
      auto const doublings = std::min<std::uint32_t>(row_.failures - rules_.breaker_after, 10);
      auto const wait = std::min(rules_.breaker_least * (1 << doublings), rules_.breaker_most);
      row_.closed_until = now + wait;
      row_.why = what.why;
      break;
    }
    case send_outcome::untried: break;
    case send_outcome::gone:
      row_.state = ports::lane_state::stopped;
      row_.why = what.why;
      break;
    case send_outcome::account:
      if (row_.state == ports::lane_state::running) row_.state = ports::lane_state::paused;
      row_.why = what.why;
      row_.closed_until = now + rules_.pause;
      break;
  }
  if (what.after && what.what != send_outcome::accepted)
    row_.closed_until = std::max(row_.closed_until, now + *what.after);
}

}  // namespace carerelay::core
