#pragma once

#include "protocol/json/writer.hpp"
#include "relay/core/publish/visibility.hpp"
#include "relay/http/route.hpp"

/// Private to the routes: messages in lists, and people's names beside their ids.
namespace carerelay::http {

/// The members of one row; the caller begins and ends the object.
void write_row_members(protocol::json::writer& json, ports::message_view const& view, context const& with);
/// How far it came, as it may be shown to whoever looks: null for what is hidden.
void write_counts(protocol::json::writer& json, core::sight const& seen, context const& with);

/// What the member is called, for people; "" when there is none such any more, or it was the relay itself.
[[nodiscard]] std::string name_of(protocol::member_id const& who, context const& with);

}  // namespace carerelay::http
