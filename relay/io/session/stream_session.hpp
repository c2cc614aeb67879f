#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "protocol/frame/frames.hpp"
#include "relay/io/session/lane.hpp"
#include "relay/io/wire/ws_stream.hpp"

namespace carerelay::io {

/// What a home's and a publisher's session have in common: the stream, one timer, and the end. Lives on its lane, which
/// keeps it until the stream has closed.
class stream_session : public live_session, protected ws_listener, public std::enable_shared_from_this<stream_session> {
 public:
  /// Joins the lane and begins to listen.
  void start();

 protected:
  stream_session(lane& on, std::unique_ptr<ws_stream> stream, admission_desk::ticket admitted);
  ~stream_session() override;

  // Of the decision that the session binds
  virtual void opened() = 0;
  virtual void heard(std::string_view text) = 0;
  virtual void drained() = 0;
  virtual void wrote() = 0;  ///< the peer took some of what waits
  virtual void tick() = 0;
  [[nodiscard]] virtual protocol::instant next_tick() const = 0;
  virtual void left() = 0;  ///< no longer reachable for others: leave the hub

  /// Whether the stream took it whole at once. After an overflow the session is closed as slow.
  bool say(protocol::server_frame const& frame);
  bool deliver_frame(std::uint64_t seq, protocol::shared_message const& body);
  void goodbye(protocol::close_code code, std::string_view reason);
  [[nodiscard]] bool is_leaving() const noexcept { return leaving_; }
  /// After every call of the decision: sets the timer to when it wants to be called next.
  void arm();
  [[nodiscard]] std::string const& source() const noexcept { return ticket_.source(); }

  lane& lane_;

 private:
  void on_message(std::string_view text) final;
  void on_drained() final;
  void on_closed(ws_end const& how) final;
  void fired();
  bool sent(write_result how);
  void note_queue();
  void stop_reading_while_behind();

  std::unique_ptr<ws_stream> stream_;
  admission_desk::ticket ticket_;
  nursery::place place_;
  ticker::timer timer_;
  protocol::instant armed_ = protocol::instant::max();
  std::size_t queued_ = 0;  ///< as counted
  bool leaving_ = false;
};

}  // namespace carerelay::io
