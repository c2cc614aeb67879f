#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports/random.hpp"
#include "adapters/ports/store.hpp"
#include "relay/core/people/actor.hpp"
#include "relay/core/people/oidc.hpp"

/// People signed in with a browser. The cookie's value is 256 random bits, stored hashed; one new for every sign-in, so
/// that what somebody planted before is worth nothing after.
namespace carerelay::core {

struct sign_in_rules {
  std::chrono::milliseconds idle = std::chrono::minutes(30);   ///< since it was last used
  std::chrono::milliseconds longest = std::chrono::hours(12);  ///< since the sign-in
  std::chrono::milliseconds link = std::chrono::minutes(15);   ///< life of a one-time link
  std::string public_url;                                      ///< https://relay.example, as browsers see us
  oidc_rules provider;                                         ///< an empty issuer: people sign in with links
  [[nodiscard]] bool has_provider() const noexcept { return !provider.issuer.empty(); }
};

struct made_session {
  std::string cookie;  ///< value: shown to this browser only
  ports::session_row row;
};
/// Adds it, and forgets sessions and links older than a month.
[[nodiscard]] made_session begin_session(ports::store_writer& store, protocol::member_id const& member,
                                         ports::sign_in_way how, ports::random& random, instant now,
                                         std::string_view provider_session = {});

/// Somebody signed in.
struct session_caller {
  actor who;
  ports::session_row session;
};
/// None when there is no such session, it has ended or is past one of its limits, or its member may not act: ended, of
/// a team that has ended, or no person.
[[nodiscard]] std::optional<session_caller> find_session(ports::store_reader& store, std::string_view cookie,
                                                         sign_in_rules const& rules, instant now);
/// The same by id, for a stream that has been open for a while.
[[nodiscard]] std::optional<session_caller> find_session(ports::store_reader& store, protocol::session_id id,
                                                         sign_in_rules const& rules, instant now);
[[nodiscard]] bool is_open(ports::session_row const& session, sign_in_rules const& rules, instant now) noexcept;

/// Whether its use should be written down: not more often than once a minute.
[[nodiscard]] bool is_touch_due(ports::session_row const& session, instant now) noexcept;
/// No effect on a session that is not there or has ended.
void touch_session(ports::store_writer& store, protocol::session_id id, instant now);
/// Whether it had not ended before.
bool end_session(ports::store_writer& store, protocol::session_id id, instant now);

/// What a page must send as X-Carerelay-Session with whatever changes something: known only to who can read
/// GET /v1/session.
[[nodiscard]] std::string session_header(std::string_view secret, ports::session_row const& session);

// One-time links

struct made_link {
  std::string text;  ///< `crl_` and 22 characters: shown once
  ports::sign_in_link_row row;
};
[[nodiscard]] made_link make_sign_in_link(protocol::member_id const& member, protocol::member_id const& made_by,
                                          sign_in_rules const& rules, ports::random& random, instant now);
/// Uses the link up. None when it is wrong, used, out of date, or its member may not act.
[[nodiscard]] std::optional<actor> spend_sign_in_link(ports::store_writer& store, std::string_view text, instant now);

// By an identity provider

/// The member that this person is: by issuer and subject, or by an invitation to the verified address, which binds them
/// and is used up. person_unknown, member_revoked.
[[nodiscard]] sign_in_result<actor> find_person(ports::store_writer& store, known_person const& who, instant now);
/// Open sessions that the provider's notice is about: of its subject, of its session, or of both when it names both.
/// Only those begun before it: a notice said again ends nothing that is newer.
[[nodiscard]] std::vector<ports::session_row> sessions_of(ports::store_reader& store, logout_notice const& notice,
                                                          oidc_rules const& rules);
/// Adds an invitation. Both this and the binding are in the evidence log, without the address.
void invite(ports::store_writer& store, std::string email, protocol::member_id const& member,
            protocol::member_id const& by, instant now);

}  // namespace carerelay::core
