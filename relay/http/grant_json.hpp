#pragma once

#include "adapters/ports/member_rows.hpp"
#include "protocol/json/object_reader.hpp"
#include "protocol/json/value.hpp"
#include "protocol/json/writer.hpp"

/// Private to the routes: grants and roles as JSON.
namespace carerelay::http {

/// The members of a grant; the caller begins and ends the object.
void write_members(protocol::json::writer& json, ports::grant const& what);
/// What is not there grants nothing, save `urgency` (expected) and `channels` (the stream). Faults go to where `from`
/// puts them.
[[nodiscard]] ports::grant read_grant(protocol::json::object_reader& from);
/// The names that `read_grant` knows, and more: a misspelt one must not pass for a limit that is not there.
void refuse_unknown(protocol::json::object_reader& from, std::vector<std::string_view> known);

/// The same as a tree, for the evidence log.
[[nodiscard]] protocol::json::object as_json(ports::grant const& what);

void write_roles(protocol::json::writer& json, protocol::role_set roles);

}  // namespace carerelay::http
