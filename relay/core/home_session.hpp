#pragma once

#include <boost/container/small_vector.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/ports/store_types.hpp"
#include "protocol/frames.hpp"

/// The life of one home's stream as a value that says what to do next. No socket, clock or thread: time comes in
/// with every call, effects go out through the sink.
namespace carerelay::core {

using protocol::instant;

/// What the register knows of who says hello, read by the shell from the store.
struct hello_answer {
  bool known = false;             ///< the device exists and belongs to the home named
  bool revoked = false;
  bool suspended = false;
  ports::home_number home = 0;
  ports::device_number device = 0;
  ports::public_point key{};
  std::uint64_t cursor = 0;       ///< what the relay knows this device has stored
  std::string epoch;
  ports::inbox_bounds bounds;
};

/// One entry to replay: either its body, or why it is skipped.
struct backlog_entry {
  std::uint64_t seq = 0;
  protocol::shared_message body;                    ///< null when skipped
  std::optional<protocol::skip_frame> skipped;
};

/// What to do next, obeyed by the shell at once and in order. Called on the session's thread; must not call back
/// into the session.
class home_sink {
 public:
  virtual void send(protocol::server_frame const& frame) = 0;
  /// Sends head, shared body and tail as one frame without copying the body. False when the stream could not take it
  /// whole at once (it is queued all the same): the session then waits for `drained`.
  virtual bool deliver(std::uint64_t seq, protocol::shared_message const& body) = 0;
  /// Look the device up; the answer comes to `identified`.
  virtual void look_up(protocol::hello_frame const& hello) = 0;
  /// From now on `published` is called for this home; an older session of the same device is told to go (4004).
  virtual void subscribe(ports::home_number home, ports::device_number device) = 0;
  /// Read entries after `after`; they come to `backlog`, one request at a time.
  virtual void fetch(std::uint64_t after, std::uint32_t limit) = 0;
  virtual void record_delivered(ports::delivered_mark const& mark) = 0;
  /// The device held everything up to `seq` already when it resumed.
  virtual void record_held(std::uint64_t seq) = 0;
  /// The store applies it by the table of moves; the answer comes to `act_recorded` or `act_refused`.
  virtual void record_act(std::uint64_t seq, ports::receipt_event const& event) = 0;
  /// Makes a short token for the home's HTTP calls and sends it.
  virtual void give_token() = 0;
  virtual void close(protocol::close_code code, std::string_view reason) = 0;
  /// Something an operator must see: ahead, signature_invalid, ...
  virtual void alarm(std::string_view event) = 0;

 protected:
  ~home_sink() = default;
};

struct session_rules {
  std::string host;                   ///< the name the client signs
  std::uint32_t heartbeat_ms = 25'000;
  std::uint32_t pong_ms = 10'000;
  std::uint32_t hello_ms = 10'000;
  std::uint32_t slow_ms = 20'000;
  std::uint32_t window_most = 256;
  std::uint32_t frames_per_second = 50;
  std::uint32_t frame_burst = 200;
};

class home_session {
 public:
  enum class phase : std::uint8_t { awaiting_hello, checking, live, closed };

  /// `rules` must outlive the session. `jitter` (0..1) spreads this session's heartbeats by ±20 %.
  home_session(session_rules const& rules, std::array<std::uint8_t, 16> nonce, float jitter) noexcept;

  void opened(instant now, home_sink& out);
  /// One text frame as it came. Counts against the frame budget; hostile input is answered or closed, never thrown.
  void received(std::string_view text, instant now, home_sink& out);
  void identified(hello_answer const& who, instant now, home_sink& out);
  void backlog(std::vector<backlog_entry> const& entries, std::uint64_t last, instant now, home_sink& out);
  /// A message was committed for this home. The broadcast path: no allocation once the window's ring exists.
  void published(std::uint64_t seq, protocol::shared_message const& body, instant now, home_sink& out);
  /// The marks of this session up to `seq` are committed.
  void recorded(std::uint64_t up_to, home_sink& out);
  void act_recorded(std::uint64_t seq, protocol::applied const& what, protocol::event_id receipt, home_sink& out);
  void act_refused(std::uint64_t seq, protocol::errc why, home_sink& out);
  /// The stream has taken everything queued.
  void drained(instant now, home_sink& out);
  /// Deadlines and heartbeat; call at or after `next_tick()`.
  void tick(instant now, home_sink& out);
  void drain(std::uint32_t retry_ms_least, std::uint32_t retry_ms_most, home_sink& out);
  void revoked(home_sink& out);
  void replaced(home_sink& out);

  [[nodiscard]] instant next_tick() const noexcept;
  [[nodiscard]] phase now_in() const noexcept;
  [[nodiscard]] ports::home_number home() const noexcept;
  [[nodiscard]] ports::device_number device() const noexcept;
  [[nodiscard]] protocol::resume_verdict verdict() const noexcept;
};

/// What `hello` asks for against what the relay holds.
[[nodiscard]] protocol::resume_verdict judge(protocol::resume_point const& asked, std::string_view epoch,
                                             ports::inbox_bounds const& held) noexcept;

}  // namespace carerelay::core
