#pragma once

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

/// Bytes over one connected, non-blocking socket, encrypted or not. Every call returns at once.
namespace carerelay::ports {

enum class transport_errc : int {
  closed = 1,        ///< the peer said goodbye in order (close_notify; FIN on plain TCP)
  truncated,         ///< the connection ended without a goodbye: what came before may be incomplete
  reset,             ///< the connection broke (ECONNRESET, EPIPE, time-out of the network)
  handshake_failed,  ///< no common version or cipher, or bytes that are not TLS; `fault()` has the words
  peer_untrusted,    ///< the peer's certificate was refused; `fault()` says why
  protocol_broken    ///< a record that does not decrypt, or any other fatal fault of the peer
};

[[nodiscard]] boost::system::error_category const& transport_category() noexcept;
[[nodiscard]] inline boost::system::error_code make_error_code(transport_errc code) noexcept {
  return {static_cast<int>(code), transport_category()};
}

/// What the socket must become before the same call is worth repeating.
enum class want : std::uint8_t { nothing, read, write };

/// `error` set: it failed, for good. Else `wait` other than nothing: would block. Else `bytes` were moved
/// (none for handshake and shutdown: done).
struct progress {
  std::size_t bytes = 0;
  want wait = want::nothing;
  boost::system::error_code error;

  [[nodiscard]] bool would_block() const noexcept { return wait != want::nothing; }
};

/// One connection. Used by one thread. Does not own the socket, which must stay open while calls are made.
/// After an error only the destructor may be called; shutdown then answers at once and sends nothing.
class transport {
 public:
  virtual ~transport() = default;
  transport(transport const&) = delete;
  transport& operator=(transport const&) = delete;

  /// Done when both sides agree. Repeat after the wait it asks for.
  virtual progress handshake() = 0;
  /// At most one record; never called while a write waits (a KeyUpdate asked for then would be fatal).
  virtual progress read(std::span<char> into) = 0;
  /// May take less than all. After would_block the next write must begin with the same bytes and be no
  /// shorter; they may lie elsewhere in memory.
  virtual progress write(std::span<char const> bytes) = 0;
  /// Sends the goodbye, does not wait for the peer's.
  virtual progress shutdown() = 0;

  /// Bytes are held here already: read again before waiting for the socket.
  [[nodiscard]] virtual bool pending() const noexcept = 0;
  [[nodiscard]] virtual int native_handle() const noexcept = 0;
  /// "TLSv1.3 TLS_AES_128_GCM_SHA256", "tcp": for logs.
  [[nodiscard]] virtual std::string description() const = 0;
  /// One sentence on what failed, for an operator; empty when nothing did.
  [[nodiscard]] virtual std::string fault() const = 0;

 protected:
  transport() = default;
};

/// Makes the transport of each new connection. Any thread. A reload of certificates changes what is made from
/// then on, never what was made before.
class transport_maker {
 public:
  virtual ~transport_maker() = default;
  /// `socket` is connected and non-blocking.
  [[nodiscard]] virtual std::unique_ptr<transport> make(int socket) = 0;
  [[nodiscard]] virtual bool is_encrypted() const noexcept = 0;
};

}  // namespace carerelay::ports

template <>
struct boost::system::is_error_code_enum<carerelay::ports::transport_errc> : std::true_type {};
