#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "relay/core/people/identity.hpp"

/// Who may answer for a home in a chat. Somebody is bound by saying a one-time code to our account, alone with it: from
/// then on what that account of theirs says counts, whatever they call themselves.
namespace carerelay::core {

/// What receipts may say of who answered: manager, deputy, nurse, office, on_call, other.
[[nodiscard]] bool is_contact_role(std::string_view role) noexcept;

struct made_chat_code {
  std::string text;          ///< `ABCDE-FGHJK`: shown once
  ports::chat_code_row row;  ///< to be stored
};
[[nodiscard]] made_chat_code make_chat_code(ports::home_number home, std::uint32_t contact, std::string role,
                                            instant now, ports::random& random, code_rules const& rules);

inline constexpr std::size_t chat_bindings_most = 20;  ///< of a home, and of a person

/// Some services call a person by a name of their own in one place and by their number in another. Whoever is known by
/// both has two rows, made together: they are one person, of whom the name is shown and logged.
struct person_names {
  std::string who;     ///< as `came_back::who`
  std::string number;  ///< E.164; "" when it is not known, or is what `who` says
};
[[nodiscard]] bool is_same_person(ports::chat_binding_row const& one, ports::chat_binding_row const& other) noexcept;
/// What this person is bound to. Somebody who has got another's number since is not taken for them.
[[nodiscard]] std::vector<ports::chat_binding_row> bindings_of(ports::store_reader& store, std::string_view account,
                                                               person_names const& person);

/// Uses the code up. None when it is wrong, used or out of date, its home is suspended, or there are too many already.
/// Who is bound to that home already gets the code's role instead of the old one.
[[nodiscard]] std::optional<ports::chat_binding_row> bind_by_code(ports::store_writer& store,
                                                                  std::string_view canonical_code,
                                                                  std::string_view account, person_names const& person,
                                                                  instant now, ports::random& random);

/// Whether this person was bound by this very code: the same words, told to us twice.
[[nodiscard]] bool was_bound_by(ports::store_reader& store, std::string_view canonical_code, std::string_view account,
                                std::string_view who);

/// Nothing of who it was stays; the evidence log says that somebody was, and why no longer. `by`: a member, or "" for
/// themselves or the relay.
void unbind(ports::store_writer& store, ports::chat_binding_row const& row, std::string_view why, std::string_view by,
            instant now);
/// All of a contact of a home; gives how many.
std::size_t unbind_contact(ports::store_writer& store, ports::home_number home, std::uint32_t contact,
                           std::string_view why, std::string_view by, instant now);

}  // namespace carerelay::core
