#pragma once

#include <optional>
#include <string_view>

#include "adapters/ports/member_rows.hpp"
#include "protocol/json/object_reader.hpp"
#include "protocol/json/writer.hpp"

/// Private to the routes: public P-256 keys as JWK.
namespace carerelay::http {

/// Member `name` of `body`; none when it is not there, or when it is no such key, which `from` is then told.
[[nodiscard]] std::optional<ports::public_point> read_key(protocol::json::value const& body, std::string_view name,
                                                          protocol::json::object_reader& from);
void write_key(protocol::json::writer& json, std::string_view name, ports::public_point const& point);

}  // namespace carerelay::http
