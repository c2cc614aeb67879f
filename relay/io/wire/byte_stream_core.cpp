#include "relay/io/wire/byte_stream_core.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace carerelay::io {

using ports::transport_errc;
using ports::want;

byte_stream::core::core(io_thread& on, tcp_socket owned, std::unique_ptr<ports::transport> over, std::size_t limit)
    : thread{on},
      socket{std::move(owned)},
      transport{std::move(over)},
      queue_limit{limit},
      deadline{*this, [](core& self) { self.passed_deadline(); }} {}

void byte_stream::core::wait_for(want direction) {
  bool const is_read = direction == want::read;
  auto& waiting = is_read ? waiting_read : waiting_write;
  if (waiting || !open) return;
  waiting = true;
  // While it waits the socket belongs to this object: closing it ends the wait with an error, so a descriptor
  // that was closed and used again is never touched.
  socket.async_wait(is_read ? tcp_socket::wait_read : tcp_socket::wait_write,
                    [self = shared_from_this(), direction](error_code ec) { self->ready(direction, ec); });
}

void byte_stream::core::ready(want direction, error_code ec) {
  (direction == want::read ? waiting_read : waiting_write) = false;
  if (!open || broken) return;
  if (ec) return fail(ec);
  if (on_handshake) return drive_handshake();
  // First what was begun: a read that must write (a KeyUpdate answered), or a write, is repeated before
  // anything else is said to TLS.
  if (read_wants_write && direction == want::write) {
    read_wants_write = false;
    drive_read();
    if (!open || broken) return;
  }
  if (write_wants == direction || (queue != nullptr && write_wants == want::nothing && !read_wants_write)) {
    flush();
  } else if (finishing && !goodbye_said && !is_write_held()) {
    say_goodbye();
  }
  if (open && !broken && direction == want::read && !waiting_read) drive_read();
}

void byte_stream::core::drive_handshake() {
  auto const step = transport->handshake();
  if (step.error) return fail(step.error);
  if (step.would_block()) return wait_for(step.wait);
  complete(on_handshake, {});
}

/// OpenSSL 3.0 must not read while a write waits: a KeyUpdate asked for then is fatal ("bad length").
void byte_stream::core::drive_read() {
  if (write_wants != want::nothing || (listener_holds && !finishing)) {
    read_held = true;
    return;
  }
  if (finishing) return discard();
  if (listener != nullptr) return hand_to_listener();
  if (on_read) return hand_to_operation();
}

void byte_stream::core::hand_to_listener() {
  constexpr int turns = 4;  // then others get theirs
  for (int turn = 0; turn < turns; ++turn) {
    auto const got = transport->read(thread.read_scratch());
    if (got.error) return fail(got.error);
    if (got.wait == want::write) read_wants_write = true;
    if (got.would_block()) return wait_for(got.wait);
    last_heard = std::chrono::steady_clock::now();
    listener->on_bytes(thread.read_scratch().first(got.bytes));
    if (!open || broken) return;
    if (listener == nullptr || write_wants != want::nothing || listener_holds) return resume_reading();
    if (!transport->pending()) return wait_for(want::read);
  }
  resume_reading();
}

void byte_stream::core::hand_to_operation() {
  auto const got = transport->read({static_cast<char*>(read_into.data()), read_into.size()});
  if (got.error == transport_errc::closed)
    return complete(on_read, asio::error::eof, 0);  // the other half may still be written
  if (got.error) return fail(got.error);
  if (got.wait == want::write) read_wants_write = true;
  if (got.would_block()) return wait_for(got.wait);
  last_heard = std::chrono::steady_clock::now();
  complete(on_read, {}, got.bytes);
}

/// After our goodbye: what still comes is read so that closing does not reset the connection under our last
/// words.
void byte_stream::core::discard() {
  for (int turn = 0; turn < 16; ++turn) {
    auto const got = transport->read(thread.read_scratch());
    // The peer ended first: what is queued may still reach it.
    if (got.error == transport_errc::closed && !goodbye_said) return;
    if (got.error) return close(got.error);
    if (got.wait == want::write) read_wants_write = true;
    if (got.would_block()) return wait_for(got.wait);
  }
  resume_reading();
}

