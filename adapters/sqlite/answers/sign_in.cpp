#include "adapters/ports/store.hpp"
#include "adapters/sqlite/answers/answers.hpp"

namespace carerelay::sqlite {

std::optional<ports::session_row> answers::session(protocol::session_id id) {
  auto found =
      first(db_.ask("SELECT " CARERELAY_SESSION_COLUMNS "FROM sessions WHERE id=?", protocol::bytes_view(id.bytes())),
            read_session);
  if (found && found->id != id) damaged("sessions", "of " + found->member.text());
  return found;
}

std::optional<ports::session_row> answers::session_by_token(protocol::digest const& hashed) {
  auto found = first(
      db_.ask("SELECT " CARERELAY_SESSION_COLUMNS "FROM sessions WHERE token_hash=?", protocol::bytes_view(hashed)),
      read_session);
  if (found && found->token_hash != hashed) damaged("sessions", "of " + found->member.text());
  return found;
}

list<ports::session_row> answers::open_sessions(std::optional<protocol::session_id> const& after, std::size_t limit) {
  auto const from = after ? *after : protocol::session_id();
  return all(
      db_.ask("SELECT " CARERELAY_SESSION_COLUMNS "FROM sessions WHERE id>? AND ended_at IS NULL ORDER BY id LIMIT ?",
              protocol::bytes_view(from.bytes()), limit),
      read_session);
}

std::optional<ports::sign_in_link_row> answers::sign_in_link(protocol::digest const& hashed) {
  auto found = first(db_.ask("SELECT " CARERELAY_SIGN_IN_LINK_COLUMNS "FROM sign_in_links WHERE hashed=?",
                             protocol::bytes_view(hashed)),
                     read_sign_in_link);
  if (found && found->hashed != hashed) damaged("sign_in_links", "of " + found->member.text());
  return found;
}

std::optional<ports::invitation_row> answers::invitation(std::string_view email) {
  auto found =
      first(db_.ask("SELECT " CARERELAY_INVITATION_COLUMNS "FROM invitations WHERE email=?", email), read_invitation);
  if (found && found->email != email) damaged("invitations", "of " + found->member.text());
  return found;
}

}  // namespace carerelay::sqlite
