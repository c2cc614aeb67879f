#include "relay/io/session/publisher_session.hpp"

#include <algorithm>

#include "relay/core/people/sessions.hpp"
#include "relay/core/publish/visibility.hpp"

namespace carerelay::io {
namespace {

constexpr std::chrono::milliseconds check_every = std::chrono::minutes(1);

float jitter(ports::random& random) {
  std::array<std::uint8_t, 1> byte{};
  random.fill(byte);
  return static_cast<float>(byte[0]) / 255.0F;
}

}  // namespace

publisher_session::publisher_session(lane& on, std::unique_ptr<ws_stream> stream, admission_desk::ticket admitted,
                                     core::actor const& who, std::optional<protocol::session_id> signed_in)
    : stream_session(on, std::move(stream), std::move(admitted)),
      member_(who.member.id),
      session_(on.parts.session_rules, who.team.id, jitter(on.parts.random)),
      signed_in_(signed_in) {}

publisher_session::~publisher_session() { publisher_session::left(); }  // when it was cut

template <class Answer, class Question, class Then>
void publisher_session::ask(Question question, Then then) {
  auto me = std::static_pointer_cast<publisher_session>(shared_from_this());
  bool const asked = lane_.parts.readers.ask<Answer>(
      lane_.index, std::move(question), [me = std::move(me), then = std::move(then)](std::optional<Answer> answer) {
        if (me->is_leaving()) return;
        if (answer)
          then(*me, std::move(*answer));
        else
          me->goodbye(protocol::close_code::overloaded, protocol::word(protocol::errc::internal));
        me->arm();
      });
  if (!asked) goodbye(protocol::close_code::overloaded, protocol::word(protocol::errc::overloaded));
}

void publisher_session::opened() {
  lane_.watchers.push_back(this);
  lane_.counters.watchers.add();
  session_.opened(lane_.now(), *this);
  // It may have ended since the request was let in, before this stream could hear of it.
  if (signed_in_) check_signed_in();
}

void publisher_session::check_signed_in() {
  next_check_ = lane_.now() + check_every;
  auto const now = lane_.now();
  ask<bool>([id = *signed_in_, now, &rules = lane_.parts.facts.sign_in](
                ports::store_reader& store) { return core::find_session(store, id, rules, now).has_value(); },
            [](publisher_session& me, bool is_open) {
              if (!is_open) me.session_.revoked(me);
            });
}

protocol::instant publisher_session::next_tick() const { return std::min(session_.next_tick(), next_check_); }

void publisher_session::left() {
  auto const place = std::find(lane_.watchers.begin(), lane_.watchers.end(), this);
  if (place == lane_.watchers.end()) return;
  *place = nullptr;  // the list may be being walked; the lane sweeps it
  lane_.counters.watchers.subtract();
}

void publisher_session::heard(std::string_view text) { session_.received(text, lane_.now(), *this); }
void publisher_session::drained() { session_.drained(lane_.now(), *this); }
void publisher_session::tick() {
  session_.tick(lane_.now(), *this);
  if (signed_in_ && !is_leaving() && lane_.now() >= next_check_) check_signed_in();
}

void publisher_session::drain(std::uint32_t retry_ms_least, std::uint32_t retry_ms_most) {
  if (!is_leaving()) session_.drain(retry_ms_least, retry_ms_most, *this);
}

void publisher_session::changed(core::event const& what) {
  if (is_leaving()) return;
  if (auto const* receipts = std::get_if<core::receipts_changed>(&what))
    session_.changed(receipts->message, receipts->homes, lane_.now(), *this);
  else if (auto const* revoked = std::get_if<core::publisher_revoked>(&what);
           revoked != nullptr && revoked->publisher == session_.publisher())
    session_.revoked(*this);
  else if (auto const* member = std::get_if<core::member_revoked>(&what);
           member != nullptr && member->member == member_)
    session_.revoked(*this);
  else if (auto const* ended = std::get_if<core::session_ended>(&what);
           ended != nullptr && signed_in_ == ended->session)
    session_.revoked(*this);
  arm();
}

void publisher_session::send(protocol::server_frame const& frame) {
  if (auto const* error = std::get_if<protocol::error_frame>(&frame))
    lane_.counters.refused[static_cast<std::size_t>(error->code)].add();
  if (!say(frame)) session_.congested(lane_.now());
}

void publisher_session::look_up(protocol::message_id message) {
  ask<std::optional<core::watched>>(
      [who = member_, message, now = lane_.now()](ports::store_reader& store) {
        return core::find_watched(store, who, message, now);
      },
      [message](publisher_session& me, std::optional<core::watched> const& what) {
        me.session_.found(message, what, me.lane_.now(), me);
      });
}

void publisher_session::read(ports::message_number message, std::vector<ports::home_number> const& homes) {
  using news = std::optional<core::watch_news>;
  ask<news>([who = member_, message, homes, now = lane_.now()](
                ports::store_reader& store) { return core::read_news(store, who, message, homes, now); },
            [message](publisher_session& me, news const& what) {
              if (what)
                me.session_.news(message, *what, me.lane_.now(), me);
              else
                me.session_.gone(message, me);
            });
}

}  // namespace carerelay::io
