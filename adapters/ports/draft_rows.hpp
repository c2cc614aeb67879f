#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/ids.hpp"
#include "protocol/instant.hpp"
#include "protocol/message/message.hpp"

/// What waits for a second person, and what became of it.
namespace carerelay::ports {

/// Never renumbered: stored.
enum class draft_state : std::uint8_t {
  waiting,
  sent,  ///< by everybody it needed
  rejected,
  expired,     ///< nobody stood for it in time: never sent
  sent_alone,  ///< by one person, who gave a reason; a second has until `due`
  confirmed,   ///< the second person came in time
  corrected    ///< nobody came: a notice said so, or the message was replaced meanwhile
};

struct draft_signature {
  protocol::member_id member;
  protocol::instant when{};

  friend bool operator==(draft_signature const&, draft_signature const&) = default;
};

struct draft_row {
  protocol::draft_id id;
  protocol::publisher_id team;
  protocol::member_id author;
  std::string reference;                      ///< the team's own key, "" for none
  std::string json;                           ///< the exact canonical bytes
  protocol::digest sum{};                     ///< SHA-256 of `json`
  protocol::digest audience_hash{};           ///< SHA-256 over the sorted ids of the homes, a newline after each
  std::uint64_t homes = 0;                    ///< how many they are
  bool immediate = false, all_homes = false;  ///< why it waits; neither: its author may only draft
  std::uint32_t needs = 1;                    ///< signatures of other persons
  std::vector<draft_signature> signatures;
  protocol::instant made_at{}, expires_at{};
  draft_state state = draft_state::waiting;
  std::uint32_t message = 0;                   ///< number of what it became; 0 while it is none
  std::optional<protocol::instant> due;        ///< until when what was sent alone may be confirmed
  protocol::member_id closed_by;               ///< who sent it alone, or rejected it; empty: nobody
  std::optional<protocol::instant> closed_at;  ///< when it stopped waiting
  std::string reason;                          ///< of who sent it alone or rejected it

  friend bool operator==(draft_row const&, draft_row const&) = default;
};

/// An entry of a home's inbox that one person had sent alone, and that a second one has confirmed since.
struct confirmed_row {
  std::uint64_t seq = 0;
  protocol::message_id message;
  protocol::instant when{};

  friend bool operator==(confirmed_row const&, confirmed_row const&) = default;
};

}  // namespace carerelay::ports
