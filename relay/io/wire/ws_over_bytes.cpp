#include "relay/io/wire/ws_over_bytes.hpp"

#include <stdlib.h>  // arc4random_buf is not in <cstdlib>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

#include "protocol/text/utf8.hpp"
#include "relay/io/wire/ws_handshake.hpp"

namespace carerelay::io {
namespace {

constexpr std::uint32_t control_burst = 10;  // seconds' worth of control frames that may come at once

std::array<std::uint8_t, 4> new_mask() noexcept {
  std::array<std::uint8_t, 4> mask{};
  arc4random_buf(mask.data(), mask.size());  // RFC 6455 section 10.3: must not be guessed
  return mask;
}

/// At most `most` bytes, not cut inside a character.
std::string_view shortened(std::string_view text, std::size_t most) noexcept {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return text.substr(0, most);
}

}  // namespace

std::unique_ptr<ws_stream> accept_websocket(byte_stream&& stream, ws_accept const& how, ws_limits const& limits) {
  stream.expires_never();
  auto made = std::make_unique<ws_over_bytes>(std::move(stream), ws_reader::role::server, limits, how.early);
  made->lower().write_frame(websocket_answer(how));
  return made;
}

ws_over_bytes::ws_over_bytes(byte_stream&& stream, ws_reader::role role, ws_limits const& limits,
                             std::string_view early)
    : stream_{std::move(stream)},
      reader_{{role, limits.message_bytes, limits.frames_per_message}},
      close_wait_{limits.close_wait},
      controls_a_second_{limits.pings_per_second},
      controls_left_{limits.pings_per_second * control_burst},
      is_client_{role == ws_reader::role::client} {
  if (!early.empty()) early_ = std::make_unique<std::string>(early);
}

ws_over_bytes::~ws_over_bytes() {
  if (gone_ != nullptr) *gone_ = true;
}

void ws_over_bytes::start(ws_listener& listener) {
  listener_ = &listener;
  stream_.listen(*this, early_ ? std::move(*early_) : std::string{});
  early_.reset();
}

void ws_over_bytes::on_bytes(std::span<char> bytes) {
  bool gone = false;
  gone_ = &gone;
  for (;;) {
    auto const found = reader_.next(bytes);
    if (found.what == ws_reader::what::nothing) break;
    bool const goes_on = obey(found);
    if (gone) return;
    if (!goes_on) break;
  }
  gone_ = nullptr;
}

bool ws_over_bytes::obey(ws_reader::event const& found) {
  switch (found.what) {
    case ws_reader::what::nothing: return false;
    case ws_reader::what::message:
      if (state_ == state::open) listener_->on_message(found.payload);
      return true;  // the caller looks first whether this object is still there
    case ws_reader::what::pong:
    case ws_reader::what::ping:
      if (!spend_control()) {
        close(1008, "too many control frames");
      } else if (found.what == ws_reader::what::ping && state_ == state::open) {
        answer_ping(found.payload);
      }
      return true;
    case ws_reader::what::close: peer_closed(found); return false;
    case ws_reader::what::fault: break;
  }
  if (state_ == state::open) send_close(found.code, found.payload);
  end({found.code, found.payload, false, make_error_code(boost::system::errc::protocol_error)});
  return false;
}

/// A peer that asks but does not read its answers fills its queue: the next pong is then the last thing it is not told.
void ws_over_bytes::answer_ping(std::string_view payload) {
  if (send_control(ws_opcode::pong, payload) == write_result::overflow) close(1008, "answers are not read");
}

void ws_over_bytes::peer_closed(ws_reader::event const& found) {
  if (state_ == state::closing) {
    end({code_, reason_ ? std::string_view{*reason_} : std::string_view{}, false, {}});
    return;
  }
  send_close(found.code == 1005 ? std::uint16_t{1000} : found.code, {});
  end({found.code, found.payload, true, {}});
}

void ws_over_bytes::on_drained() {
  if (state_ == state::open) listener_->on_drained();
}

void ws_over_bytes::on_end(error_code why) {
  bool const orderly = why == ports::transport_errc::closed;
  if (state_ == state::closing) {
    end({code_, reason_ ? std::string_view{*reason_} : std::string_view{}, false, orderly ? error_code{} : why});
  } else {
    end({1006, {}, orderly, why});
  }
}

/// The last thing this object does: the listener may destroy it.
void ws_over_bytes::end(ws_end const& how) {
  state_ = state::ended;
  stream_.finish(close_wait_);
  std::exchange(listener_, nullptr)->on_closed(how);
}

/// Filled up once a second has passed; a burst of ten seconds' worth may come at once.
bool ws_over_bytes::spend_control() noexcept {
  if (controls_a_second_ == 0) return true;
  auto const now = stream_.last_heard();
  auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(now - budget_from_).count();
  if (seconds > 0) {
    auto const full = static_cast<std::uint64_t>(controls_a_second_) * control_burst;
    auto const earned = static_cast<std::uint64_t>(std::min<std::int64_t>(seconds, control_burst)) * controls_a_second_;
    controls_left_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(full, controls_left_ + earned));
    budget_from_ = now;
  }
  if (controls_left_ == 0) return false;
  --controls_left_;
  return true;
}

write_result ws_over_bytes::send(std::string_view text) {
  if (state_ != state::open) return write_result::failed;
  if (is_client_) return send_masked(ws_opcode::text, std::string{text});
  auto const head = make_ws_head(ws_opcode::text, text.size());
  return stream_.write_frame(head.view(), text);
}

write_result ws_over_bytes::send(std::string_view head, std::string_view body, keeper_ref keeper,
                                 std::string_view tail) {
  if (state_ != state::open) return write_result::failed;
  if (is_client_) return send_masked(ws_opcode::text, std::string{head}.append(body).append(tail));
  auto const first = make_ws_head(ws_opcode::text, head.size() + body.size() + tail.size());
  return stream_.write_frame(first.view(), head, body, keeper, tail);
}

write_result ws_over_bytes::send_masked(ws_opcode opcode, std::string payload) {
  auto const mask = new_mask();
  apply_ws_mask(payload, mask, 0);
  return stream_.write_frame(make_masked_ws_head(opcode, payload.size(), mask).view(), payload);
}

write_result ws_over_bytes::send_control(ws_opcode opcode, std::string_view payload) {
  if (state_ != state::open) return write_result::failed;
  if (is_client_) return send_masked(opcode, std::string{payload});
  return stream_.write_frame(make_ws_head(opcode, payload.size()).view(), payload);
}

write_result ws_over_bytes::send_close(std::uint16_t code, std::string_view reason) {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  payload += shortened(reason, 123);
  return send_control(ws_opcode::close, payload);
}

void ws_over_bytes::close(std::uint16_t code, std::string_view reason) {
  if (state_ != state::open) return;
  auto const said = send_close(code, reason);
  state_ = state::closing;
  code_ = code;
  reason_ = std::make_unique<std::string>(shortened(reason, 123));
  bool const is_heard = said == write_result::sent || said == write_result::queued;
  stream_.expires_after(is_heard ? close_wait_ : std::chrono::milliseconds{0});
}

}  // namespace carerelay::io
