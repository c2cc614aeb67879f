#pragma once

#include "relay/io/wire/byte_stream.hpp"
#include "relay/io/wire/ws_frame.hpp"
#include "relay/io/wire/ws_stream.hpp"

namespace carerelay::io {

/// ws_stream over a byte_stream. One object a connection, nothing allocated while messages come whole and the peer
/// keeps up.
class ws_over_bytes final : public ws_stream, private stream_listener {
 public:
  /// `early`: bytes that came behind the peer's half of the opening handshake.
  ws_over_bytes(byte_stream&& stream, ws_reader::role role, ws_limits const& limits, std::string_view early);
  ~ws_over_bytes() override;

  void start(ws_listener& listener) override;
  write_result send(std::string_view text) override;
  write_result send(std::string_view head, std::string_view body, keeper_ref keeper, std::string_view tail) override;
  write_result ping() override { return send_control(ws_opcode::ping, {}); }
  void hold_reading(bool held) override { stream_.hold_reading(held); }
  void close(std::uint16_t code, std::string_view reason) override;
  std::size_t queued_bytes() const noexcept override { return stream_.queued_bytes(); }
  std::chrono::steady_clock::time_point last_heard() const noexcept override { return stream_.last_heard(); }
  byte_stream& lower() noexcept override { return stream_; }

 private:
  enum class state : std::uint8_t { open, closing, ended };

  void on_bytes(std::span<char> bytes) override;
  void on_drained() override;
  void on_end(error_code why) override;

  /// False: this object is gone, or hears no more.
  bool obey(ws_reader::event const& what);
  void answer_ping(std::string_view payload);
  void peer_closed(ws_reader::event const& what);
  void end(ws_end const& how);
  bool spend_control() noexcept;
  write_result send_control(ws_opcode opcode, std::string_view payload);
  write_result send_close(std::uint16_t code, std::string_view reason);
  write_result send_masked(ws_opcode opcode, std::string payload);

  byte_stream stream_;
  ws_reader reader_;
  ws_listener* listener_ = nullptr;
  bool* gone_ = nullptr;  ///< set while bytes are handed on: tells that loop of a destruction from inside
  std::unique_ptr<std::string> early_;
  std::unique_ptr<std::string> reason_;  ///< of our own close
  std::chrono::milliseconds close_wait_;
  std::chrono::steady_clock::time_point budget_from_{};
  std::uint32_t controls_a_second_;
  std::uint32_t controls_left_;
  std::uint16_t code_ = 1006;  ///< of our own close
  state state_ = state::open;
  bool is_client_;
};

}  // namespace carerelay::io
