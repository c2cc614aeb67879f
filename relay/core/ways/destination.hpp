#pragma once

#include <string>
#include <string_view>

#include "adapters/ports/contact_rows.hpp"
#include "protocol/register/home.hpp"
#include "relay/core/ways/outbox.hpp"

/// What an address is to a channel, and which of a person's addresses it uses.
namespace carerelay::core {

/// What may go there is decided by this (protocol/channel/disclosure). Unknown for what the channel cannot reach.
[[nodiscard]] protocol::mailbox destination_of(channel_rules const& by, std::string_view address, instant now);

/// "" when there is none that this channel uses.
[[nodiscard]] std::string const& address_of(ports::contact_row const& who, channel_rules const& by) noexcept;
[[nodiscard]] std::string const& address_of(protocol::home_record const& home, channel_rules const& by) noexcept;

/// Somebody of a home, with the address that one channel uses.
struct addressee {
  std::uint32_t contact = 0;  ///< 0: the home itself
  bool is_deputy = false;
  std::string address;  ///< "" for none
  std::vector<std::string> opted_out;

  [[nodiscard]] bool does_not_want(channel_rules const& by) const noexcept;
};
/// The home itself, then its people in the order in which they are asked.
[[nodiscard]] std::vector<addressee> addressees_of(ports::store_reader& store, ports::home_row const& home,
                                                   channel_rules const& by);

}  // namespace carerelay::core
