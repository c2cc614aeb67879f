#include "relay/io/wire/ws_frame.hpp"

#include <algorithm>
#include <cstring>

#include "protocol/text/utf8.hpp"

namespace carerelay::io {
namespace {

constexpr std::uint8_t fin_bit = 0x80, reserved_bits = 0x70, opcode_bits = 0x0f, mask_bit = 0x80, length_bits = 0x7f;
constexpr std::size_t control_bytes = 125;
constexpr std::uint16_t code_protocol = 1002, code_unsupported = 1003, code_none = 1005, code_text = 1007,
                        code_policy = 1008, code_too_big = 1009;

std::uint8_t byte_at(std::array<char, 14> const& bytes, std::size_t i) noexcept {
  return static_cast<std::uint8_t>(bytes[i]);
}

std::size_t head_bytes_needed(std::array<char, 14> const& head, std::size_t have) noexcept {
  if (have < 2) return 2;
  auto const second = byte_at(head, 1);
  auto const length = second & length_bits;
  return 2 + (length == 126 ? 2U : length == 127 ? 8U : 0U) + ((second & mask_bit) != 0 ? 4U : 0U);
}

/// RFC 6455 section 7.4: what may stand in a close frame.
bool is_close_code(unsigned code) noexcept {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

}  // namespace

ws_head make_ws_head(ws_opcode opcode, std::uint64_t payload_bytes) noexcept {
  ws_head head;
  auto const put = [&head](std::uint64_t byte) { head.bytes[head.size++] = static_cast<char>(byte & 0xff); };
  put(fin_bit | static_cast<std::uint8_t>(opcode));
  if (payload_bytes <= control_bytes) {
    put(payload_bytes);
    return head;
  }
  int const length_bytes = payload_bytes <= 0xffff ? 2 : 8;
  put(length_bytes == 2 ? 126 : 127);
  for (int i = length_bytes - 1; i >= 0; --i) put(payload_bytes >> (8 * i));
  return head;
}

ws_head make_masked_ws_head(ws_opcode opcode, std::uint64_t payload_bytes, std::array<std::uint8_t, 4> mask) noexcept {
  auto head = make_ws_head(opcode, payload_bytes);
  head.bytes[1] = static_cast<char>(static_cast<std::uint8_t>(head.bytes[1]) | mask_bit);
  for (auto const byte : mask) head.bytes[head.size++] = static_cast<char>(byte);
  return head;
}

void apply_ws_mask(std::span<char> bytes, std::array<std::uint8_t, 4> mask, std::uint64_t offset) noexcept {
  std::array<char, 8> wide{};
  for (std::size_t i = 0; i < wide.size(); ++i) wide[i] = static_cast<char>(mask[(offset + i) % 4]);
  std::uint64_t pattern = 0;
  std::memcpy(&pattern, wide.data(), sizeof pattern);
  std::size_t i = 0;
  for (; i + sizeof pattern <= bytes.size(); i += sizeof pattern) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, sizeof word);
    word ^= pattern;
    std::memcpy(bytes.data() + i, &word, sizeof word);
  }
  for (; i < bytes.size(); ++i) bytes[i] = static_cast<char>(bytes[i] ^ wide[i % 8]);
}

ws_reader::ws_reader(rules const& by) noexcept
    : most_frames_{by.frames_per_message}, most_bytes_{by.message_bytes}, role_{by.reads_as} {}

ws_reader::event ws_reader::next(std::span<char>& input) {
  if (part_ == part::dead) {
    input = {};
    return {};
  }
  release();
  while (!input.empty()) {
    if (part_ == part::head) {
      if (!take_head(input)) return {};
      auto const refused = check_head();
      if (refused.what != what::nothing) return refused;
      part_ = part::payload;
    }
    if (input.empty() && left_ > 0) return {};
    auto const found = take_payload(input);
    if (found.what != what::nothing) return found;
  }
  return {};
}

bool ws_reader::take_head(std::span<char>& input) {
  for (auto needed = head_bytes_needed(head_, head_size_); head_size_ < needed;
       needed = head_bytes_needed(head_, head_size_)) {
    if (input.empty()) return false;
    head_[head_size_++] = input.front();
    input = input.subspan(1);
  }
  return true;
}

