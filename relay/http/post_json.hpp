#pragma once

#include "protocol/json/writer.hpp"
#include "relay/core/publish/visibility.hpp"
#include "relay/core/ways/posts.hpp"
#include "relay/http/route.hpp"

/// Private to the routes: posts to groups, as JSON.
namespace carerelay::http {

/// Adds `posts` to an object the caller has begun, without their text; nothing when there are none.
void write_posts(protocol::json::writer& json, core::sight const& seen, context const& with);

}  // namespace carerelay::http
