#pragma once

#include <string>
#include <vector>

#include "relay/core/ways/outbox.hpp"

/// What a group tells of homes: who of them was in it when a post went there, and whose device has shown it since.
/// Neither raises a receipt. Each home it is told of has a row of its own in the outbox beside the group's, which is
/// never sent: it rests on the group's word and on the people bound to that home (chat_bindings).
namespace carerelay::core {

/// `reason` of such a row: they were in the group when it was posted, or have been seen there since.
inline constexpr std::string_view in_the_group = "in_the_group", in_the_group_later = "in_the_group_later";
/// Whether it is one: what goes to the group itself has no home.
[[nodiscard]] bool is_of_a_group(ports::outbox_row const& row) noexcept;

/// A post was taken; `members` were in the group then.
void note_members(ports::store_writer& store, channel_rules const& rules, ports::outbox_row const& post,
                  std::vector<std::string> const& members, instant now);

/// A person's own device says that it has shown the post `what.about`; with `and_before`, all up to it. Whoever is not
/// bound is nobody: nothing is kept. Gives how many posts have been shown for a home that had not been.
std::size_t take_shown(ports::store_writer& store, channel_rules const& rules, ports::came_back const& what,
                       bool and_before, instant now);

/// The post of ours that is called so in the channel's group; looks at the newest ones.
[[nodiscard]] std::optional<ports::outbox_row> find_post(ports::store_reader& store, channel_rules const& rules,
                                                         std::string_view remote);

}  // namespace carerelay::core
