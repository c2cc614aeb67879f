#include "relay/io/session/ws_session.hpp"

#include <utility>

#include "relay/core/people/identity.hpp"
#include "relay/core/record/evidence_export.hpp"
#include "relay/core/stream/acts.hpp"
#include "relay/core/stream/backlog.hpp"

namespace carerelay::io {
namespace {

template <std::size_t N>
std::array<std::uint8_t, N> chance(ports::random& random) {
  std::array<std::uint8_t, N> bytes{};
  random.fill(bytes);
  return bytes;
}

float jitter(ports::random& random) { return static_cast<float>(chance<1>(random)[0]) / 255.0F; }

using act_answer = boost::system::result<core::recorded_act>;

}  // namespace

ws_session::ws_session(lane& on, std::unique_ptr<ws_stream> stream, admission_desk::ticket admitted)
    : stream_session(on, std::move(stream), std::move(admitted)),
      session_(on.parts.session_rules, chance<16>(on.parts.random), jitter(on.parts.random)) {}

ws_session::~ws_session() { ws_session::left(); }  // when it was cut

std::shared_ptr<ws_session> ws_session::self() { return std::static_pointer_cast<ws_session>(shared_from_this()); }

template <class Answer, class Question, class Then>
void ws_session::ask(Question question, Then then) {
  bool const asked = lane_.parts.readers.ask<Answer>(
      lane_.index, std::move(question), [me = self(), then = std::move(then)](std::optional<Answer> answer) {
        if (me->is_leaving()) return;
        if (answer)
          then(*me, std::move(*answer));
        else
          me->goodbye(protocol::close_code::overloaded, protocol::word(protocol::errc::internal));
        me->arm();
      });
  if (!asked) goodbye(protocol::close_code::overloaded, protocol::word(protocol::errc::overloaded));
}

void ws_session::opened() { session_.opened(lane_.now(), *this); }
void ws_session::heard(std::string_view text) { session_.received(text, lane_.now(), *this); }
void ws_session::drained() { session_.drained(lane_.now(), *this); }
void ws_session::wrote() { session_.wrote(lane_.now()); }
void ws_session::tick() { session_.tick(lane_.now(), *this); }

void ws_session::drain(std::uint32_t retry_ms_least, std::uint32_t retry_ms_most) {
  if (is_leaving()) return;
  session_.drain(retry_ms_least, retry_ms_most, lane_.now(), *this);
  arm();
}

void ws_session::left() {
  if (!joined_) return;
  joined_ = false;
  lane_.shard.remove(*this);
  lane_.counters.homes.subtract();
}

void ws_session::send(protocol::server_frame const& frame) {
  if (auto const* welcome = std::get_if<protocol::welcome_frame>(&frame))
    lane_.counters.verdicts[static_cast<std::size_t>(welcome->resume)].add();
  else if (auto const* error = std::get_if<protocol::error_frame>(&frame))
    lane_.counters.refused[static_cast<std::size_t>(error->code)].add();
  say(frame);
}

void ws_session::look_up(protocol::hello_frame const& hello) {
  device_ = hello.device;
  ask<core::hello_answer>(
      [hello](ports::store_reader& store) { return core::look_up_device(store, hello); },
      [](ws_session& me, core::hello_answer const& who) { me.session_.identified(who, me.lane_.now(), me); });
}

void ws_session::subscribe(ports::home_number home, ports::device_number device) {
  joined_ = true;
  lane_.counters.homes.add();
  lane_.parts.hub.join(lane_.index, *this, home, device);
}

void ws_session::fetch(std::uint64_t after, std::uint32_t limit) {
  ask<core::backlog_page>(
      [home = session_.home(), after, limit, now = lane_.now()](ports::store_reader& store) {
        return core::read_backlog(store, home, after, limit, now);
      },
      [](ws_session& me, core::backlog_page const& page) {
        me.lane_.counters.redelivered.add(page.entries.size());
        me.session_.confirmations(page.confirmed, me);
        me.session_.backlog(page.entries, page.last, me.lane_.now(), me);
      });
}

void ws_session::look_up_entry(std::uint64_t seq) {
  ask<core::entry_answer>(
      [home = session_.home(), seq](ports::store_reader& store) { return core::find_entry(store, home, seq); },
      [seq](ws_session& me, core::entry_answer const& entry) {
        me.session_.entry_found(seq, entry, me.lane_.now(), me);
      });
}

void ws_session::record_delivered(ports::delivered_mark const& mark) { lane_.desk.record(self(), mark); }

void ws_session::marks_recorded(std::uint64_t up_to, std::size_t together) {
  if (is_leaving()) return;
  session_.recorded(up_to, together >= lane_.parts.settings.stream.recorded_crowd, *this);
  arm();
}

void ws_session::record_held(std::uint64_t after, std::uint64_t up_to) {
  lane_.counters.held.add();
  auto work = [home = session_.home(), device = session_.device(), after, up_to, now = lane_.now()](
                  ports::store_writer& store, std::vector<core::event>& events) {
    auto const marks = core::held_marks(store, home, device, after, up_to, now);
    if (marks.empty() || store.record_delivered(marks) == 0) return;
    for (auto const& mark : marks) events.emplace_back(core::receipts_changed{mark.message, {home}});
  };
  lane_.desk.record({std::move(work), [](write_outcome) {}});
}

void ws_session::record_act(std::uint64_t seq, ports::receipt_event const& event) {
  bool const is_read = event.act == protocol::receipt_act::read;
  auto const answer = std::make_shared<act_answer>(protocol::make_error_code(protocol::errc::internal));
  auto work = [home = session_.home(), seq, event, answer](ports::store_writer& store,
                                                           std::vector<core::event>& events) {
    *answer = core::apply_act(store, home, seq, event);
    if (*answer && (*answer)->what.what != protocol::move::repeats)
      events.emplace_back(core::receipts_changed{(*answer)->message, {home}});
  };
  auto done = [me = self(), seq, is_read, answer](write_outcome outcome) {
    if (me->is_leaving()) return;
    if (outcome == write_outcome::committed && *answer) {
      (is_read ? me->lane_.counters.reads : me->lane_.counters.responses).add();
      me->session_.act_recorded(seq, (*answer)->what, (*answer)->receipt, *me);
    } else {
      auto const why =
          outcome == write_outcome::committed ? answer->error() : make_error_code(protocol::errc::internal);
      me->session_.act_refused(seq, static_cast<protocol::errc>(why.value()), *me);
    }
    me->arm();
  };
  lane_.desk.record({std::move(work), std::move(done)});
}

void ws_session::show_log(protocol::log_frame const& seen) {
  ask<protocol::checkpoint_frame>([seen](ports::store_reader& store) { return core::find_checkpoint(store, seen); },
                                  [](ws_session& me, protocol::checkpoint_frame const& what) { me.send(what); });
}

void ws_session::give_token() {
  auto const& parts = lane_.parts;
  auto const expires = lane_.now() + parts.settings.enrolment.home_token;
  send(protocol::token_answer_frame{core::make_home_token(parts.home_token_secret, session_.home(), device_, expires),
                                    expires});
}

void ws_session::alarm(std::string_view event) {
  lane_.parts.log.warning(event,
                          {{"home", session_.home_name().text()}, {"device", device_.text()}, {"source", source()}});
}

void ws_session::published(std::uint64_t seq, protocol::shared_message const& body) {
  session_.published(seq, body, lane_.now(), *this);
  arm();
}

void ws_session::confirmed(protocol::confirmed_frame const& what) {
  session_.confirmed(what, *this);
  arm();
}

}  // namespace carerelay::io
