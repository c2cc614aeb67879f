#include "adapters/ports/store.hpp"
#include "adapters/sqlite/answers/answers.hpp"
#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {

list<ports::contact_row> answers::contacts(home_number home) {
  return all(db_.ask("SELECT " CARERELAY_CONTACT_COLUMNS
                     "FROM contacts WHERE home=? AND removed_at IS NULL ORDER BY place,number",
                     home),
             read_contact);
}

std::optional<ports::contact_row> answers::contact(home_number home, std::uint32_t number) {
  return first(db_.ask("SELECT " CARERELAY_CONTACT_COLUMNS "FROM contacts WHERE home=? AND number=?", home, number),
               read_contact);
}

std::uint32_t answers::last_contact(home_number home) {
  auto q = db_.ask("SELECT coalesce(max(number),0) FROM contacts WHERE home=?", home);
  return q.step() ? q.as<std::uint32_t>(0) : 0;
}

void writer::put_contact(ports::contact_row const& row) {
  db().run("INSERT OR REPLACE INTO contacts(" CARERELAY_CONTACT_COLUMNS ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)", row.home,
           row.number, row.role, std::string_view(row.label), std::string_view(row.email),
           std::string_view(row.telephone), row.place, protocol::as_bytes(pack(row.opted_out)), row.confirmed_at,
           row.changed_at, std::string_view(row.changed_by), row.removed_at, sum_of(row));
}

std::size_t writer::erase_addresses(home_number home, std::uint32_t contact) {
  list<ports::outbox_row> held =
      all(db().ask("SELECT " CARERELAY_OUTBOX_COLUMNS "FROM outbox WHERE home=? AND contact=? AND contact<>0", home,
                   contact),
          read_outbox);
  for (auto& row : held) {
    row.to.clear();
    put_outbox(row);
  }
  owe_scrub();
  return held.size();
}

}  // namespace carerelay::sqlite
