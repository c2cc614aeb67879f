#include <algorithm>

#include "protocol/crypto/p256.hpp"
#include "protocol/limits.hpp"
#include "relay/core/stream/home_session.hpp"
#include "relay/core/stream/session_handshake.hpp"

/// What a home may say, and what the relay makes of it.
namespace carerelay::core {

using protocol::close_code;
using protocol::errc;
using protocol::resume_verdict;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t acts_most = 32;  ///< answers of one device waiting for the store

bool is_signed_by(ports::public_point const& key, std::string const& text, protocol::signature const& signature) {
  std::array<std::uint8_t, 65> point{4};
  std::copy(key.begin(), key.end(), point.begin() + 1);
  auto const known = protocol::crypto::p256_public_key::from_point(point);
  return known && known->verify(text, signature);
}

/// The epoch a device goes on with after it was ahead: nothing numbered under it can be taken for what it
/// holds.
std::string continued(std::string const& epoch, std::string_view nonce) {
  return epoch + '+' + std::string(nonce.substr(0, 8));
}

bool is_temporary(errc code) noexcept {
  return code == errc::overloaded || code == errc::rate_limited || code == errc::storage_full;
}

}  // namespace

resume_verdict judge(protocol::resume_point const& asked, std::string_view epoch,
                     ports::inbox_bounds const& held) noexcept {
  bool const same_life = asked.epoch == epoch || (asked.epoch.size() > epoch.size() && asked.epoch.starts_with(epoch) &&
                                                  asked.epoch[epoch.size()] == '+');
  bool const is_new = asked.epoch.empty() && asked.seq == 0;
  if (!same_life && !is_new) return resume_verdict::reset;
  if (asked.seq > held.last) return resume_verdict::ahead;
  if (asked.seq + 1 < held.first) return resume_verdict::truncated;
  return resume_verdict::ok;
}

void home_session::received(std::string_view text, instant now, home_sink& out) {
  if (phase_ == phase::closed) return;
  if (!within_budget(now)) {
    answer_error(errc::rate_limited, "too many frames", std::nullopt, out);
    return close(close_code::rate, protocol::word(errc::rate_limited), out);
  }
  if (awaiting_pong_ && !leaving_) {
    awaiting_pong_ = false;
    deadline_ = now + milliseconds(ping_every_);
  }
  auto parsed = protocol::parse_client_frame(text);
  if (!parsed) return refuse_frame(parsed.error().front(), out);
  bool const is_hello = std::holds_alternative<protocol::hello_frame>(*parsed);
  bool const is_unknown = std::holds_alternative<protocol::unknown_frame>(*parsed);
  bool const fits = phase_ == phase::live ? !is_hello : is_hello && phase_ == phase::awaiting_hello;
  if (!fits && !is_unknown) {
    protocol::fault const what{"/type", errc::frame_unexpected,
                               phase_ == phase::live ? "hello was said already" : "hello comes first, once"};
    return refuse_frame(what, out);
  }
  std::visit([&](auto& frame) { on(frame, now, out); }, *parsed);
}

