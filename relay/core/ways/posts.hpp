#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "relay/core/ways/outbox.hpp"

/// Posts to groups, as people look at them, and the groups that a person posts to by hand.
namespace carerelay::core {

/// One message in one room.
struct post_seen {
  ports::outbox_row row;                 ///< as it stands now: what waits for a hand is judged again each time
  channel_rules const* rules = nullptr;  ///< nullptr: no such room is configured any more
  std::string text;         ///< what is posted, or to be pasted; "" when nothing of it may be said, or pasted now
  bool is_stopped = false;  ///< a person has stopped the room
};

/// The posts of a message, in the order in which they were planned.
[[nodiscard]] std::vector<post_seen> posts_of(ports::store_reader& store, outbox_rules const& rules,
                                              ports::message_view const& message, instant now);

/// Somebody says that they have posted it. False when there is nothing to report: the room is not posted to by hand, or
/// nothing of the message may go there. The same again changes nothing; who said so first stays.
bool report_posted(ports::store_writer& store, post_seen& post, protocol::member_id const& who, instant now);

/// "waiting" and "posted" for rooms by hand; "posted" for what the room's service gave a name; otherwise the row's
/// word.
[[nodiscard]] std::string_view post_word(post_seen const& post) noexcept;
/// `reporter`: what the member is called who said that it was posted.
[[nodiscard]] std::string post_in_words(post_seen const& post, std::string_view reporter);

}  // namespace carerelay::core
