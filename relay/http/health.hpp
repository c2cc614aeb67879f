#pragma once

#include "relay/http/route.hpp"

namespace carerelay::http {

/// Whether the process should be left alone: slow to fail, only when nothing has moved in the store for a minute.
[[nodiscard]] answer health_live(relay_facts const& facts, protocol::instant now);
/// Whether new connections should come here: fast to fail, while draining or when the store stands still for 5 s. A
/// full disk is said but does not fail it: homes still receive and their receipts are still recorded.
[[nodiscard]] answer health_ready(relay_facts const& facts, protocol::instant now);

}  // namespace carerelay::http
