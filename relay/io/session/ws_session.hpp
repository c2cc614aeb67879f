#pragma once

#include "relay/core/stream/home_session.hpp"
#include "relay/io/session/stream_session.hpp"

namespace carerelay::io {

/// A home's session: obeys core::home_session over one WebSocket.
class ws_session final : public stream_session, public core::home_sink, public subscriber, public receipt_owner {
 public:
  ws_session(lane& on, std::unique_ptr<ws_stream> stream, admission_desk::ticket admitted);
  ~ws_session() override;

  // live_session
  void drain(std::uint32_t retry_ms_least, std::uint32_t retry_ms_most) override;
  void changed(core::event const&) override {}

 private:
  // stream_session
  void opened() override;
  void heard(std::string_view text) override;
  void drained() override;
  void wrote() override;
  void tick() override;
  protocol::instant next_tick() const override { return session_.next_tick(); }
  void left() override;

  // core::home_sink
  void send(protocol::server_frame const& frame) override;
  bool deliver(std::uint64_t seq, protocol::shared_message const& body) override { return deliver_frame(seq, body); }
  void look_up(protocol::hello_frame const& hello) override;
  void subscribe(ports::home_number home, ports::device_number device) override;
  void fetch(std::uint64_t after, std::uint32_t limit) override;
  void look_up_entry(std::uint64_t seq) override;
  void record_delivered(ports::delivered_mark const& mark) override;
  void record_held(std::uint64_t after, std::uint64_t up_to) override;
  void record_act(std::uint64_t seq, ports::receipt_event const& event) override;
  void show_log(protocol::log_frame const& seen) override;
  void give_token() override;
  void close(protocol::close_code code, std::string_view reason) override { goodbye(code, reason); }
  void alarm(std::string_view event) override;

  // subscriber
  void published(std::uint64_t seq, protocol::shared_message const& body) override;
  void confirmed(protocol::confirmed_frame const& what) override;
  void device_revoked() override { session_.revoked(*this); }
  void home_suspended() override { session_.suspended(*this); }
  void replaced() override { session_.replaced(*this); }

  // receipt_owner
  void marks_recorded(std::uint64_t up_to, std::size_t together) override;

  /// Asks a reader; `then` is called on this thread while the session is still there. Too many questions: 4100.
  template <class Answer, class Question, class Then>
  void ask(Question question, Then then);
  [[nodiscard]] std::shared_ptr<ws_session> self();

  core::home_session session_;
  protocol::device_id device_;
  bool joined_ = false;
};

}  // namespace carerelay::io
