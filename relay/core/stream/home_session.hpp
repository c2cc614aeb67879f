#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports/store_types.hpp"
#include "protocol/frame/frames.hpp"
#include "relay/core/stream/session_answers.hpp"
#include "relay/core/stream/unstored_ring.hpp"

/// The life of one home's stream as a value that says what to do next. No socket, clock or thread: time comes
/// in with every call, effects go out through the sink.
namespace carerelay::core {

using protocol::instant;

/// What to do next, obeyed by the shell at once and in order. Called on the session's thread; must not call
/// back into the session.
class home_sink {
 public:
  virtual void send(protocol::server_frame const& frame) = 0;
  /// Sends head, shared body and tail as one frame without copying the body. False when the stream could not
  /// take it whole at once (it is queued all the same): the session then waits for `drained`.
  virtual bool deliver(std::uint64_t seq, protocol::shared_message const& body) = 0;
  /// Look the device up; the answer comes to `identified` (core::look_up_device).
  virtual void look_up(protocol::hello_frame const& hello) = 0;
  /// From now on `published` is called for this home; an older session of the same device is told to go
  /// (4004).
  virtual void subscribe(ports::home_number home, ports::device_number device) = 0;
  /// Read entries after `after`; they come to `backlog`, one request at a time (core::read_backlog).
  virtual void fetch(std::uint64_t after, std::uint32_t limit) = 0;
  /// Read what an answer to `seq` is checked against; it comes to `entry_found`, in the order asked
  /// (core::find_entry).
  virtual void look_up_entry(std::uint64_t seq) = 0;
  virtual void record_delivered(ports::delivered_mark const& mark) = 0;
  /// The device held everything up to `up_to` already when it resumed, and the relay knew of `after`
  /// (core::held_marks, then as record_delivered; no answer).
  virtual void record_held(std::uint64_t after, std::uint64_t up_to) = 0;
  /// The store applies it by the table of moves (core::apply_act); the answer comes to `act_recorded` or
  /// `act_refused`, one for each.
  virtual void record_act(std::uint64_t seq, ports::receipt_event const& event) = 0;
  /// Reads the newest checkpoint and the proof from `seen` to it; it is sent (core::find_checkpoint).
  virtual void show_log(protocol::log_frame const& seen) { (void)seen; }
  /// Makes a short token for the home's HTTP calls and sends it.
  virtual void give_token() = 0;
  virtual void close(protocol::close_code code, std::string_view reason) = 0;
  /// Something an operator must see: ahead, signature_invalid, ...
  virtual void alarm(std::string_view event) = 0;

 protected:
  ~home_sink() = default;
};

struct session_rules {
  std::string host;  ///< the name the client signs: where it thinks it is, no port
  std::uint32_t heartbeat_ms = 25'000;
  std::uint32_t pong_ms = 10'000;
  std::uint32_t hello_ms = 10'000;
  std::uint32_t slow_ms = 20'000;
  std::uint32_t window_most = 256;
  std::uint32_t frames_per_second = 50;
  std::uint32_t frame_burst = 200;
  /// Size of the evidence log's newest checkpoint, for welcome and ping; null: nothing is said. Must outlive the rules.
  std::atomic<std::uint64_t> const* log_size = nullptr;
};

class home_session {
 public:
  enum class phase : std::uint8_t { awaiting_hello, checking, live, closed };

  /// `rules` must outlive the session. `jitter` (0..1) spreads this session's heartbeats by ±20 %.
  home_session(session_rules const& rules, std::array<std::uint8_t, 16> nonce, float jitter);
  ~home_session();
  home_session(home_session&&) noexcept;
  home_session& operator=(home_session&&) noexcept;

  void opened(instant now, home_sink& out);
  /// One text frame as it came. Counts against the frame budget; hostile input is answered or closed, never
  /// thrown.
  void received(std::string_view text, instant now, home_sink& out);
  void identified(hello_answer const& who, instant now, home_sink& out);
  /// `last` is the highest seq of the inbox when the entries were read.
  void backlog(std::vector<backlog_entry> const& entries, std::uint64_t last, instant now, home_sink& out);
  void entry_found(std::uint64_t seq, entry_answer const& entry, instant now, home_sink& out);
  /// A message was committed for this home. The broadcast path: no allocation while few entries wait.
  void published(std::uint64_t seq, protocol::shared_message const& body, instant now, home_sink& out);
  /// A second person has confirmed an entry; said at once when it was sent before, else right after it.
  void confirmed(protocol::confirmed_frame const& what, home_sink& out);
  /// What `read_backlog` found beside its entries; before `backlog`.
  void confirmations(std::vector<protocol::confirmed_frame> const& held, home_sink& out);
  /// The marks of this session up to `seq` are committed. Several commits may be told as one. `in_a_crowd`: thousands
  /// answer at once, so it is said with the next ping, which comes anyway, and not in a frame of its own.
  void recorded(std::uint64_t up_to, bool in_a_crowd, home_sink& out);
  void act_recorded(std::uint64_t seq, protocol::applied const& what, protocol::event_id receipt, home_sink& out);
  void act_refused(std::uint64_t seq, protocol::errc why, home_sink& out);
  /// The stream has taken some of what was queued: a slow line, not a dead one.
  void wrote(instant now) noexcept;
  /// The stream has taken everything queued.
  void drained(instant now, home_sink& out);
  /// Deadlines and heartbeat; call at or after `next_tick()`.
  void tick(instant now, home_sink& out);
  /// Says goaway, sends nothing new, and closes 4200 once what the device stored and said is recorded (2 s at
  /// most).
  void drain(std::uint32_t retry_ms_least, std::uint32_t retry_ms_most, instant now, home_sink& out);
  void revoked(home_sink& out);
  void replaced(home_sink& out);
  void suspended(home_sink& out);

