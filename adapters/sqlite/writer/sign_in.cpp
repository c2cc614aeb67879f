#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {

void writer::put_session(ports::session_row const& session) {
  db().run("INSERT INTO sessions(" CARERELAY_SESSION_COLUMNS
           ") VALUES(?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET used_at=excluded.used_at,"
           "ended_at=excluded.ended_at,sum=excluded.sum",
           protocol::bytes_view(session.id.bytes()), protocol::bytes_view(session.token_hash), session.member,
           session.how, session.made_at, session.used_at, session.ended_at, sum_of(session),
           std::string_view(session.provider_session));
}

void writer::put_sign_in_link(ports::sign_in_link_row const& link) {
  db().run("INSERT INTO sign_in_links(" CARERELAY_SIGN_IN_LINK_COLUMNS
           ") VALUES(?,?,?,?,?,?,?) ON CONFLICT(hashed) DO UPDATE SET used_at=excluded.used_at,sum=excluded.sum",
           protocol::bytes_view(link.hashed), link.member, link.made_by, link.made_at, link.expires_at, link.used_at,
           sum_of(link));
}

void writer::put_invitation(ports::invitation_row const& invitation) {
  db().run("INSERT INTO invitations(" CARERELAY_INVITATION_COLUMNS
           ") VALUES(?,?,?,?) ON CONFLICT(email) DO UPDATE SET member=excluded.member,made_at=excluded.made_at,"
           "sum=excluded.sum",
           std::string_view(invitation.email), invitation.member, invitation.made_at, sum_of(invitation));
}

void writer::remove_invitation(std::string_view email) { db().run("DELETE FROM invitations WHERE email=?", email); }

void writer::forget_sign_ins(instant before) {
  db().run("DELETE FROM sessions WHERE made_at<?", before);
  db().run("DELETE FROM sign_in_links WHERE made_at<?", before);
}

}  // namespace carerelay::sqlite
