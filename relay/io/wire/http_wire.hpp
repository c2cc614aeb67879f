#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "relay/http/route.hpp"
#include "relay/io/loop/asio.hpp"
#include "relay/io/wire/request_gate.hpp"

namespace carerelay::io {

class byte_stream;

struct wire_times {
  std::chrono::milliseconds idle{60'000};    ///< between requests
  std::chrono::milliseconds header{10'000};  ///< from its first byte to its last
  std::chrono::milliseconds body{10'000};    ///< and one second more for every 64 KiB
  std::chrono::milliseconds answer{30'000};
};

/// HTTP/1.1 over one connection: the only place that names Beast's parser. Every step has a deadline, after which the
/// connection is closed.
class http_wire {
 public:
  /// `stream` and `times` must outlive it.
  http_wire(byte_stream& stream, wire_times const& times);
  ~http_wire();

  /// Waits for the next request and reads its header. Set: the connection is over. A header that cannot be parsed or is
  /// larger than 8 KiB is no error here: `bad_header` says so and `head` must not be used.
  task<error_code> read_head();
  [[nodiscard]] std::optional<refusal> bad_header() const noexcept;
  /// Valid until the next read_head.
  [[nodiscard]] request_head const& head() const noexcept;
  /// Reads the body of `size` bytes that the header announced. `expects_continue`: says 100 first.
  task<error_code> read_body(std::size_t size, bool expects_continue);
  [[nodiscard]] std::string take_body();
  /// What came behind the header: the peer's first bytes of another protocol.
  [[nodiscard]] std::string leftover() const;

  /// One answer with the headers every answer of ours has. `head_only`: the answer to HEAD.
  task<error_code> write(http::answer const& what, bool keep_alive, bool head_only);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace carerelay::io