ws_reader::event ws_reader::check_head() {
  auto const first = byte_at(head_, 0), second = byte_at(head_, 1);
  bool const masked = (second & mask_bit) != 0;
  std::size_t const length_bytes = (second & length_bits) == 126 ? 2 : (second & length_bits) == 127 ? 8 : 0;
  length_ = length_bytes == 0 ? second & length_bits : 0U;
  for (std::size_t i = 0; i < length_bytes; ++i) length_ = length_ << 8 | byte_at(head_, 2 + i);
  for (std::size_t i = 0; masked && i < mask_.size(); ++i) mask_[i] = byte_at(head_, 2 + length_bytes + i);
  head_size_ = 0;
  fin_ = (first & fin_bit) != 0;
  opcode_ = static_cast<ws_opcode>(first & opcode_bits);
  left_ = length_;

  if ((first & reserved_bits) != 0) return fail(code_protocol, "reserved bit set");
  if (masked != (role_ == role::server)) return fail(code_protocol, masked ? "masked frame" : "frame not masked");
  if (length_bytes == 8 && (length_ >> 63) != 0) return fail(code_protocol, "length too large");
  if ((length_bytes == 2 && length_ < 126) || (length_bytes == 8 && length_ <= 0xffff))
    return fail(code_protocol, "length not in its shortest form");
  switch (opcode_) {
    case ws_opcode::close:
    case ws_opcode::ping:
    case ws_opcode::pong:
      if (!fin_) return fail(code_protocol, "control frame in pieces");
      if (length_ > control_bytes) return fail(code_protocol, "control frame too long");
      return {};
    case ws_opcode::text:
      if (in_message_) return fail(code_protocol, "new message inside another");
      break;
    case ws_opcode::binary: return fail(code_unsupported, "text only");
    case ws_opcode::continuation:
      if (!in_message_) return fail(code_protocol, "continuation of nothing");
      break;
    default: return fail(code_protocol, "unknown opcode");
  }
  if (length_ > most_bytes_ || held_.size() + length_ > most_bytes_) return fail(code_too_big, "message too long");
  if (++frames_ > most_frames_) return fail(code_policy, "message in too many pieces");
  in_message_ = true;
  return {};
}

ws_reader::event ws_reader::take_payload(std::span<char>& input) {
  auto const count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
  auto const bytes = input.first(count);
  if (role_ == role::server && count > 0) apply_ws_mask(bytes, mask_, length_ - left_);
  input = input.subspan(count);
  left_ -= count;
  std::string_view const view{bytes.data(), count};
  auto& kept = is_control() ? control_ : held_;
  bool const whole = left_ == 0 && kept.empty() && (is_control() || fin_);
  if (whole) return end_frame(view);
  if (count > 0) kept += view;
  if (left_ > 0) return {};
  return end_frame(kept);
}

ws_reader::event ws_reader::end_frame(std::string_view payload) {
  part_ = part::head;
  if (is_control()) return end_control(payload);
  if (!fin_) return {};
  in_message_ = false;
  frames_ = 0;
  if (!protocol::utf8::is_valid(payload)) return fail(code_text, "not UTF-8");
  return {what::message, 0, payload};
}

ws_reader::event ws_reader::end_control(std::string_view payload) {
  if (opcode_ == ws_opcode::close) {
    part_ = part::dead;
    if (payload.empty()) return {what::close, code_none, {}};
    if (payload.size() < 2) return fail(code_protocol, "close code cut off");
    auto const code = static_cast<std::uint8_t>(payload[0]) << 8 | static_cast<std::uint8_t>(payload[1]);
    if (!is_close_code(static_cast<unsigned>(code))) return fail(code_protocol, "close code not allowed");
    if (!protocol::utf8::is_valid(payload.substr(2))) return fail(code_text, "close reason is not UTF-8");
    return {what::close, static_cast<std::uint16_t>(code), payload.substr(2)};
  }
  return {opcode_ == ws_opcode::ping ? what::ping : what::pong, 0, payload};
}

ws_reader::event ws_reader::fail(std::uint16_t code, std::string_view words) {
  part_ = part::dead;
  return {what::fault, code, words};
}

/// The view given last time is done with: an idle connection holds nothing.
void ws_reader::release() noexcept {
  if (!in_message_ && !held_.empty()) std::string{}.swap(held_);
  if (part_ == part::head && !control_.empty()) std::string{}.swap(control_);
}

}  // namespace carerelay::io
