#pragma once

#include "relay/core/people/actor.hpp"
#include "relay/core/stream/watch.hpp"
#include "relay/io/session/stream_session.hpp"

namespace carerelay::io {

/// A publisher's session: obeys core::watch_session over one WebSocket.
class publisher_session final : public stream_session, public core::watch_sink {
 public:
  publisher_session(lane& on, std::unique_ptr<ws_stream> stream, admission_desk::ticket admitted,
                    core::actor const& who, std::optional<protocol::session_id> signed_in = std::nullopt);
  ~publisher_session() override;

  // live_session
  void drain(std::uint32_t retry_ms_least, std::uint32_t retry_ms_most) override;
  void changed(core::event const& what) override;

 private:
  // stream_session
  void opened() override;
  void heard(std::string_view text) override;
  void drained() override;
  void wrote() override {}
  void tick() override;
  protocol::instant next_tick() const override;
  void left() override;

  // core::watch_sink
  void send(protocol::server_frame const& frame) override;
  void look_up(protocol::message_id message) override;
  void subscribe(ports::message_number) override {}  // every change is offered, the session takes what it watches
  void unsubscribe(ports::message_number) override {}
  void read(ports::message_number message, std::vector<ports::home_number> const& homes) override;
  void close(protocol::close_code code, std::string_view reason) override { goodbye(code, reason); }

  template <class Answer, class Question, class Then>
  void ask(Question question, Then then);

  protocol::member_id member_;
  /// Closes the stream of somebody whose session is over.
  void check_signed_in();

  core::watch_session session_;
  std::optional<protocol::session_id> signed_in_;  ///< with a browser
  protocol::instant next_check_ = protocol::instant::max();
};

}  // namespace carerelay::io
