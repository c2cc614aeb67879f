#include <stdexcept>

#include "adapters/ports/store.hpp"
#include "adapters/sqlite/answers/answers.hpp"
#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {

std::optional<ports::chat_code_row> answers::chat_code(protocol::digest const& hashed) {
  return first(
      db_.ask("SELECT " CARERELAY_CHAT_CODE_COLUMNS "FROM chat_codes WHERE hashed=?", protocol::bytes_view(hashed)),
      read_chat_code);
}

list<ports::chat_code_row> answers::open_chat_codes(home_number home, instant now) {
  return all(db_.ask("SELECT " CARERELAY_CHAT_CODE_COLUMNS
                     "FROM chat_codes WHERE home=? AND used_at IS NULL AND expires_at>? ORDER BY made_at,hashed",
                     home, now),
             read_chat_code);
}

list<ports::chat_binding_row> answers::chat_bindings(home_number home) {
  return all(
      db_.ask("SELECT " CARERELAY_CHAT_BINDING_COLUMNS "FROM chat_bindings WHERE home=? ORDER BY bound_at,id", home),
      read_chat_binding);
}

list<ports::chat_binding_row> answers::chat_bindings(std::string_view account, std::string_view who) {
  return all(
      db_.ask("SELECT " CARERELAY_CHAT_BINDING_COLUMNS "FROM chat_bindings WHERE account=? AND who=? ORDER BY home",
              account, who),
      read_chat_binding);
}

void writer::put_chat_code(ports::chat_code_row const& code) {
  db().run("INSERT INTO chat_codes(" CARERELAY_CHAT_CODE_COLUMNS
           ") VALUES(?,?,?,?,?,?,?,?) ON CONFLICT(hashed) DO UPDATE SET used_at=excluded.used_at,sum=excluded.sum",
           protocol::bytes_view(code.hashed), code.home, code.contact, std::string_view(code.role), code.made_at,
           code.expires_at, code.used_at, sum_of(code));
}

void writer::put_chat_binding(ports::chat_binding_row const& row) {
  if (!from_.home(row.home)) throw std::invalid_argument("put_chat_binding: no such home");
  for (auto const& held : from_.chat_bindings(row.account, row.who))
    if (held.home == row.home && held.id != row.id)
      throw std::invalid_argument("put_chat_binding: bound to that home already");
  db().run("INSERT OR REPLACE INTO chat_bindings(" CARERELAY_CHAT_BINDING_COLUMNS ") VALUES(?,?,?,?,?,?,?,?,?)",
           std::string_view(row.id), std::string_view(row.account), std::string_view(row.who), row.home, row.contact,
           std::string_view(row.role), row.bound_at, row.last_at, sum_of(row));
}

void writer::remove_chat_binding(std::string_view id) { db().run("DELETE FROM chat_bindings WHERE id=?", id); }

}  // namespace carerelay::sqlite