bool home_session::within_budget(instant now) noexcept {
  // The generic cell rate algorithm (ITU-T I.371) in one number: `budget_` runs ahead of the clock by what is
  // spent.
  milliseconds const each{std::max(1U, 1'000 / std::max(1U, rules_->frames_per_second))};
  budget_ = std::max(budget_, now) + each;
  return budget_ - now <= each * rules_->frame_burst;
}

void home_session::on(protocol::hello_frame& frame, instant now, home_sink& out) {
  phase_ = phase::checking;
  deadline_ = now + milliseconds(rules_->hello_ms);
  hello_->frame = std::move(frame);
  out.look_up(hello_->frame);
}

void home_session::identified(hello_answer const& who, instant now, home_sink& out) {
  if (phase_ != phase::checking) return;
  protocol::hello_frame const& said = hello_->frame;
  std::string const text = protocol::hello_signing_text(rules_->host, hello_->nonce, said.home, said.device);
  if (!who.known || !is_signed_by(who.key, text, said.signature)) {
    // One answer for a device that is not there and a signature that is wrong: ids cannot be tried out.
    out.alarm(protocol::word(errc::signature_invalid));
    answer_error(errc::signature_invalid, "no device of that home signed this connection's nonce", std::nullopt, out);
    return close(close_code::authenticate_again, protocol::word(errc::signature_invalid), out);
  }
  if (who.revoked) return revoked(out);
  if (who.suspended) return suspended(out);
  welcome(who, now, out);
}

void home_session::welcome(hello_answer const& who, instant now, home_sink& out) {
  protocol::hello_frame& said = hello_->frame;
  verdict_ = judge(said.resume, who.epoch, who.bounds);
  bool const goes_on = verdict_ == resume_verdict::ok;
  bool const same_life = (goes_on || verdict_ == resume_verdict::truncated) && !said.resume.epoch.empty();
  std::string epoch = same_life ? said.resume.epoch : who.epoch;
  if (verdict_ == resume_verdict::ahead) {
    epoch = continued(who.epoch, hello_->nonce);
    out.alarm("resume_ahead");
  }
  sent_ = stored_ = marked_ = recorded_ = goes_on ? said.resume.seq : who.bounds.first - 1;
  last_ = who.bounds.last;
  std::uint32_t const most = std::min<std::uint32_t>(rules_->window_most, protocol::limits::window_most);
  window_ = static_cast<std::uint16_t>(std::clamp(said.window, 1U, std::max(1U, most)));
  home_ = who.home;
  device_ = who.device;
  key_ = who.key;
  home_name_ = std::move(said.home);
  device_id_ = said.device;
  bool const holds_more = same_life && said.resume.seq > who.cursor;
  std::uint64_t const held = said.resume.seq;
  phase_ = phase::live;
  hello_.reset();
  deadline_ = now + milliseconds(ping_every_);
  progress_ = now;
  out.send(protocol::welcome_frame{std::move(epoch), who.bounds.first, last_, verdict_, rules_->heartbeat_ms, window_,
                                   log_size()});
  out.subscribe(home_, device_);
  if (holds_more) out.record_held(who.cursor, held);
  // Always once, even when nothing seems to be missing: a message may have been committed between look-up and
  // subscription.
  fetching_ = true;
  out.fetch(sent_, std::min(room(), 64U));
}

void home_session::on(protocol::stored_frame const& frame, instant now, home_sink& out) {
  if (frame.up_to > sent_) {
    answer_error(errc::seq_unknown,
                 "stored up to " + std::to_string(frame.up_to) + ", sent up to " + std::to_string(sent_), frame.up_to,
                 out);
    return close(close_code::bad_frame, protocol::word(errc::seq_unknown), out);
  }
  if (frame.up_to <= stored_) {  // said before; what is recorded already is said again
    if (frame.up_to <= recorded_ && recorded_ > 0) out.send(protocol::recorded_up_to_frame{recorded_});
    return;
  }
  progress_ = now;
  while (stored_ < frame.up_to) {
    ++stored_;
    ports::message_number const message = unstored_.pop();
    if (message == 0) continue;
    marked_ = stored_;
    out.record_delivered({home_, device_, message, stored_, now});
  }
  if (recorded_ >= marked_) say_recorded(stored_, out);
  ask_for_more(out);
}

void home_session::on(protocol::read_frame const& frame, instant now, home_sink& out) {
  if (frame.seq == 0 || frame.seq > sent_) {
    return answer_error(errc::seq_unknown, "nothing was sent under that seq", frame.seq, out);
  }
  ports::receipt_event event;
  event.act = protocol::receipt_act::read;
  event.device = device_;
  event.recorded_at = now;
  event.said_at = frame.at;
  ++acts_open_;
  out.record_act(frame.seq, event);
}

void home_session::on(protocol::respond_frame& frame, instant, home_sink& out) {
  if (frame.seq == 0 || frame.seq > sent_) {
    return answer_error(errc::seq_unknown, "nothing was sent under that seq", frame.seq, out);
  }
  if (asked_ && asked_->size() >= acts_most) {
    return answer_error(errc::overloaded, "too many answers at once", frame.seq, out);
  }
  std::uint64_t const seq = frame.seq;
  if (!asked_) asked_ = std::make_unique<acts>();
  asked_->push_back(std::move(frame));
  out.look_up_entry(seq);
}

void home_session::entry_found(std::uint64_t seq, entry_answer const& entry, instant now, home_sink& out) {
  if (phase_ != phase::live || !asked_) return;
  auto const place = std::find_if(asked_->begin(), asked_->end(), [&](auto const& act) { return act.seq == seq; });
  if (place == asked_->end()) return;
  protocol::respond_frame act = std::move(*place);
  asked_->erase(place);
  if (asked_->empty()) asked_.reset();
  answer_act(act, entry, now, out);
  leave_when_done(out);
}

void home_session::answer_act(protocol::respond_frame& act, entry_answer const& entry, instant now, home_sink& out) {
  if (!entry.known) return answer_error(errc::seq_unknown, "no entry under that seq", act.seq, out);
  std::string const text = protocol::respond_signing_text(entry.message, entry.sum, home_name_, device_id_, act);
  if (!is_signed_by(key_, text, act.signature)) {
    out.alarm(protocol::word(errc::signature_invalid));
    return answer_error(errc::signature_invalid, "the answer is not signed by this device", act.seq, out);
  }
  if ((entry.options >> static_cast<unsigned>(act.response) & 1U) == 0) {
    return answer_error(errc::illegal_move, "the message does not offer that answer", act.seq, out);
  }
  ports::receipt_event event;
  event.id = act.key;
  event.act = protocol::receipt_act::responded;
  event.device = device_;
  event.recorded_at = now;
  event.said_at = act.at;
  event.said_at_text = std::move(act.at_text);
  event.answer = act.response;
  event.role = std::move(act.role);
  event.name = std::move(act.name);
  event.note = std::move(act.note);
  event.signature = act.signature;
  event.checkpoint = std::move(act.tree);
  ++acts_open_;
  out.record_act(act.seq, event);
}

void home_session::on(protocol::token_frame, instant, home_sink& out) { out.give_token(); }

void home_session::on(protocol::log_frame const& frame, instant, home_sink& out) { out.show_log(frame); }

void home_session::on(protocol::watch_frame const&, instant, home_sink& out) {
  answer_error(errc::role_not_granted, "only publishers watch", std::nullopt, out);
}
void home_session::on(protocol::unwatch_frame const&, instant, home_sink& out) {
  answer_error(errc::role_not_granted, "only publishers watch", std::nullopt, out);
}

void home_session::on(protocol::unknown_frame const&, instant, home_sink& out) {
  answer_error(errc::unsupported_type, "this version does not know that type", std::nullopt, out);
}

void home_session::refuse_frame(protocol::fault const& what, home_sink& out) {
  answer_error(what.rule, what.pointer.empty() ? what.detail : what.pointer + ": " + what.detail, std::nullopt, out);
  close(close_code::bad_frame, protocol::word(what.rule), out);
}

void home_session::answer_error(errc code, std::string detail, std::optional<std::uint64_t> seq, home_sink& out) {
  out.send(protocol::error_frame{code, is_temporary(code), std::move(detail), seq});
}

}  // namespace carerelay::core
