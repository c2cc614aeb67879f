#include <stdexcept>

#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {

void writer::put_device_seal(ports::device_seal_row const& row) {
  db().run(
      "INSERT INTO device_seals(device,key,trust,confirmed_at,keys,sum) VALUES(?,?,?,?,?,?) ON CONFLICT(device) DO "
      "UPDATE SET key=excluded.key,trust=excluded.trust,confirmed_at=excluded.confirmed_at,keys=excluded.keys,"
      "sum=excluded.sum",
      row.device, protocol::bytes_view(row.key), row.trust, row.confirmed_at, std::string_view(row.keys), sum_of(row));
}

void writer::add_home_list(ports::home_list_row const& row) {
  auto const newest = from_.newest_home_list(row.home);
  if (row.version != (newest ? newest->version : 0) + 1) throw std::invalid_argument("add_home_list: not the next one");
  db().run("INSERT INTO home_lists(home,version,stored_at,text,sum) VALUES(?,?,?,?,?)", row.home, row.version,
           row.stored_at, std::string_view(row.text), sum_of(row));
}

}  // namespace carerelay::sqlite
