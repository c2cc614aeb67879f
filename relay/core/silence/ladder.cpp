#include "relay/core/silence/ladder.hpp"

#include <algorithm>

namespace carerelay::core {

using protocol::stage;

namespace {

bool is_result(awaited_message const& what) noexcept { return what.kind == protocol::message_kind::test_result; }

/// What a sealed result says is not known here: its sender sends one that cannot wait as immediate.
bool is_urgent_result(awaited_message const& what) noexcept {
  return is_result(what) && what.urgency == protocol::urgency::immediate;
}

rung skip(std::string const& step, std::string why) {
  rung out;
  out.step = step;
  out.what = rung_kind::skip;
  out.why = std::move(why);
  return out;
}

rung send(std::string const& step, reachable const& to) {
  rung out;
  out.step = step;
  out.what = rung_kind::send;
  out.channel = to.channel;
  out.contact = to.contact;
  return out;
}

/// The first of these that may be written to, or why there is none.
template <class Fits>
rung first_of(std::string const& step, awaited_home const& home, std::string_view none, Fits const& fits) {
  std::string why(none);
  for (auto const& one : home.ways) {
    if (!fits(one)) continue;
    if (one.was_tried) {
      why = "went_before";
    } else if (!one.why_not.empty()) {
      if (why != "went_before") why = one.why_not;
    } else {
      return send(step, one);
    }
  }
  return skip(step, std::move(why));
}

/// The people of a home in their order: the first one there is, and the one to ask instead.
struct persons {
  std::uint32_t first = 0, second = 0;
};

persons persons_of(awaited_home const& home) {
  persons out;
  for (auto const& one : home.ways)
    if (one.contact != 0 && !one.is_deputy && out.first == 0) out.first = one.contact;
  for (auto const& one : home.ways)
    if (one.is_deputy && out.second == 0) out.second = one.contact;
  for (auto const& one : home.ways)
    if (out.second == 0 && one.contact != 0 && one.contact != out.first) out.second = one.contact;
  return out;
}

/// A deputy is written to by the first way, as the steps have them, that leads to them.
rung to_deputy(ladder_rules const& rules, awaited_home const& home) {
  auto const who = persons_of(home).second;
  if (who == 0) return skip(std::string(deputy_step), "no_second_contact");
  std::string why = "no_second_contact";
  for (auto const& channel : rules.steps) {
    auto out = first_of(std::string(deputy_step), home, "",
                        [&](reachable const& one) { return one.contact == who && one.channel == channel; });
    if (out.what == rung_kind::send) return out;
    if (!out.why.empty()) why = out.why;
  }
  return skip(std::string(deputy_step), std::move(why));
}

rung take(ladder_rules const& rules, awaited_message const& what, awaited_home const& home, std::string const& step) {
  if (step == stream_step) return skip(step, "went_before");
  if (step == call_list_step) {
    if (what.names_nobody) return skip(step, "names_nobody");
    rung out;
    out.step = step;
    out.what = rung_kind::list;
    return out;
  }
  // What a suspended home's addresses would get, somebody else may read: people ring it.
  if (home.is_suspended) return skip(step, "home_suspended");
  if (step == deputy_step) return to_deputy(rules, home);
  auto const first = persons_of(home).first;
  return first_of(step, home, "no_address", [&](reachable const& one) {
    return one.channel == step && (one.contact == 0 || one.contact == first);
  });
}

}  // namespace

bool is_answered(awaited_message const& what, stage how_far) noexcept {
  return how_far >= (what.wants_answer ? stage::acknowledged : stage::read);
}

std::chrono::milliseconds patience(ladder_rules const& rules, awaited_message const& what, stage how_far) noexcept {
  if (is_urgent_result(what)) return how_far >= stage::read ? rules.result_answer : rules.result_read;
  switch (what.urgency) {
    case protocol::urgency::immediate: return rules.immediate;
    case protocol::urgency::expected: return rules.expected;
    case protocol::urgency::future: return rules.future;
  }
  return rules.future;
}

instant first_step_at(ladder_rules const& rules, awaited_message const& what, stage how_far) noexcept {
  auto const at = what.begins + patience(rules, what, how_far);
  // Asked for earlier than that: then nobody waits longer.
  return what.due && *what.due > what.begins ? std::min(at, *what.due) : at;
}

climbed climb(ladder_rules const& rules, awaited_message const& what, awaited_home const& home, instant now) {
  climbed out;
  out.is_answered = is_answered(what, home.stage);
  if (!rules.is_on || out.is_answered || !what.is_open || (what.ends && now >= *what.ends)) return out;
  auto const gap = std::max(patience(rules, what, home.stage) * rules.next_percent / 100, std::chrono::milliseconds(1));
  instant due = first_step_at(rules, what, home.stage);
  for (auto const& one : home.taken)
    if (one.did_something) due = std::max(due, one.at + gap);
  for (auto const& step : rules.steps) {
    auto const is_it = [&](auto const& one) { return one.step == step; };
    if (std::any_of(home.taken.begin(), home.taken.end(), is_it)) continue;
    if (std::any_of(out.now.begin(), out.now.end(), is_it)) continue;  // named twice in the settings
    if (now < due) {
      out.next = due;
      return out;
    }
    out.now.push_back(take(rules, what, home, step));
    if (out.now.back().what != rung_kind::skip) due = now + gap;
  }
  return out;
}

}  // namespace carerelay::core
