#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "adapters/ports/store_types.hpp"

/// What the rest of the relay must hear of after a commit, never before.
namespace carerelay::core {

/// A message is durable and has its place in every inbox: the hub may send it.
struct message_published {
  protocol::shared_message body;
  std::vector<ports::home_number> homes;  ///< in order of number
  std::vector<std::uint64_t> seqs;        ///< beside `homes`
};
/// A second person has confirmed what was sent alone: the homes that were told "not yet confirmed" hear of it.
struct message_confirmed {
  protocol::message_id message;
  protocol::instant at{};
  std::vector<ports::home_number> homes;  ///< in order of number
  std::vector<std::uint64_t> seqs;        ///< beside `homes`
};
/// Receipts of a message changed: watchers get new coverage and the receipts of these homes.
struct receipts_changed {
  ports::message_number message = 0;
  std::vector<ports::home_number> homes{};  ///< empty: too many to name
};
struct device_revoked {
  ports::home_number home = 0;
  ports::device_number device = 0;
};
struct home_suspended {
  ports::home_number home = 0;
};
struct publisher_revoked {
  protocol::publisher_id publisher;
};

/// A member may no longer act, or not as before: its streams end, and it signs in again.
struct member_revoked {
  protocol::member_id member;
};

/// Somebody signed out, was signed out, or signed in again.
struct session_ended {
  protocol::session_id session;
};

/// Somebody's rights changed, or somebody stood for something: for the security log.
struct security_noted {
  std::string event;  ///< a word of protocol::evidence::event_type
  std::string by;     ///< who; "" for the relay itself
  std::string about;  ///< id of the member, team, draft or message
  bool alarm = false;
};

using event = std::variant<message_published, message_confirmed, receipts_changed, device_revoked, home_suspended,
                           publisher_revoked, member_revoked, session_ended, security_noted>;

}  // namespace carerelay::core
