#include "relay/core/stream/home_session.hpp"

#include <algorithm>

#include "protocol/crypto/base64.hpp"
#include "protocol/limits.hpp"
#include "relay/core/stream/session_handshake.hpp"

namespace carerelay::core {

using protocol::close_code;
using protocol::errc;
using protocol::resume_verdict;
using std::chrono::milliseconds;

namespace {

constexpr std::uint32_t page_most = 64;
constexpr milliseconds leaving_most{2'000};

}  // namespace

home_session::home_session(session_rules const& rules, std::array<std::uint8_t, 16> nonce, float jitter)
    : rules_(&rules),
      hello_(std::make_unique<handshake>()),
      ping_every_(static_cast<std::uint32_t>(static_cast<float>(rules.heartbeat_ms) * (0.8F + 0.4F * jitter))) {
  hello_->nonce = protocol::crypto::to_base64url(nonce);
}
home_session::~home_session() = default;
home_session::home_session(home_session&&) noexcept = default;
home_session& home_session::operator=(home_session&&) noexcept = default;

void home_session::opened(instant now, home_sink& out) {
  deadline_ = now + milliseconds(rules_->hello_ms);
  out.send(protocol::challenge_frame{hello_->nonce, now});
}

void home_session::backlog(std::vector<backlog_entry> const& entries, std::uint64_t last, instant now, home_sink& out) {
  if (phase_ != phase::live) return;
  fetching_ = false;
  last_ = std::max(last_, last);
  std::uint64_t const before = sent_;
  for (backlog_entry const& entry : entries) {
    if (!may_send()) return early_.reset();
    if (entry.seq <= sent_) continue;
    if (entry.seq != sent_ + 1) break;
    if (entry.skipped) {
      send_skip(*entry.skipped, now, out);
    } else {
      send_entry(entry.seq, entry.body, now, out);
      say_confirmed(entry.seq, out);
    }
  }
  early_.reset();                         // what is read after this knows it
  if (sent_ == before && last > sent_) {  // the store lost an entry; sending what follows would hide it
    out.alarm("inbox_gap");
    return close(close_code::overloaded, "inbox_gap", out);
  }
  ask_for_more(out);
}

void home_session::published(std::uint64_t seq, protocol::shared_message const& body, instant now, home_sink& out) {
  if (phase_ != phase::live) return;
  last_ = std::max(last_, seq);
  if (fetching_ || seq <= sent_ || !may_send()) return;
  if (seq == sent_ + 1) {
    send_entry(seq, body, now, out);
  } else {
    ask_for_more(out);
  }
}

void home_session::confirmed(protocol::confirmed_frame const& what, home_sink& out) {
  if (phase_ != phase::live || leaving_) return;
  if (what.seq <= sent_) return out.send(what);
  // The page that is being read may be from before the confirmation; a later one is not.
  if (!fetching_) return;
  if (!early_) early_ = std::make_unique<std::vector<protocol::confirmed_frame>>();
  early_->push_back(what);
}

void home_session::confirmations(std::vector<protocol::confirmed_frame> const& held, home_sink& out) {
  if (phase_ != phase::live || leaving_) return;
  for (auto const& what : held) {
    if (what.seq > sent_)
      confirmed(what, out);
    else if (!told_confirmed_)
      out.send(what);
  }
  told_confirmed_ = true;
}

void home_session::say_confirmed(std::uint64_t seq, home_sink& out) {
  if (!early_) return;
  auto const found = std::find_if(early_->begin(), early_->end(), [&](auto const& what) { return what.seq == seq; });
  if (found != early_->end()) out.send(*found);
}

void home_session::recorded(std::uint64_t up_to, bool in_a_crowd, home_sink& out) {
  if (phase_ != phase::live) return;
  // Entries skipped after the last mark need no commit: with the last mark everything the device stored is
  // recorded.
  owed_ = std::max(owed_, up_to >= marked_ ? stored_ : up_to);
  if (!in_a_crowd || leaving_) say_recorded(owed_, out);
  leave_when_done(out);
}

void home_session::say_recorded(std::uint64_t up_to, home_sink& out) {
  if (up_to <= recorded_) return;
  recorded_ = owed_ = up_to;
  out.send(protocol::recorded_up_to_frame{up_to});
}

void home_session::act_recorded(std::uint64_t seq, protocol::applied const& what, protocol::event_id receipt,
                                home_sink& out) {
  if (phase_ != phase::live) return;
  if (acts_open_ > 0) --acts_open_;
  out.send(protocol::recorded_frame{seq, what.after.stage, receipt});
  leave_when_done(out);
}

void home_session::act_refused(std::uint64_t seq, errc why, home_sink& out) {
  if (phase_ != phase::live) return;
  if (acts_open_ > 0) --acts_open_;
  answer_error(why, {}, seq, out);
  leave_when_done(out);
}

void home_session::wrote(instant now) noexcept {
  progress_ = now;
  if (awaiting_pong_) deadline_ = std::max(deadline_, now + milliseconds(rules_->pong_ms));
}

void home_session::drained(instant now, home_sink& out) {
  if (phase_ != phase::live) return;
  congested_ = false;
  wrote(now);
  ask_for_more(out);
}

void home_session::tick(instant now, home_sink& out) {
  switch (phase_) {
    case phase::closed: return;
    case phase::awaiting_hello:
      if (now >= deadline_) close(close_code::no_hello, protocol::word(errc::no_hello), out);
      return;
    case phase::checking:
      if (now >= deadline_) close(close_code::overloaded, protocol::word(errc::overloaded), out);
      return;
    case phase::live: break;
  }
  if (leaving_) {
    if (now >= deadline_) close(close_code::drain, protocol::word(errc::draining), out);
    return;
  }
  if (waits_for_client() && now >= progress_ + milliseconds(rules_->slow_ms))
    return close(close_code::slow, protocol::word(errc::slow_consumer), out);
  if (now < deadline_) return;
  if (awaiting_pong_) return close(close_code::no_pong, protocol::word(errc::no_pong), out);
  if (congested_) {  // a ping would only queue behind what is not being read; the slow deadline decides
    deadline_ = now + milliseconds(ping_every_);
    return;
  }
  awaiting_pong_ = true;
  deadline_ = now + milliseconds(rules_->pong_ms);
  out.send(protocol::ping_frame{last_, owed_ > recorded_ ? owed_ : 0, log_size()});
  recorded_ = owed_;
}

instant home_session::next_tick() const noexcept {
  if (phase_ == phase::closed) return instant::max();
  if (phase_ != phase::live || leaving_ || !waits_for_client()) return deadline_;
  return std::min(deadline_, progress_ + milliseconds(rules_->slow_ms));
}

void home_session::drain(std::uint32_t retry_ms_least, std::uint32_t retry_ms_most, instant now, home_sink& out) {
  if (phase_ == phase::closed || leaving_) return;
  if (phase_ == phase::live) {
    leaving_ = true;
    deadline_ = now + leaving_most;
    say_recorded(owed_, out);
    out.send(protocol::goaway_frame{retry_ms_least, retry_ms_most});
    return leave_when_done(out);
  }
  close(close_code::drain, protocol::word(errc::draining), out);
}

void home_session::revoked(home_sink& out) { close(close_code::revoked, protocol::word(errc::device_revoked), out); }
void home_session::replaced(home_sink& out) {
  close(close_code::replaced, protocol::word(errc::session_replaced), out);
}
void home_session::suspended(home_sink& out) {
  close(close_code::suspended, protocol::word(errc::home_suspended), out);
}

std::uint64_t home_session::log_size() const noexcept {
  return rules_->log_size == nullptr ? 0 : rules_->log_size->load(std::memory_order_relaxed);
}

bool home_session::may_send() const noexcept { return phase_ == phase::live && !congested_ && !leaving_ && room() > 0; }

void home_session::ask_for_more(home_sink& out) {
  if (fetching_ || sent_ >= last_ || !may_send()) return;
  fetching_ = true;
  out.fetch(sent_, std::min(room(), page_most));
}

void home_session::send_entry(std::uint64_t seq, protocol::shared_message const& body, instant now, home_sink& out) {
  count_sent(seq, body->number, now);
  congested_ = !out.deliver(seq, body);
}

void home_session::send_skip(protocol::skip_frame const& what, instant now, home_sink& out) {
  count_sent(what.seq, 0, now);
  out.send(what);
}

void home_session::count_sent(std::uint64_t seq, ports::message_number message, instant now) {
  if (!waits_for_client()) progress_ = now;
  sent_ = seq;
  last_ = std::max(last_, seq);
  unstored_.push(message);
}

void home_session::leave_when_done(home_sink& out) {
  if (leaving_ && recorded_ == stored_ && acts_open_ == 0 && !asked_)
    close(close_code::drain, protocol::word(errc::draining), out);
}

void home_session::close(close_code code, std::string_view reason, home_sink& out) {
  if (phase_ == phase::closed) return;
  phase_ = phase::closed;
  hello_.reset();
  asked_.reset();
  early_.reset();
  unstored_.clear();
  out.close(code, reason);
}

}  // namespace carerelay::core
