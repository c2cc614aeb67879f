#pragma once

#include <span>

#include "protocol/json/writer.hpp"
#include "relay/core/ways/outbox.hpp"

/// Private to the routes: ways beside the stream, as JSON.
namespace carerelay::http {

/// Adds `channels` to an object the caller has begun; nothing when there are none.
void write_ways(protocol::json::writer& json, std::span<ports::outbox_row const> ways);
/// Members of one of them: channel, state, words, and when.
void write_members(protocol::json::writer& json, ports::outbox_row const& what);

}  // namespace carerelay::http
