#include "relay/core/stream/watch.hpp"

#include <algorithm>

namespace carerelay::core {

using protocol::close_code;
using protocol::errc;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds at_most_every{250};
constexpr std::size_t watches_most = 32;
constexpr std::size_t homes_most = 1'000;  ///< receipts named in one frame; beyond that coverage alone is told

bool is_same(protocol::coverage const& a, protocol::coverage const& b) {
  bool const same_areas =
      std::equal(a.areas.begin(), a.areas.end(), b.areas.begin(), b.areas.end(),
                 [](auto const& one, auto const& other) { return one.area == other.area && one.count == other.count; });
  return same_areas && a.all == b.all && a.confirmed == b.confirmed;
}

}  // namespace

watch_session::watch_session(session_rules const& rules, protocol::publisher_id publisher, float jitter)
    : rules_(&rules),
      publisher_(std::move(publisher)),
      ping_every_(static_cast<std::uint32_t>(static_cast<float>(rules.heartbeat_ms) * (0.8F + 0.4F * jitter))) {}

void watch_session::opened(instant now, watch_sink& out) {
  deadline_ = now + milliseconds(ping_every_);
  out.send(protocol::publisher_welcome_frame{publisher_, rules_->heartbeat_ms});
}

void watch_session::received(std::string_view text, instant now, watch_sink& out) {
  if (closed_) return;
  if (!within_budget(now)) {
    say(errc::rate_limited, "too many frames", out);
    return close(close_code::rate, protocol::word(errc::rate_limited), out);
  }
  if (awaiting_pong_) {
    awaiting_pong_ = false;
    deadline_ = now + milliseconds(ping_every_);
  }
  auto const parsed = protocol::parse_client_frame(text);
  if (!parsed) {
    protocol::fault const what = parsed.error().front();
    say(what.rule, what.pointer.empty() ? what.detail : what.pointer + ": " + what.detail, out);
    return close(close_code::bad_frame, protocol::word(what.rule), out);
  }
  if (auto const* const watching = std::get_if<protocol::watch_frame>(&*parsed))
    return on_watch(watching->message, out);
  if (auto const* const done = std::get_if<protocol::unwatch_frame>(&*parsed)) return on_unwatch(done->message, out);
  if (std::holds_alternative<protocol::pong_frame>(*parsed)) return;
  if (std::holds_alternative<protocol::unknown_frame>(*parsed))
    return say(errc::unsupported_type, "this version does not know that type", out);
  say(errc::frame_unexpected, "a publisher says watch, unwatch and pong", out);
}

