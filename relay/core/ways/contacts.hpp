#pragma once

#include <boost/system/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports/store.hpp"
#include "protocol/fault.hpp"
#include "protocol/ids.hpp"
#include "relay/core/record/event.hpp"

/// Whom of a home to try when its devices are silent: who may be on the list, what a change of it is, and how it is
/// told.
namespace carerelay::core {

inline constexpr std::size_t contacts_most = 20;  ///< of one home
inline constexpr std::size_t opted_out_most = 20;

/// One line of a home's list, as somebody wants it to be.
struct wanted_contact {
  std::optional<std::uint32_t> number;  ///< of the contact it is now; none: a new one, or found by its address
  ports::contact_role role{};
  std::string label, email, telephone;
  std::vector<std::string> opted_out;
};

/// Who changes it.
struct contacts_author {
  std::string by;                               ///< a member's id; of a device: ""
  std::optional<protocol::device_id> device{};  ///< of the home: what it says is confirmed with that
  protocol::instant now{};
};

/// Numbers of the contacts that a change is about.
struct contacts_changed {
  std::vector<std::uint32_t> added, changed, removed;
  [[nodiscard]] bool is_nothing() const noexcept { return added.empty() && changed.empty() && removed.empty(); }
};

/// The whole list becomes `wanted`, in its order; whoever is not in it is removed and their addresses erased. One
/// event of the evidence log says who changed which numbers, and nothing of a person. All or nothing: the faults of
/// a list name `/contacts/INDEX/FIELD`.
[[nodiscard]] boost::system::result<contacts_changed, protocol::faults> put_contacts(
    ports::store_writer& store, ports::home_row const& home, std::vector<wanted_contact> const& wanted,
    contacts_author const& author, std::vector<event>& told);

/// What is wrong with a list by itself, whatever the home has now.
[[nodiscard]] protocol::faults faults_of(std::vector<wanted_contact> const& wanted);

/// Removes one contact, and its addresses wherever the relay has them. False when there is none of that number.
bool erase_contact(ports::store_writer& store, ports::home_row const& home, std::uint32_t number,
                   contacts_author const& author, std::vector<event>& told);

/// The home said that its list is right as it is.
void confirm_contacts(ports::store_writer& store, ports::home_number home, protocol::instant now);

/// By this channel no more ("stop"), or again. Nothing happens when there is no such contact.
void opt_out(ports::store_writer& store, ports::home_row const& home, std::uint32_t number, std::string const& channel,
             bool out, contacts_author const& author, std::vector<event>& told);

/// The role of the contact of that number, also of one who was removed; none for 0, the home's own address.
[[nodiscard]] std::optional<ports::contact_role> role_of(ports::store_reader& store, ports::home_number home,
                                                         std::uint32_t number);
/// "deputy", "person on call": behind "the", for people. Never whom it is.
[[nodiscard]] std::string_view in_words(ports::contact_role value) noexcept;

}  // namespace carerelay::core

namespace carerelay::ports {

/// manager, deputy, nurse, office, on_call, other
[[nodiscard]] std::string_view word(contact_role value) noexcept;

}  // namespace carerelay::ports