  /// When `tick` has something to do. Any call may bring it forward.
  [[nodiscard]] instant next_tick() const noexcept;
  [[nodiscard]] phase now_in() const noexcept { return phase_; }
  [[nodiscard]] ports::home_number home() const noexcept { return home_; }
  [[nodiscard]] ports::device_number device() const noexcept { return device_; }
  [[nodiscard]] protocol::resume_verdict verdict() const noexcept { return verdict_; }
  /// Who said hello, as the client wrote it; "" before.
  [[nodiscard]] protocol::home_id const& home_name() const noexcept { return home_name_; }
  /// Sent but not yet stored by the device.
  [[nodiscard]] std::uint32_t unstored() const noexcept { return static_cast<std::uint32_t>(sent_ - stored_); }

 private:
  struct handshake;
  using acts = std::vector<protocol::respond_frame>;

  void on(protocol::hello_frame& frame, instant now, home_sink& out);
  void on(protocol::stored_frame const& frame, instant now, home_sink& out);
  void on(protocol::read_frame const& frame, instant now, home_sink& out);
  void on(protocol::respond_frame& frame, instant now, home_sink& out);
  void on(protocol::pong_frame, instant, home_sink&) {}
  void on(protocol::token_frame, instant now, home_sink& out);
  void on(protocol::log_frame const& frame, instant now, home_sink& out);
  void on(protocol::watch_frame const& frame, instant now, home_sink& out);
  void on(protocol::unwatch_frame const& frame, instant now, home_sink& out);
  void on(protocol::unknown_frame const& frame, instant now, home_sink& out);

  void answer_act(protocol::respond_frame& act, entry_answer const& entry, instant now, home_sink& out);
  [[nodiscard]] bool within_budget(instant now) noexcept;
  void welcome(hello_answer const& who, instant now, home_sink& out);
  void ask_for_more(home_sink& out);
  void send_entry(std::uint64_t seq, protocol::shared_message const& body, instant now, home_sink& out);
  void say_confirmed(std::uint64_t seq, home_sink& out);
  void send_skip(protocol::skip_frame const& what, instant now, home_sink& out);
  void count_sent(std::uint64_t seq, ports::message_number message, instant now);
  void say_recorded(std::uint64_t up_to, home_sink& out);
  void leave_when_done(home_sink& out);
  void refuse_frame(protocol::fault const& what, home_sink& out);
  void answer_error(protocol::errc code, std::string detail, std::optional<std::uint64_t> seq, home_sink& out);
  void close(protocol::close_code code, std::string_view reason, home_sink& out);

  [[nodiscard]] std::uint64_t log_size() const noexcept;
  [[nodiscard]] bool may_send() const noexcept;
  [[nodiscard]] bool waits_for_client() const noexcept { return sent_ > stored_ || congested_; }
  [[nodiscard]] std::uint32_t room() const noexcept { return window_ - unstored(); }

  session_rules const* rules_;
  std::unique_ptr<handshake> hello_;  ///< gone once live
  std::unique_ptr<acts> asked_;       ///< answers whose entry is being looked up; gone when empty
  std::unique_ptr<std::vector<protocol::confirmed_frame>> early_;  ///< of entries not sent yet; gone when empty
  protocol::home_id home_name_;
  protocol::device_id device_id_;
  ports::public_point key_{};
  instant deadline_{};          ///< hello's, the next ping's, its pong's, or the drain's
  instant progress_{};          ///< when the client last did what it is waited for
  instant budget_{};            ///< until when the frame budget is spent
  std::uint64_t last_ = 0;      ///< highest seq known to be committed
  std::uint64_t sent_ = 0;      ///< highest seq sent or skipped, or held when it resumed
  std::uint64_t stored_ = 0;    ///< the device's word
  std::uint64_t marked_ = 0;    ///< highest seq given to record_delivered
  std::uint64_t recorded_ = 0;  ///< highest seq told to be recorded
  std::uint64_t owed_ = 0;      ///< highest seq that is recorded, told or to be told with the next ping
  unstored_ring unstored_;      ///< message numbers of stored_+1 … sent_, 0 for the skipped
  ports::home_number home_ = 0;
  ports::device_number device_ = 0;
  std::uint32_t ping_every_;
  std::uint16_t window_ = 0;
  std::uint16_t acts_open_ = 0;  ///< acts the store has not answered
  phase phase_ = phase::awaiting_hello;
  protocol::resume_verdict verdict_ = protocol::resume_verdict::ok;
  bool fetching_ : 1 = false;
  bool congested_ : 1 = false;
  bool awaiting_pong_ : 1 = false;
  bool leaving_ : 1 = false;
  bool told_confirmed_ : 1 = false;  ///< of what the device held when it resumed
};

/// What `hello` asks for against what the relay holds. An epoch "E+x" is a device's own continuation of the
/// register's epoch E, given when it was ahead once.
[[nodiscard]] protocol::resume_verdict judge(protocol::resume_point const& asked, std::string_view epoch,
                                             ports::inbox_bounds const& held) noexcept;

}  // namespace carerelay::core
