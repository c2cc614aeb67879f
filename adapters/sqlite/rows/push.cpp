#include "adapters/sqlite/rows/row_sum.hpp"
#include "adapters/sqlite/rows/rows.hpp"

namespace carerelay::sqlite {
namespace {

enum table : std::uint64_t { pushes = 72, device_seen };

}  // namespace

std::int64_t sum_of(ports::push_row const& row) {
  row_sum sum(table::pushes);
  return sum.add(row.device).add(row.endpoint).add(row.key).add(row.auth).add(row.made_at).value();
}

std::int64_t sum_of_seen(device_number device, instant at) {
  return row_sum(table::device_seen).add(device).add(at).value();
}

ports::push_row read_push(query const& q) {
  ports::push_row row;
  row.device = q.as<device_number>(0);
  row.endpoint = q.text(1);
  bool const whole = q.bytes(2, row.key) && q.bytes(3, row.auth);
  row.made_at = q.time(4);
  if (!whole || sum_of(row) != q.integer(5)) damaged("pushes", row.device);
  return row;
}

}  // namespace carerelay::sqlite
