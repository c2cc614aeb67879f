#pragma once

#include <string>
#include <string_view>

#include "adapters/ports/contact_rows.hpp"
#include "protocol/home.hpp"
#include "relay/core/ways/outbox.hpp"

/// What an address is to a channel, and which of a person's addresses it uses.
namespace carerelay::core {

/// What may go there is decided by this (protocol/disclosure). Unknown for what the channel cannot reach.
[[nodiscard]] protocol::mailbox destination_of(channel_rules const& by, std::string_view address, instant now);

/// "" when there is none that this channel uses.
[[nodiscard]] std::string const& address_of(ports::contact_row const& who, channel_rules const& by) noexcept;
[[nodiscard]] std::string const& address_of(protocol::home_record const& home, channel_rules const& by) noexcept;

}  // namespace carerelay::core
