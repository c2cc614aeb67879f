#include "relay/core/people/admission.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace carerelay::core {

using std::chrono::milliseconds;

namespace {

/// The generic cell rate algorithm (ITU-T I.371): `spent` runs ahead of the clock by what has been used; a whole
/// minute's budget may be used at once.
bool take(instant& spent, instant now, std::uint32_t per_minute) noexcept {
  std::chrono::microseconds const each{60'000'000 / std::max(1U, per_minute)};
  auto const step = std::max(milliseconds(1), std::chrono::duration_cast<milliseconds>(each));
  instant const after = std::max(spent, now) + step;
  if (after - now > step * per_minute) return false;
  spent = after;
  return true;
}

}  // namespace

admission::admission(admission_rules const& rules) : rules_(rules) {}

admitted admission::connect(std::string_view source, instant now) {
  if (live_ >= rules_.connections) return admitted::too_many_connections;
  record& who = of(source, now);
  if (who.live >= rules_.connections_per_source) return admitted::too_many_from_source;
  if (!take(who.new_spent, now, rules_.new_per_minute)) return admitted::too_fast;
  ++who.live;
  ++live_;
  return admitted::yes;
}

void admission::disconnected(std::string_view source, instant) {
  auto const place = sources_.find(key_of(source));
  // A source may have come in while there was no room to remember it, and be remembered now.
  record& who = place != sources_.end() && place->second.live > 0 ? place->second : others_;
  if (who.live > 0) --who.live;
  if (live_ > 0) --live_;
}

bool admission::may_request(std::string_view source, instant now) {
  return take(of(source, now).request_spent, now, rules_.requests_per_minute);
}

void admission::failed(std::string_view source, instant now) {
  record& who = of(source, now);
  fade(who, now, rules_.most_penalty);
  ++who.failures;
  who.forgets_at = now + rules_.most_penalty;
  if (who.failures < rules_.free_failures) return;
  std::uint32_t const doublings = std::min(who.failures - rules_.free_failures, 20U);
  who.blocked_until = now + std::min(rules_.most_penalty, rules_.first_penalty * (1 << doublings));
}

milliseconds admission::penalty(std::string_view source, instant now) {
  record& who = of(source, now);
  fade(who, now, rules_.most_penalty);
  return std::max(milliseconds(0), who.blocked_until - now);
}

void admission::fade(record& who, instant now, milliseconds step) noexcept {
  while (who.failures > 0 && who.forgets_at <= now) {
    --who.failures;
    who.forgets_at += step;
  }
}

bool admission::record::is_idle(instant now) const noexcept {
  return live == 0 && new_spent <= now && request_spent <= now && blocked_until <= now &&
         (failures == 0 || forgets_at <= now);
}

admission::record& admission::of(std::string_view source, instant now) {
  key const name = key_of(source);
  if (auto const place = sources_.find(name); place != sources_.end()) return place->second;
  if (sources_.size() >= rules_.sources) forget_idle(now);
  if (sources_.size() >= rules_.sources) return others_;
  return sources_[name];
}

void admission::forget_idle(instant now) {
  if (now < next_sweep_) return;  // at most once a second, however many strangers knock
  next_sweep_ = now + milliseconds(1'000);
  std::erase_if(sources_, [&](auto const& entry) { return entry.second.is_idle(now); });
}

admission::key admission::key_of(std::string_view source) noexcept {
  key out{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  std::size_t const length = std::min({source.find('%'), source.size(), text.size() - 1});
  std::copy_n(source.begin(), length, text.begin());
  in6_addr six{};
  if (inet_pton(AF_INET6, text.data(), &six) == 1) {
    std::memcpy(out.data(), &six, out.size());
    bool const is_mapped = IN6_IS_ADDR_V4MAPPED(&six);
    if (!is_mapped) std::fill(out.begin() + 8, out.end(), std::uint8_t{0});
    return out;
  }
  in_addr four{};
  out[10] = out[11] = 0xff;
  if (inet_pton(AF_INET, text.data(), &four) == 1) std::memcpy(out.data() + 12, &four, 4);
  return out;
}

std::size_t admission::key_hash::operator()(key const& value) const noexcept {
  return std::hash<std::string_view>{}({reinterpret_cast<char const*>(value.data()), value.size()});
}

}  // namespace carerelay::core
