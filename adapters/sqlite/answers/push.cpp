#include "adapters/ports/store.hpp"
#include "adapters/sqlite/answers/answers.hpp"

namespace carerelay::sqlite {

std::optional<ports::push_row> answers::push(device_number device) {
  auto q = db_.ask("SELECT " CARERELAY_PUSH_COLUMNS "FROM pushes p WHERE p.device=?", device);
  if (!q.step()) return std::nullopt;
  return read_push(q);
}

list<ports::push_row> answers::pushes(home_number home) {
  list<ports::push_row> out;
  auto q = db_.ask("SELECT " CARERELAY_PUSH_COLUMNS
                   "FROM devices d JOIN pushes p ON p.device=d.number "
                   "WHERE d.home=? AND d.revoked_at IS NULL ORDER BY d.number",
                   home);
  while (q.step()) out.push_back(read_push(q));
  return out;
}

std::optional<instant> answers::seen(device_number device) {
  auto q = db_.ask("SELECT at, sum FROM device_seen WHERE device=?", device);
  if (!q.step()) return std::nullopt;
  auto const at = q.time(0);
  if (sum_of_seen(device, at) != q.integer(1)) damaged("device_seen", device);
  return at;
}

}  // namespace carerelay::sqlite