bool watch_session::within_budget(instant now) noexcept {
  milliseconds const each{std::max(1U, 1'000 / std::max(1U, rules_->frames_per_second))};
  budget_ = std::max(budget_, now) + each;
  return budget_ - now <= each * rules_->frame_burst;
}

void watch_session::on_watch(protocol::message_id message, watch_sink& out) {
  bool const is_watched =
      std::any_of(watches_.begin(), watches_.end(), [&](auto const& entry) { return entry.second.id == message; });
  if (is_watched) return out.send(protocol::watching_frame{message});
  if (watches_.size() + asked_.size() >= watches_most) return say(errc::overloaded, "at most 32 messages at once", out);
  if (asked_.insert(message).second) out.look_up(message);
}

void watch_session::on_unwatch(protocol::message_id message, watch_sink& out) {
  asked_.erase(message);
  auto const place =
      std::find_if(watches_.begin(), watches_.end(), [&](auto const& entry) { return entry.second.id == message; });
  if (place == watches_.end()) return;
  out.unsubscribe(place->first);
  watches_.erase(place);
}

void watch_session::found(protocol::message_id message, std::optional<watched> const& what, instant now,
                          watch_sink& out) {
  if (closed_ || asked_.erase(message) == 0) return;
  if (!what) return say(errc::not_found, "no such message", out);
  watch& entry = watches_[what->number];
  entry.id = message;
  entry.counts_only = what->counts_only;
  entry.is_whole = what->is_whole;
  entry.is_due = true;
  entry.next = now;
  out.send(protocol::watching_frame{message});
  out.subscribe(what->number);
  read_if_due(what->number, entry, now, out);
}

void watch_session::changed(ports::message_number message, std::vector<ports::home_number> const& homes, instant now,
                            watch_sink& out) {
  auto const place = watches_.find(message);
  if (closed_ || place == watches_.end()) return;
  watch& what = place->second;
  what.is_due = true;
  if (!what.counts_only && what.homes.size() + homes.size() <= homes_most) {
    what.homes.insert(homes.begin(), homes.end());
  }
  read_if_due(message, what, now, out);
}

void watch_session::read_if_due(ports::message_number number, watch& what, instant now, watch_sink& out) {
  if (!what.is_due || what.is_reading || congested_ || now < what.next) return;
  what.is_due = false;
  what.is_reading = true;
  what.next = now + at_most_every;
  std::vector<ports::home_number> const homes(what.homes.begin(), what.homes.end());
  what.homes.clear();
  out.read(number, homes);
}

void watch_session::news(ports::message_number message, watch_news const& what, instant now, watch_sink& out) {
  auto const place = watches_.find(message);
  if (closed_ || place == watches_.end()) return;
  watch& entry = place->second;
  entry.is_reading = false;
  bool const is_news = entry.is_whole || !what.receipts.empty() || !entry.said || !is_same(*entry.said, what.coverage);
  if (is_news) out.send(protocol::coverage_frame{entry.id, what.coverage});
  if (!entry.is_whole) entry.said = what.coverage;
  if (!entry.counts_only && !what.receipts.empty()) out.send(protocol::receipts_frame{entry.id, what.receipts});
  read_if_due(message, entry, now, out);
}

void watch_session::gone(ports::message_number message, watch_sink& out) {
  auto const place = watches_.find(message);
  if (closed_ || place == watches_.end()) return;
  out.unsubscribe(message);
  watches_.erase(place);
  say(errc::not_found, "no such message", out);
}

void watch_session::congested(instant now) noexcept {
  if (!congested_) progress_ = now;
  congested_ = true;
}

void watch_session::drained(instant now, watch_sink& out) {
  congested_ = false;
  if (awaiting_pong_) deadline_ = std::max(deadline_, now + milliseconds(rules_->pong_ms));
  if (closed_) return;
  for (auto& [number, what] : watches_) read_if_due(number, what, now, out);
}

void watch_session::tick(instant now, watch_sink& out) {
  if (closed_) return;
  if (congested_ && now >= progress_ + milliseconds(rules_->slow_ms))
    return close(close_code::slow, protocol::word(errc::slow_consumer), out);
  for (auto& [number, what] : watches_) read_if_due(number, what, now, out);
  if (now < deadline_) return;
  if (awaiting_pong_) return close(close_code::no_pong, protocol::word(errc::no_pong), out);
  if (congested_) {
    deadline_ = now + milliseconds(ping_every_);
    return;
  }
  awaiting_pong_ = true;
  deadline_ = now + milliseconds(rules_->pong_ms);
  out.send(protocol::ping_frame{});
}

instant watch_session::next_tick() const noexcept {
  if (closed_) return instant::max();
  instant next = deadline_;
  if (congested_) return std::min(next, progress_ + milliseconds(rules_->slow_ms));
  for (auto const& [number, what] : watches_) {
    if (what.is_due && !what.is_reading) next = std::min(next, what.next);
  }
  return next;
}

void watch_session::drain(std::uint32_t retry_ms_least, std::uint32_t retry_ms_most, watch_sink& out) {
  if (closed_) return;
  out.send(protocol::goaway_frame{retry_ms_least, retry_ms_most});
  close(close_code::drain, protocol::word(errc::draining), out);
}

void watch_session::revoked(watch_sink& out) {
  close(close_code::authenticate_again, protocol::word(errc::unauthenticated), out);
}

void watch_session::say(errc code, std::string detail, watch_sink& out) {
  bool const is_temporary = code == errc::overloaded || code == errc::rate_limited;
  out.send(protocol::error_frame{code, is_temporary, std::move(detail), std::nullopt});
}

void watch_session::close(close_code code, std::string_view reason, watch_sink& out) {
  if (closed_) return;
  closed_ = true;
  watches_.clear();
  asked_.clear();
  out.close(code, reason);
}

}  // namespace carerelay::core
