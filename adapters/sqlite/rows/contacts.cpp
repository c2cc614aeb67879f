#include "adapters/ports/store.hpp"
#include "adapters/sqlite/rows/row_sum.hpp"
#include "adapters/sqlite/rows/rows.hpp"

namespace carerelay::sqlite {
namespace {

enum table : std::uint64_t { contacts = 80 };

}  // namespace

std::int64_t sum_of(ports::contact_row const& row) {
  row_sum sum(table::contacts);
  sum.add(row.home).add(row.number).add(row.role).add(row.label).add(row.email).add(row.telephone).add(row.place);
  sum.add(pack(row.opted_out)).add(row.confirmed_at).add(row.changed_at).add(row.changed_by);
  return sum.add(row.removed_at).value();
}

ports::contact_row read_contact(query const& q) {
  ports::contact_row row;
  row.home = q.as<home_number>(0);
  row.number = q.as<std::uint32_t>(1);
  row.role = q.as<ports::contact_role>(2);
  row.label = q.text(3);
  row.email = q.text(4);
  row.telephone = q.text(5);
  row.place = q.as<std::uint32_t>(6);
  bool const whole = unpack(q.text(7), row.opted_out);
  row.confirmed_at = q.maybe_time(8);
  row.changed_at = q.time(9);
  row.changed_by = q.text(10);
  row.removed_at = q.maybe_time(11);
  if (!whole || sum_of(row) != q.integer(12)) damaged("contacts", row.home);
  return row;
}

}  // namespace carerelay::sqlite
