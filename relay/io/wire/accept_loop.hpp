#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "relay/io/loop/asio.hpp"

namespace carerelay::io {

class io_thread;
class io_threads;

struct accept_rules {
  int backlog = 4096;
  std::size_t batch = 64;  ///< sockets taken from the queue before others get a turn
};

/// Listens on one address and hands each connection to the I/O threads in turn. A failed accept (descriptors
/// all used) waits 10 ms, doubling up to 1 s, after one waiting connection has been told off with the spare
/// descriptor. Made, used and destroyed on the thread `home`, or before that starts and after it stopped.
class accept_loop {
 public:
  /// May this source have one more connection? Called on `home`.
  using admit = std::function<bool(asio::ip::address const& source)>;
  /// A connected, non-blocking socket with TCP_NODELAY, on the thread it now belongs to; called there.
  using taken = std::function<void(io_thread&, tcp_socket, asio::ip::tcp::endpoint const& source)>;
  /// An accept failed; for the log and a counter. Called on `home`.
  using trouble = std::function<void(error_code, std::chrono::milliseconds wait)>;

  /// Throws boost::system::system_error, naming the address, when it cannot listen. `workers` outlives the
  /// loop.
  accept_loop(io_thread& home, io_threads& workers, asio::ip::tcp::endpoint const& where, accept_rules const& rules);
  ~accept_loop();
  accept_loop(accept_loop const&) = delete;
  accept_loop& operator=(accept_loop const&) = delete;

  void start(admit may, taken hand_over, trouble report);
  void close() noexcept;                                         ///< no new connections; idempotent; any thread
  [[nodiscard]] asio::ip::tcp::endpoint where() const noexcept;  ///< with the real port when 0 was asked for

 private:
  struct core;
  std::shared_ptr<core> core_;
};

}  // namespace carerelay::io
