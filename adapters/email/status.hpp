#pragma once

#include <string_view>

namespace carerelay::email {

/// The word for a refusal with this enhanced status (RFC 3463), or with this reply code when there is none:
/// address_unknown, mailbox_full, mailbox_disabled, policy, too_large, refused.
[[nodiscard]] std::string_view reason_of(std::string_view enhanced, int code) noexcept;

}  // namespace carerelay::email
