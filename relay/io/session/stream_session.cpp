#include "relay/io/session/stream_session.hpp"

#include "relay/io/wire/byte_stream.hpp"

namespace carerelay::io {

stream_session::stream_session(lane& on, std::unique_ptr<ws_stream> stream, admission_desk::ticket admitted)
    : lane_(on),
      stream_(std::move(stream)),
      ticket_(std::move(admitted)),
      place_(on.parts.running.enter()),
      timer_(
          *this, +[](stream_session& self) { self.fired(); }) {}

stream_session::~stream_session() = default;

void stream_session::start() {
  lane_.sessions.insert(shared_from_this());
  stream_->start(*this);
  opened();
  arm();
}

void stream_session::arm() {
  auto const next = leaving_ ? protocol::instant::max() : next_tick();
  if (next >= armed_) return;
  armed_ = next;
  timer_.set(lane_.thread.timers(), lane_.steady(next));
}

void stream_session::fired() {
  armed_ = protocol::instant::max();
  if (leaving_) return;
  // A line that takes its bytes slowly is slow, not dead.
  if (auto const waiting = stream_->queued_bytes(); waiting < queued_) {
    note_queue();
    wrote();
  }
  tick();
  arm();
}

void stream_session::on_message(std::string_view text) {
  if (leaving_) return;
  heard(text);
  arm();
  if (lane_.desk.is_behind()) stop_reading_while_behind();
}

void stream_session::stop_reading_while_behind() {
  if (leaving_) return;
  stream_->hold_reading(true);
  lane_.desk.when_caught_up([weak = weak_from_this()] {
    if (auto const self = weak.lock(); self && self->stream_) self->stream_->hold_reading(false);
  });
}

void stream_session::on_drained() {
  note_queue();
  if (leaving_) return;
  drained();
  arm();
}

void stream_session::on_closed(ws_end const& how) {
  auto const self = shared_from_this();
  if (!leaving_) {
    leaving_ = true;
    (how.error ? lane_.counters.closed_broken : lane_.counters.closed_by_peer).add();
    left();
  }
  timer_.cancel();
  lane_.counters.queued_bytes.subtract(queued_);
  queued_ = 0;
  stream_.reset();
  lane_.sessions.erase(self);
}

bool stream_session::say(protocol::server_frame const& frame) {
  if (leaving_) return true;
  lane_.scratch.clear();
  protocol::encode(frame, lane_.scratch);
  return sent(stream_->send(lane_.scratch));
}

bool stream_session::deliver_frame(std::uint64_t seq, protocol::shared_message const& body) {
  if (leaving_) return true;
  char head[64];
  auto const size = protocol::encode_deliver_head(seq, head);
  lane_.counters.deliveries.add();
  lane_.counters.delivered_bytes.add(size + body->json.size() + protocol::deliver_tail.size());
  return sent(stream_->send({head, size}, body->json, body, protocol::deliver_tail));
}

bool stream_session::sent(write_result how) {
  switch (how) {
    case write_result::sent: return true;
    case write_result::failed: return true;  // on_closed tells
    case write_result::queued: note_queue(); return false;
    case write_result::overflow: break;
  }
  goodbye(protocol::close_code::slow, protocol::word(protocol::errc::slow_consumer));
  return false;
}

void stream_session::note_queue() {
  auto const now = stream_->queued_bytes();
  lane_.counters.queued_bytes.add(now - queued_);  // wraps round when it went down
  queued_ = now;
}

void stream_session::goodbye(protocol::close_code code, std::string_view reason) {
  if (leaving_) return;
  leaving_ = true;
  auto const number = static_cast<std::uint16_t>(code);
  lane_.counters.closed[number - 4000U].add();
  lane_.parts.log.debug("stream_closed", {{"code", number}, {"reason", reason}, {"source", source()}});
  timer_.cancel();
  left();
  stream_->close(number, reason);
}

}  // namespace carerelay::io
