#pragma once

#include "protocol/crypto/base64.hpp"
#include "protocol/frame/frames.hpp"
#include "protocol/json/object_reader.hpp"
#include "protocol/message/message_fields.hpp"

/// Inside of both frame readers.
namespace carerelay::protocol::frame_fields {

inline constexpr std::size_t type_characters = 40;

/// 1 to 2^53 - 1: every peer reads such a number exactly.
inline std::uint64_t read_seq(json::object_reader& from, std::string_view name, std::int64_t least = 1) {
  auto const found = from.integer(name, json::presence::required, least, json::largest_integer);
  return static_cast<std::uint64_t>(found.value_or(0));
}

inline message_id read_message_id(json::object_reader& from, std::string_view name) {
  return from.parsed(name, json::presence::required, message_id::parse, "the id of a message").value_or(message_id{});
}

inline std::optional<signature> to_signature(std::string_view text) {
  signature out{};
  return crypto::from_base64url(text, out) ? std::optional(out) : std::nullopt;
}

}  // namespace carerelay::protocol::frame_fields