void byte_stream::core::resume_reading() {
  if (!open) return;
  if (write_wants != want::nothing) {
    read_held = true;
    return;
  }
  read_held = false;
  if (!transport->pending()) return wait_for(want::read);
  asio::post(thread.get_executor(), [self = shared_from_this()] {
    if (self->open && !self->broken) self->drive_read();
  });
}

write_result byte_stream::core::write(frame_parts const& frame, keeper_ref const* keeper) {
  if (!open || broken || finishing || on_handshake) return write_result::failed;
  if (is_write_held()) return enqueue(frame, 0, keeper);
  auto const scratch = thread.write_scratch();
  auto const total = frame.size();
  for (std::size_t offset = 0; offset < total;) {
    auto const count = frame.gather(offset, scratch);
    for (std::size_t sent = 0; sent < count;) {
      auto const put = transport->write(scratch.subspan(sent, count - sent));
      if (put.error) {
        fail_later(put.error);
        return write_result::failed;
      }
      if (put.would_block()) {
        write_wants = put.wait;
        wait_for(put.wait);
        return enqueue(frame, offset, keeper);
      }
      sent += put.bytes;
      offset += put.bytes;
    }
  }
  return write_result::sent;
}

/// A frame is taken whole or not at all; one that found the queue empty is always taken.
write_result byte_stream::core::enqueue(frame_parts const& frame, std::size_t offset, keeper_ref const* keeper) {
  if (queue != nullptr && queue->size() + frame.size() > queue_limit) return write_result::overflow;
  if (queue == nullptr) queue = std::make_unique<write_queue>();
  queue->push(frame, offset, keeper);
  return write_result::queued;
}

void byte_stream::core::flush() {
  write_wants = want::nothing;
  auto const scratch = thread.write_scratch();
  while (queue != nullptr && queue->size() > 0) {
    auto const put = transport->write(scratch.first(queue->gather(scratch)));
    if (put.error) return fail(put.error);
    if (put.would_block()) {
      write_wants = put.wait;
      return wait_for(put.wait);
    }
    queue->consume(put.bytes);
  }
  drained();
}

void byte_stream::core::drained() {
  queue.reset();
  if (on_write) complete(on_write, {}, write_bytes);
  if (finishing) say_goodbye();
  if (open && read_held) resume_reading();
  if (open && listener != nullptr) listener->on_drained();
}

void byte_stream::core::say_goodbye() {
  if (goodbye_said || !open) return;
  auto const step = transport->shutdown();
  if (step.error) return close(step.error);
  if (step.would_block()) return wait_for(step.wait);
  goodbye_said = true;
  error_code ignored;
  socket.shutdown(tcp_socket::shutdown_send, ignored);
  resume_reading();
}

void byte_stream::core::fail(error_code why) {
  if (!open) return;
  if (why == transport_errc::closed && !is_write_held()) transport->shutdown();  // answers the peer's goodbye
  auto* const told = std::exchange(listener, nullptr);
  close(why);
  if (told != nullptr) told->on_end(why);
}

void byte_stream::core::fail_later(error_code why) {
  broken = true;
  asio::post(thread.get_executor(), [self = shared_from_this(), why] { self->fail(why); });
}

void byte_stream::core::passed_deadline() {
  auto const self = shared_from_this();
  fail(asio::error::timed_out);
}

void byte_stream::core::finish(std::chrono::milliseconds linger) {
  if (!open || finishing) return;
  if (broken) return close(asio::error::operation_aborted);
  listener = nullptr;
  finishing = true;
  deadline.set(thread.timers(), linger);
  complete(on_handshake, asio::error::operation_aborted);
  complete(on_read, asio::error::operation_aborted, 0);
  if (!is_write_held()) say_goodbye();
}

void byte_stream::core::close(error_code why) noexcept {
  if (!open) return;
  open = false;
  listener = nullptr;
  deadline.cancel();
  if (auto words = transport ? transport->fault() : std::string{}; !words.empty())
    last_words = std::make_unique<std::string>(std::move(words));
  error_code ignored;
  socket.close(ignored);
  transport.reset();
  queue.reset();
  complete(on_handshake, why);
  complete(on_read, why, 0);
  complete(on_write, why, 0);
}

void byte_stream::core::complete(handshake_handler& handler, error_code ec) {
  if (handler) handler.post(ec);
}

void byte_stream::core::complete(io_handler& handler, error_code ec, std::size_t bytes) {
  if (handler) handler.post(ec, bytes);
}

}  // namespace carerelay::io
