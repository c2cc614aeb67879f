#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/ports/log_types.hpp"
#include "adapters/ports/random.hpp"
#include "adapters/ports/store_types.hpp"
#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hex.hpp"

/// What every store says alike in its evidence log.
namespace carerelay::ports {

/// What the log says of an event of a receipt. Views into the arguments.
[[nodiscard]] inline protocol::evidence::receipt_words words_of(receipt_event const& what, protocol::message_id message,
                                                                std::string_view home,
                                                                std::optional<protocol::device_id> device,
                                                                std::uint64_t seq, std::string_view at) {
  protocol::evidence::receipt_words out;
  out.message = message;
  out.home = home;
  out.device = device;
  out.act = what.act;
  out.id = what.id;
  out.seq = seq;
  out.at = at;
  out.channel = what.channel;
  out.late = what.late;
  out.answer = what.answer;
  out.role = what.role;
  out.name = what.name;
  out.note = what.note;
  out.said_at = what.said_at_text;
  out.signature = what.signature;
  out.checkpoint = what.checkpoint;
  return out;
}

/// An origin that no other log has: 64 random bits behind the register's epoch.
[[nodiscard]] inline std::string make_origin(std::string_view epoch, random& random) {
  std::array<std::uint8_t, 8> drawn{};
  random.fill(drawn);
  return "carerelay/log/" + std::string(epoch) + '/' + protocol::crypto::to_hex(drawn);
}

/// What events of channels are filed under: one place for each message and home, 0 for groups. No message's id, which
/// is of version 7 (RFC 9562), looks so.
[[nodiscard]] inline protocol::message_id channel_events_of(std::uint32_t message, std::uint32_t home) noexcept {
  protocol::uuid::bytes_type bytes{};
  for (int i = 0; i < 4; ++i) {
    bytes[i] = static_cast<std::uint8_t>(message >> (24 - 8 * i));
    bytes[12 + i] = static_cast<std::uint8_t>(home >> (24 - 8 * i));
  }
  bytes[6] = 0x80;
  bytes[8] = 0x80;
  return protocol::message_id(protocol::uuid(bytes));
}

/// The first leaf of a log.
[[nodiscard]] inline protocol::evidence::event log_started(log_row const& log, std::optional<log_end> const& before,
                                                           std::string_view why) {
  protocol::evidence::event out{protocol::evidence::event_type::log_started, log.started_at};
  out.more = {{"origin", log.origin}, {"epoch", log.epoch}, {"why", std::string(why)}};
  if (!before) return out;
  protocol::json::object names{
      {"origin", before->origin}, {"size", before->size}, {"root", protocol::crypto::to_base64url(before->root)}};
  out.more.push_back({"before", std::move(names)});
  return out;
}

/// A device that was there before the log: its key is said again, so that each log is enough by itself.
[[nodiscard]] inline protocol::evidence::event carried(device_row const& device, protocol::home_id const& home) {
  auto out = protocol::evidence::device_enrolled(device.id, home, device.name, device.enrolled_at, device.key);
  out.more.push_back({"carried", true});
  return out;
}

[[nodiscard]] inline protocol::evidence::event message_closed(protocol::message_id message, protocol::closure how,
                                                              instant when, std::optional<protocol::message_id> by) {
  protocol::evidence::event out{protocol::evidence::event_type::message_closed, when};
  out.message = message;
  out.more = {{"how", std::string(word(how))}};
  if (by) out.more.push_back({"by_message", by->text()});
  return out;
}

/// The last of the log before, as far as a store knows.
template <class Reader>
[[nodiscard]] std::optional<log_end> end_of(Reader& store, log_row const& log) {
  auto const size = store.log_size(log.number);
  auto const root = protocol::evidence::root_of(
      size, [&](unsigned height, std::uint64_t at) { return store.log_node(log.number, height, at); });
  return log_end{log.origin, size, root};
}

}  // namespace carerelay::ports
