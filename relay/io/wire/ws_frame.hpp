#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// WebSocket frames (RFC 6455 section 5) as values: no socket here.
namespace carerelay::io {

enum class ws_opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// The bytes before a payload. Every frame we send is whole (FIN).
struct ws_head {
  std::array<char, 14> bytes{};
  std::uint8_t size = 0;

  [[nodiscard]] std::string_view view() const noexcept { return {bytes.data(), size}; }
};

/// A server's frame, unmasked.
[[nodiscard]] ws_head make_ws_head(ws_opcode opcode, std::uint64_t payload_bytes) noexcept;
/// A client's, with the four bytes of the mask at its end; `apply_ws_mask` then goes over the payload.
[[nodiscard]] ws_head make_masked_ws_head(ws_opcode opcode, std::uint64_t payload_bytes,
                                          std::array<std::uint8_t, 4> mask) noexcept;
/// XORs `bytes`, which begin `offset` bytes into the payload, with the mask; twice is nothing.
void apply_ws_mask(std::span<char> bytes, std::array<std::uint8_t, 4> mask, std::uint64_t offset) noexcept;

/// Reads frames from bytes as they come, cut anywhere. A message that lies whole in the input is given as a view of it;
/// only one cut in pieces is copied.
class ws_reader {
 public:
  enum class role : std::uint8_t { server, client };  ///< whose side reads: a server wants masks, a client none

  struct rules {
    role reads_as = role::server;
    std::size_t message_bytes = 64 * 1024;
    std::uint32_t frames_per_message = 64;
  };

  enum class what : std::uint8_t {
    nothing,  ///< the input is used up
    message,  ///< `payload` is a whole text message, valid UTF-8
    ping,     ///< `payload` at most 125 bytes
    pong,
    close,  ///< `code` 1005 when it had none; `payload` the reason
    fault   ///< the peer broke a rule: close with `code`, `payload` says which; nothing more can be read
  };
  struct event {
    ws_reader::what what = what::nothing;
    std::uint16_t code = 0;
    std::string_view payload;  ///< valid until the next call, and as long as the input
  };

  explicit ws_reader(rules const& by) noexcept;

  /// Takes bytes off the front of `input` (which it changes in place) up to and with the next event. Call again until
  /// `nothing`.
  event next(std::span<char>& input);

 private:
  enum class part : std::uint8_t { head, payload, dead };

  [[nodiscard]] bool take_head(std::span<char>& input);
  [[nodiscard]] event check_head();
  [[nodiscard]] event take_payload(std::span<char>& input);
  [[nodiscard]] event end_frame(std::string_view payload);
  [[nodiscard]] event end_control(std::string_view payload);
  [[nodiscard]] event fail(std::uint16_t code, std::string_view words);
  [[nodiscard]] bool is_control() const noexcept { return static_cast<std::uint8_t>(opcode_) >= 8; }
  void release() noexcept;

  std::string held_;        ///< payload of the frames so far of a message in pieces
  std::string control_;     ///< payload so far of a control frame in pieces
  std::uint64_t left_ = 0;  ///< payload bytes still to come in this frame
  std::uint64_t length_ = 0;
  std::uint32_t frames_ = 0;
  std::uint32_t most_frames_;
  std::size_t most_bytes_;
  std::array<char, 14> head_{};
  std::array<std::uint8_t, 4> mask_{};
  std::uint8_t head_size_ = 0;
  role role_;
  part part_ = part::head;
  ws_opcode opcode_{};
  bool fin_ = false;
  bool in_message_ = false;  ///< a first frame without FIN came
};

}  // namespace carerelay::io
