#pragma once

#include "protocol/channel/disclosure.hpp"

/// Messages as they are posted to groups.
namespace carerelay::testing {

inline protocol::message bulletin_for_groups() {
  protocol::message what;
  what.sender_name = "NCL care homes team";
  what.sent = *protocol::parse_instant("2026-11-21T12:00:00Z");
  what.content.kind = protocol::message_kind::guidance_bulletin;
  what.content.scope = protocol::message_scope::public_;
  what.content.info = {{}};
  auto& text = what.content.info.front();
  text.language = "en-GB";
  text.headline = "Masks are back";
  text.description = "Staff wear a **mask** from Monday. Visitors are asked to. Ring us with questions.";
  return what;
}

inline protocol::disclosed_post post_of(protocol::message const& what, protocol::post_names names = {"B7.1", ""}) {
  return protocol::disclose(what, protocol::channel_kind::chat, protocol::destination_kind::chat_group,
                            "https://relay.example/inbox", std::move(names))
      .value();
}

}  // namespace carerelay::testing
