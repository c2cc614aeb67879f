#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {

void writer::put_push(ports::push_row const& row) {
  db().run(
      "INSERT INTO pushes(device,endpoint,key,auth,made_at,sum) VALUES(?,?,?,?,?,?) ON CONFLICT(device) DO UPDATE SET "
      "endpoint=excluded.endpoint,key=excluded.key,auth=excluded.auth,made_at=excluded.made_at,sum=excluded.sum",
      row.device, std::string_view(row.endpoint), protocol::bytes_view(row.key), protocol::bytes_view(row.auth),
      row.made_at, sum_of(row));
}

void writer::remove_push(device_number device) { db().run("DELETE FROM pushes WHERE device=?", device); }

void writer::mark_seen(device_number device, instant when) {
  db().run(
      "INSERT INTO device_seen(device,at,sum) VALUES(?,?,?) ON CONFLICT(device) DO UPDATE SET at=excluded.at,"
      "sum=excluded.sum",
      device, when, sum_of_seen(device, when));
}

}  // namespace carerelay::sqlite
