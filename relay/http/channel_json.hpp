#pragma once

#include <span>

#include "protocol/json/writer.hpp"
#include "relay/core/ways/outbox.hpp"
#include "relay/http/route.hpp"

/// Private to the routes: ways beside the stream, as JSON.
namespace carerelay::http {

/// Adds `channels` to an object the caller has begun; nothing when there are none.
void write_ways(protocol::json::writer& json, std::span<ports::outbox_row const> ways, context const& with);
/// Members of one of them: channel, to whom, state, words, and when.
void write_members(protocol::json::writer& json, ports::outbox_row const& what, context const& with);
/// Adds `contact` and `role`; nothing for the home's own address.
void write_contact(protocol::json::writer& json, ports::home_number home, std::uint32_t contact, context const& with);

}  // namespace carerelay::http
