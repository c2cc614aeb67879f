#pragma once

#include <optional>

#include "adapters/ports/seal_types.hpp"
#include "protocol/json/object_reader.hpp"
#include "protocol/json/writer.hpp"
#include "relay/core/people/actor.hpp"
#include "relay/http/route.hpp"

/// Private to the routes: homes and devices as JSON.
namespace carerelay::http {

/// The members of one home; the caller begins and ends the object.
void write_members(protocol::json::writer& json, ports::home_row const& what);
/// The whole object. `store`: to say what the device waits for.
void write(protocol::json::writer& json, ports::device_row const& what,
           std::optional<ports::device_seal_row> const& seal, ports::store_reader& store);
/// The same for those who need not know its keys.
void write_without_keys(protocol::json::writer& json, ports::device_row const& what,
                        std::optional<ports::device_seal_row> const& seal);
/// As a person or program sends it: id, name and area are needed. Faults go to where `from` puts them.
[[nodiscard]] protocol::home_record read_home(protocol::json::object_reader& from);

/// The home of that id, present or former, when this account may see it.
[[nodiscard]] std::optional<ports::home_row> visible_home(std::string const& id, core::actor const& who,
                                                          context const& with);

/// Puts it into the register and names its area as people do.
ports::home_number put_home(protocol::home_record const& home, context& with);

}  // namespace carerelay::http
