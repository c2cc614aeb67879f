#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/xmpp/strophe_ptr.hpp"

/// What we say in stanzas, and what others' stanzas say to us.
namespace carerelay::xmpp {

/// "kim@chat.example/telephone" -> "kim@chat.example"
[[nodiscard]] std::string bare(std::string_view jid);
/// Behind the slash: a nickname in a room.
[[nodiscard]] std::string resource(std::string_view jid);

[[nodiscard]] stanza_ptr here_we_are(xmpp_ctx_t* with);
/// Whether there is such a room (XEP-0030): asking makes none.
[[nodiscard]] stanza_ptr room_question(xmpp_ctx_t* with, std::string const& room, std::string const& id);
[[nodiscard]] stanza_ptr join_presence(xmpp_ctx_t* with, std::string const& room, std::string const& nick);
/// A new room is locked until its owner says how it is to be: lasting, not listed, and everybody sees who is who.
[[nodiscard]] stanza_ptr room_form(xmpp_ctx_t* with, std::string const& room, std::string const& id);
/// Gives up a room that has just been made, before it is open (XEP-0045 section 10.1.3).
[[nodiscard]] stanza_ptr room_cancel(xmpp_ctx_t* with, std::string const& room, std::string const& id);
[[nodiscard]] stanza_ptr group_post(xmpp_ctx_t* with, std::string const& room, std::string const& id,
                                    std::string const& text);
[[nodiscard]] stanza_ptr to_one(xmpp_ctx_t* with, std::string const& whom, std::string const& id,
                                std::string const& text);
/// XEP-0313: the newest 50 before `before` ("" for the end).
[[nodiscard]] stanza_ptr archive_query(xmpp_ctx_t* with, std::string const& room, std::string const& id,
                                       std::string const& before);
[[nodiscard]] stanza_ptr ping(xmpp_ctx_t* with, std::string const& to, std::string const& id);
/// An answer to what was asked of us: a ping's, or that we know nothing of it.
[[nodiscard]] stanza_ptr answer_to(xmpp_ctx_t* with, xmpp_stanza_t* asked);

/// The condition of an error (RFC 6120 8.3.3): "forbidden"; "" when it is none.
[[nodiscard]] std::string condition_of(xmpp_stanza_t* stanza);
/// The room's word of who somebody is.
struct occupant_words {
  std::string real;  ///< bare JID; "" when it is not shown
  bool is_left = false;
  bool is_us = false;        ///< status 110
  bool is_new_room = false;  ///< status 201
  bool is_banned = false, is_kicked = false, is_destroyed = false, is_removed = false;
  std::string new_nick;  ///< status 303
};
[[nodiscard]] occupant_words occupant_of(xmpp_stanza_t* presence);
/// The archive's name of a message, when the archive of `by` gave it one (XEP-0359); "" for none.
[[nodiscard]] std::string archive_id(xmpp_stanza_t* message, std::string_view by);
/// What a message in the archive's answer says of itself; `name` is the sender's own name of it.
struct archived {
  std::string archive_id, from, name;
};
[[nodiscard]] archived archived_of(xmpp_stanza_t* message, std::string_view query);
/// Of an archive's last answer: the name of the first in it, when there is more before; "" at the beginning.
[[nodiscard]] std::string earlier_than(xmpp_stanza_t* answer);

}  // namespace carerelay::xmpp
