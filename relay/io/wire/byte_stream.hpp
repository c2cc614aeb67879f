#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/ports/transport.hpp"
#include "relay/io/loop/asio.hpp"
#include "relay/io/loop/completion.hpp"
#include "relay/io/loop/keeper_ref.hpp"

namespace carerelay::io {

class io_thread;

/// Told what happens on a stream that is listened to. Called on the stream's thread, never from inside a call
/// to the stream (except `finish` and `close` from inside a call to the listener itself, which are allowed,
/// as is destroying the stream).
class stream_listener {
 public:
  virtual void on_bytes(std::span<char> bytes) = 0;  ///< valid during the call; may be changed in place
  virtual void on_drained() = 0;                     ///< the queue had something and is empty now
  virtual void on_end(error_code why) = 0;           ///< last call: closed, truncated, reset, timed_out, ...

 protected:
  ~stream_listener() = default;
};

enum class write_result : std::uint8_t {
  sent,      ///< the kernel has all of it
  queued,    ///< taken whole, part of it waits for the peer; `on_drained` will come
  overflow,  ///< the queue is full: nothing was taken, close the stream
  failed     ///< the stream is closed or broken; `on_end` has come or will
};

/// One connection, TLS or plain TCP, as one type. Meets Beast's AsyncStream. Everything written, by whichever
/// call, leaves in the order of the calls and whole. Used on its io_thread only. Destroying it closes the
/// socket at once.
class byte_stream {
 public:
  using executor_type = executor;

  /// `queue_limit`: bytes that may wait for a slow peer.
  byte_stream(io_thread& thread, tcp_socket socket, std::unique_ptr<ports::transport> transport,
              std::size_t queue_limit);
  /// The same with `maker` making the transport.
  byte_stream(io_thread& thread, tcp_socket socket, ports::transport_maker& maker, std::size_t queue_limit);
  byte_stream(byte_stream&&) noexcept;
  byte_stream& operator=(byte_stream&&) noexcept;
  ~byte_stream();

  [[nodiscard]] executor_type get_executor() const noexcept;
  [[nodiscard]] io_thread& thread() const noexcept;
  [[nodiscard]] std::string description() const;   ///< version and cipher, for logs
  [[nodiscard]] std::string fault() const;         ///< in words, what the transport failed with
  [[nodiscard]] std::string peer_address() const;  ///< "192.0.2.7", "" once closed

  // One operation at a time in each direction. Completion is never from inside the call.

  /// `void(error_code)`
  template <class Token>
  auto async_handshake(Token&& token) {
    return asio::async_initiate<Token, void(error_code)>(
        [this](auto handler) {
          start_handshake({get_executor(), std::move(handler)});
        },
        token);
  }
  /// `void(error_code, std::size_t)`
  template <class MutableBuffers, class Token>
  auto async_read_some(MutableBuffers const& into, Token&& token) {
    return asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, asio::mutable_buffer first) {
          start_read(first, {get_executor(), std::move(handler)});
        },
        token, first_buffer(into));
  }
  /// `void(error_code, std::size_t)`; completes when the kernel has what it took.
  template <class ConstBuffers, class Token>
  auto async_write_some(ConstBuffers const& from, Token&& token) {
    gathered parts;
    for (auto it = asio::buffer_sequence_begin(from);
         it != asio::buffer_sequence_end(from) && parts.count < parts.all.size(); ++it)
      parts.all[parts.count++] = *it;
    return asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, gathered const& what) {
          start_write(what, {get_executor(), std::move(handler)});
        },
        token, parts);
  }

  /// After this long the stream closes; what is pending ends with asio::error::timed_out. Replaces an earlier
  /// deadline.
  void expires_after(std::chrono::milliseconds from_now);
  void expires_never() noexcept;

  // The broadcast path

  /// From now on bytes go to `listener` and async_read_some is not used. Bytes come after the next turn of
  /// the loop.
  /// `early` is handed on before them: bytes that were read already.
  void listen(stream_listener& listener, std::string early = {});
  /// With a listener: nothing more is read until it is let go. An end of the connection is noticed only then.
  void hold_reading(bool held);
  /// One frame: its parts leave as one write (one TLS record when they fit in 16 KiB). Nothing is copied but into the
  /// thread's scratch, unless the socket takes only part of it; then first, head and tail are copied and the body is
  /// kept alive by `keeper`.
  write_result write_frame(std::string_view first, std::string_view head, std::string_view body, keeper_ref keeper,
                           std::string_view tail = {});
  /// The same, copying what must wait.
  write_result write_frame(std::string_view first, std::string_view rest = {});
  [[nodiscard]] std::size_t queued_bytes() const noexcept;
  [[nodiscard]] std::chrono::steady_clock::time_point last_heard() const noexcept;  ///< when bytes last came

  /// Sends what is queued, says goodbye, waits for the peer's end at most `linger`, reading and dropping what
  /// still comes, so that the last words are not lost to a reset. The listener hears no more. The object may
  /// be destroyed before it is done.
  void finish(std::chrono::milliseconds linger = std::chrono::seconds{2});
  /// At once, without a goodbye. Pending operations end with operation_aborted; the listener hears no more.
  void close() noexcept;
  [[nodiscard]] bool is_open() const noexcept;

 private:
  struct core;
  using handshake_handler = completion<error_code>;
  using io_handler = completion<error_code, std::size_t>;
  struct gathered {
    std::array<asio::const_buffer, 16> all;
    std::size_t count = 0;
  };

  template <class Buffers>
  static asio::mutable_buffer first_buffer(Buffers const& into) {
    for (auto it = asio::buffer_sequence_begin(into); it != asio::buffer_sequence_end(into); ++it) {
      asio::mutable_buffer const one{*it};
      if (one.size() > 0) return one;
    }
    return {};
  }
  void start_handshake(handshake_handler done);
  void start_read(asio::mutable_buffer into, io_handler done);
  void start_write(gathered const& from, io_handler done);

  std::shared_ptr<core> core_;
};

}  // namespace carerelay::io
