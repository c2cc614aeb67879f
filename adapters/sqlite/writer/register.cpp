#include <stdexcept>

#include "adapters/ports/store_rules.hpp"
#include "adapters/sqlite/rows/row_lists.hpp"
#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {
namespace {

void upsert(connection& db, ports::home_row const& row) {
  auto const& home = row.record;
  auto const tags = pack(home.tags);
  auto const former = pack_ids(home.former_ids);
  db.run(
      "INSERT INTO "
      "homes(number,id,area,dormant,suspended,beds,services,name,postcode,telephone,email,provider,ods_code,"
      "tags,former_ids,sum) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(number) DO UPDATE SET id=excluded.id,"
      "area=excluded.area,dormant=excluded.dormant,suspended=excluded.suspended,beds=excluded.beds,"
      "services=excluded.services,name=excluded.name,postcode=excluded.postcode,telephone=excluded.telephone,"
      "email=excluded.email,provider=excluded.provider,ods_code=excluded.ods_code,tags=excluded.tags,"
      "former_ids=excluded.former_ids,sum=excluded.sum",
      row.number, home.id, home.area, home.dormant, row.suspended, home.beds, bytes_of(home.service_types),
      std::string_view(home.name), std::string_view(home.postcode), std::string_view(home.telephone),
      std::string_view(home.email), std::string_view(home.provider), std::string_view(home.ods_code),
      protocol::as_bytes(tags), protocol::as_bytes(former), sum_of(row));
}

void upsert(connection& db, ports::device_row const& row) {
  db.run(
      "INSERT INTO devices(number,id,home,key,name,enrolled_at,revoked_at,sum) VALUES(?,?,?,?,?,?,?,?) "
      "ON CONFLICT(number) DO UPDATE SET revoked_at=excluded.revoked_at,sum=excluded.sum",
      row.number, protocol::bytes_view(row.id.bytes()), row.home, protocol::bytes_view(row.key),
      std::string_view(row.name), row.enrolled_at, row.revoked_at, sum_of(row));
}

}  // namespace

std::optional<ports::home_row> writer::home_before(protocol::home_record const& home) {
  auto const number_of = [&](protocol::home_id const& id) -> home_number {
    auto q = db().ask("SELECT number FROM homes WHERE id=?", id);
    return q.step() ? q.as<home_number>(0) : 0;
  };
  auto number = number_of(home.id);
  for (auto former = home.former_ids.begin(); number == 0 && former != home.former_ids.end(); ++former) {
    number = number_of(*former);
  }
  return number == 0 ? std::nullopt : from_.home(number);
}

home_number writer::put_home(protocol::home_record const& home) {
  auto before = home_before(home);
  ports::home_row row;
  if (before) {
    row.number = before->number;
    row.suspended = before->suspended;
  } else {
    auto q = db().ask("SELECT coalesce(max(number),0)+1 FROM homes");
    q.step();
    row.number = q.as<home_number>(0);
  }
  row.record = home;
  row.record.former_ids = ports::former_ids_after(before ? before->record : protocol::home_record(), home);
  upsert(db(), row);
  if (row.number < home_names_.size()) home_names_[row.number] = {};
  if (!before)
    db().run("INSERT INTO streams(home,last,filed,sum) VALUES(?,0,0,?)", row.number, sum_of_stream(row.number, 0, 0));
  for (auto const& id : row.record.former_ids) {
    db().run("INSERT INTO former_ids(id,home) VALUES(?,?) ON CONFLICT(id) DO UPDATE SET home=excluded.home", id,
             row.number);
  }
  return row.number;
}

void writer::suspend_home(home_number home, bool suspended) {
  auto row = from_.home(home);
  if (!row) throw std::invalid_argument("suspend_home: no such home");
  row->suspended = suspended;
  upsert(db(), *row);
}

void writer::put_area(protocol::area_code const& area, std::string_view name) {
  db().run("INSERT INTO areas(code,name) VALUES(?,?) ON CONFLICT(code) DO UPDATE SET name=excluded.name", area, name);
}

device_number writer::add_device(ports::device_row const& device) {
  auto row = device;
  ensure_log(row.enrolled_at);
  {
    auto q = db().ask("SELECT coalesce(max(number),0)+1 FROM devices");
    q.step();
    row.number = q.as<device_number>(0);
  }
  upsert(db(), row);
  db().run("INSERT INTO cursors(device,stored_up_to,sum) VALUES(?,0,?)", row.number, sum_of_cursor(row.number, 0));
  if (row.number < device_ids_.size()) device_ids_[row.number] = {};
  auto const home = from_.home(row.home);
  if (!home) throw std::invalid_argument("add_device: no such home");
  log_event(protocol::evidence::device_enrolled(row.id, home->record.id, row.name, row.enrolled_at, row.key));
  return row.number;
}

void writer::rename_device(protocol::device_id id, std::string_view name) {
  auto row = from_.device(id);
  if (!row) return;
  row->name = name;
  db().run("UPDATE devices SET name=?, sum=? WHERE number=?", std::string_view(row->name), sum_of(*row), row->number);
}

void writer::revoke_device(protocol::device_id id, instant when) {
  auto row = from_.device(id);
  if (!row || row->revoked_at) return;
  row->revoked_at = when;
  upsert(db(), *row);
  log_event(protocol::evidence::device_revoked(id, from_.home(row->home)->record.id, when));
}

void writer::put_code(ports::enrolment_code_row const& code) {
  db().run(
      "INSERT INTO codes(hashed,home,made_at,expires_at,tries_left,used_at,sum) VALUES(?,?,?,?,?,?,?) "
      "ON CONFLICT(hashed) DO UPDATE SET home=excluded.home,made_at=excluded.made_at,expires_at=excluded.expires_at,"
      "tries_left=excluded.tries_left,used_at=excluded.used_at,sum=excluded.sum",
      protocol::bytes_view(code.hashed), code.home, code.made_at, code.expires_at, code.tries_left, code.used_at,
      sum_of(code));
}

void writer::put_secret(std::string_view name, std::string_view value) {
  db().run("INSERT INTO secrets(name,value) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=excluded.value", name,
           protocol::as_bytes(value));
}

void writer::put_resource(protocol::digest const& sha256, std::string_view bytes) {
  db().run("INSERT INTO resources(sha256,sum,bytes) VALUES(?,?,?) ON CONFLICT(sha256) DO NOTHING",
           protocol::bytes_view(sha256), sum_of_resource(sha256, bytes), protocol::as_bytes(bytes));
}

}  // namespace carerelay::sqlite
