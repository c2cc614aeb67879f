#include "relay/core/people/pace.hpp"

#include <algorithm>

namespace carerelay::core {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

std::string_view word(paced value) noexcept {
  switch (value) {
    case paced::token: return "token";
    case paced::list: return "list";
    case paced::enrolment: return "enrolment";
    case paced::words: return "words";
  }
  return {};
}

pace_rule rule_of(paced what) noexcept {
  switch (what) {
    case paced::token: return {20, seconds(6), seconds(1), minutes(5)};
    case paced::list: return {10, seconds(30), seconds(2), minutes(10)};
    case paced::enrolment: return {3, minutes(5), seconds(2), minutes(15)};
    case paced::words: return {3, minutes(5), seconds(2), minutes(15)};
  }
  return {};
}

milliseconds pace_book::wait(paced what, std::string_view who, instant now) const {
  auto const place = records_.find(key_of(what, who));
  return place == records_.end() ? milliseconds(0) : std::max(milliseconds(0), place->second.blocked_until - now);
}

milliseconds pace_book::count(paced what, std::string_view who, instant now) {
  auto const rule = rule_of(what);
  auto const key = key_of(what, who);
  if (records_.size() >= most_ && !records_.contains(key)) forget_idle(now);
  // Full of others who are busy: better to count nothing than to make one wait for what others did.
  if (records_.size() >= most_ && !records_.contains(key)) return milliseconds(0);
  record& now_is = records_[key];
  fade(now_is, now, rule.most);
  instant const after = std::max(now_is.spent, now) + rule.each;
  if (after - now <= rule.each * rule.at_once) {
    now_is.spent = after;
    return milliseconds(0);
  }
  auto const doublings = std::min(now_is.strikes, 20U);
  ++now_is.strikes;
  now_is.forgets_at = now + rule.most;
  auto const penalty = std::min(rule.most, rule.first * (1 << doublings));
  now_is.blocked_until = now + penalty;
  return penalty;
}

void pace_book::fade(record& who, instant now, milliseconds step) noexcept {
  while (who.strikes > 0 && who.forgets_at <= now) {
    --who.strikes;
    who.forgets_at += step;
  }
}

void pace_book::forget_idle(instant now) {
  std::erase_if(records_, [&](auto const& entry) {
    auto const& one = entry.second;
    return one.spent <= now && one.blocked_until <= now && (one.strikes == 0 || one.forgets_at <= now);
  });
}

std::string pace_book::key_of(paced what, std::string_view who) {
  return std::string(1, static_cast<char>('a' + static_cast<int>(what))) + std::string(who);
}

}  // namespace carerelay::core
