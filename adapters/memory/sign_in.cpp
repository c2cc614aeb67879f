#include "adapters/memory/answers.hpp"
#include "adapters/memory/writer.hpp"

namespace carerelay::memory {
namespace {

template <class Map>
std::optional<typename Map::mapped_type> find_in(Map const& map, typename Map::key_type const& key) {
  auto const found = map.find(key);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<ports::session_row> answers::session(protocol::session_id id) const { return find_in(in.sessions, id); }

std::optional<ports::session_row> answers::session_by_token(protocol::digest const& hashed) const {
  for (auto const& [id, row] : in.sessions)
    if (row.token_hash == hashed) return row;
  return std::nullopt;
}

list<ports::session_row> answers::open_sessions(std::optional<protocol::session_id> const& after,
                                                std::size_t limit) const {
  list<ports::session_row> out;
  for (auto const& [id, row] : in.sessions) {
    if (out.size() == limit) break;
    if (!row.ended_at && (!after || id > *after)) out.push_back(row);
  }
  return out;
}

std::optional<ports::sign_in_link_row> answers::sign_in_link(protocol::digest const& hashed) const {
  return find_in(in.sign_in_links, hashed);
}

std::optional<ports::invitation_row> answers::invitation(std::string_view email) const {
  return find_in(in.invitations, std::string(email));
}

void writer::put_session(ports::session_row const& session) {
  undo_.keep_key(data_.sessions, session.id);
  data_.sessions[session.id] = session;
}

void writer::put_sign_in_link(ports::sign_in_link_row const& link) {
  undo_.keep_key(data_.sign_in_links, link.hashed);
  data_.sign_in_links[link.hashed] = link;
}

void writer::put_invitation(ports::invitation_row const& invitation) {
  undo_.keep_key(data_.invitations, invitation.email);
  data_.invitations[invitation.email] = invitation;
}

void writer::remove_invitation(std::string_view email) {
  std::string const key(email);
  if (!data_.invitations.contains(key)) return;
  undo_.keep_erased(data_.invitations, key);
  data_.invitations.erase(key);
}

void writer::forget_sign_ins(protocol::instant before) {
  auto const forget = [&](auto& map) {
    for (auto at = map.begin(); at != map.end();) {
      auto const here = at++;
      if (here->second.made_at >= before) continue;
      undo_.keep_erased(map, here->first);
      map.erase(here);
    }
  };
  forget(data_.sessions);
  forget(data_.sign_in_links);
}

}  // namespace carerelay::memory
