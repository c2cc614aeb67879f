#include <fmt/format.h>

#include "adapters/sqlite/rows/row_sum.hpp"
#include "adapters/sqlite/rows/rows.hpp"

namespace carerelay::sqlite {
namespace {

enum table : std::uint64_t { device_seals = 64, home_lists };

}  // namespace

std::int64_t sum_of(ports::device_seal_row const& row) {
  row_sum sum(table::device_seals);
  return sum.add(row.device).add(row.key).add(row.trust).add(row.confirmed_at).add(row.keys).value();
}

std::int64_t sum_of(ports::home_list_row const& row) {
  return row_sum(table::home_lists).add(row.home).add(row.version).add(row.stored_at).add(row.text).value();
}

ports::device_seal_row read_device_seal(query const& q) {
  ports::device_seal_row row;
  row.device = q.as<device_number>(0);
  bool const whole = q.bytes(1, row.key);
  row.trust = q.as<ports::device_trust>(2);
  row.confirmed_at = q.maybe_time(3);
  row.keys = q.text(4);
  if (!whole || sum_of(row) != q.integer(5)) damaged("device_seals", row.device);
  return row;
}

ports::home_list_row read_home_list(query const& q) {
  ports::home_list_row row;
  row.home = q.as<home_number>(0);
  row.version = q.as<std::uint64_t>(1);
  row.stored_at = q.time(2);
  row.text = q.text(3);
  if (sum_of(row) != q.integer(4)) damaged("home_lists", fmt::format("{} of home {}", row.version, row.home));
  return row;
}

}  // namespace carerelay::sqlite
