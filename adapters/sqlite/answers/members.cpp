#include "adapters/ports/store.hpp"
#include "adapters/sqlite/answers/answers.hpp"

namespace carerelay::sqlite {

std::optional<ports::publisher_row> answers::publisher(protocol::publisher_id const& id) {
  return first(db_.ask("SELECT " CARERELAY_PUBLISHER_COLUMNS "FROM publishers WHERE id=?", id), read_publisher);
}

list<ports::publisher_row> answers::publishers() {
  return all(db_.ask("SELECT " CARERELAY_PUBLISHER_COLUMNS "FROM publishers ORDER BY id"), read_publisher);
}

std::optional<ports::member_row> answers::member(protocol::member_id const& id) {
  return first(db_.ask("SELECT " CARERELAY_MEMBER_COLUMNS "FROM members WHERE id=?", id), read_member);
}

std::optional<ports::member_row> answers::member_by_token(protocol::digest const& hashed) {
  auto found =
      first(db_.ask("SELECT " CARERELAY_MEMBER_COLUMNS "FROM members WHERE token_hash=?", protocol::bytes_view(hashed)),
            read_member);
  if (found && found->token_hash != hashed) damaged("members", "of " + found->id.text());
  return found;
}

std::optional<ports::member_row> answers::member_by_subject(std::string_view issuer, std::string_view subject) {
  if (subject.empty()) return std::nullopt;
  auto found =
      first(db_.ask("SELECT " CARERELAY_MEMBER_COLUMNS "FROM members WHERE issuer=? AND subject=? AND subject<>''",
                    issuer, subject),
            read_member);
  if (found && (found->issuer != issuer || found->subject != subject)) damaged("members", "of " + found->id.text());
  return found;
}

list<ports::member_row> answers::members(protocol::publisher_id const& team) {
  auto found =
      all(db_.ask("SELECT " CARERELAY_MEMBER_COLUMNS "FROM members WHERE team=? ORDER BY id", team), read_member);
  for (auto const& row : found) {
    if (row.team != team) damaged("members", "of " + row.id.text());
  }
  return found;
}

}  // namespace carerelay::sqlite
