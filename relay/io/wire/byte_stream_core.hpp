#pragma once

#include <memory>
#include <string>

#include "relay/io/loop/io_thread.hpp"
#include "relay/io/loop/ticker.hpp"
#include "relay/io/wire/byte_stream.hpp"
#include "relay/io/wire/write_queue.hpp"

namespace carerelay::io {

/// What lives as long as anything waits for the socket, which may be longer than the byte_stream. Only
/// byte_stream's own files include this.
struct byte_stream::core : std::enable_shared_from_this<byte_stream::core> {
  core(io_thread& on, tcp_socket owned, std::unique_ptr<ports::transport> over, std::size_t limit);

  // Events: called from the loop, the listener may be called from here
  void ready(ports::want direction, error_code ec);
  void drive_handshake();
  void drive_read();
  void hand_to_listener();
  void hand_to_operation();
  void discard();
  void flush();
  void drained();
  void say_goodbye();
  void fail(error_code why);
  void passed_deadline();

  // Calls: the listener is not called from here
  write_result write(frame_parts const& frame, keeper_ref const* keeper);
  write_result enqueue(frame_parts const& frame, std::size_t offset, keeper_ref const* keeper);
  void fail_later(error_code why);
  void finish(std::chrono::milliseconds linger);
  void close(error_code why) noexcept;
  void resume_reading();
  void wait_for(ports::want direction);

  void complete(handshake_handler& handler, error_code ec);
  void complete(io_handler& handler, error_code ec, std::size_t bytes);

  /// Nothing may be written past what already waits.
  [[nodiscard]] bool is_write_held() const noexcept {
    return queue != nullptr || write_wants != ports::want::nothing || read_wants_write;
  }

  io_thread& thread;
  tcp_socket socket;
  std::unique_ptr<ports::transport> transport;
  stream_listener* listener = nullptr;
  std::unique_ptr<write_queue> queue;  ///< only while something waits
  std::size_t queue_limit;
  std::chrono::steady_clock::time_point last_heard = std::chrono::steady_clock::now();
  ticker::timer deadline;

  handshake_handler on_handshake;
  io_handler on_read, on_write;
  asio::mutable_buffer read_into;
  std::size_t write_bytes = 0;
  std::unique_ptr<std::string> last_words;  ///< the transport's fault, once that is gone

  ports::want write_wants = ports::want::nothing;  ///< a write waits for this
  bool read_wants_write = false;                   ///< a read waits until the socket can be written
  bool read_held = false;       ///< readable, or asked for, but a write waits: read when it is through
  bool listener_holds = false;  ///< the listener is behind: nothing is read for it
  bool waiting_read = false, waiting_write = false;
  bool open = true;
  bool broken = false;     ///< `fail` is on its way
  bool finishing = false;  ///< goodbye said, or to be said once the queue is empty
  bool goodbye_said = false;
};

}  // namespace carerelay::io
