#pragma once

#include <string_view>

#include "adapters/email/delivery_token.hpp"
#include "adapters/ports/channel.hpp"

namespace carerelay::email {

/// What a mail that came back says: failures and delays (RFC 3464), receipts (RFC 8098), automatic replies (RFC 3834),
/// people. Only what carries a name of ours, rightly signed, has a row. Any bytes may be given.
[[nodiscard]] ports::came_back read_returned(std::string_view bytes, delivery_tokens const& tokens);

}  // namespace carerelay::email
