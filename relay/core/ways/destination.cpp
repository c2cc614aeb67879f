#include "relay/core/ways/destination.hpp"

#include <algorithm>

namespace carerelay::core {

using protocol::channel_kind;
using protocol::destination_kind;

namespace {

/// Text messages go to British mobiles; what else there may be behind a number is not known.
bool is_mobile(std::string_view number) noexcept { return number.starts_with("+447") && number.size() == 13; }

}  // namespace

protocol::mailbox destination_of(channel_rules const& by, std::string_view address, instant now) {
  switch (by.kind) {
    case channel_kind::email: return by.secure.look_at(address, now);
    case channel_kind::chat:
      return {address.starts_with('+') ? destination_kind::chat_person : destination_kind::unknown, ""};
    case channel_kind::webhook: break;
    case channel_kind::text: {
      if (is_mobile(address)) return {destination_kind::mobile, ""};
      auto box = by.secure.look_at(address, now);
      // Who relays it is not an accredited sender: no mailbox is a secure one by this way.
      if (box.kind == destination_kind::secure_email) box.kind = destination_kind::ordinary_email;
      return box;
    }
  }
  return {};
}

std::string const& address_of(ports::contact_row const& who, channel_rules const& by) noexcept {
  return by.to_telephone ? who.telephone : who.email;
}

std::string const& address_of(protocol::home_record const& home, channel_rules const& by) noexcept {
  return by.to_telephone ? home.telephone : home.email;
}

bool addressee::does_not_want(channel_rules const& by) const noexcept {
  return std::find(opted_out.begin(), opted_out.end(), by.name) != opted_out.end();
}

std::vector<addressee> addressees_of(ports::store_reader& store, ports::home_row const& home, channel_rules const& by) {
  std::vector<addressee> out{{0, false, address_of(home.record, by), {}}};
  for (auto const& one : store.contacts(home.number))
    out.push_back({one.number, one.role == ports::contact_role::deputy, address_of(one, by), one.opted_out});
  return out;
}

}  // namespace carerelay::core
