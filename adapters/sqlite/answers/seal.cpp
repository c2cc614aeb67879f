#include "adapters/ports/store.hpp"
#include "adapters/sqlite/answers/answers.hpp"

namespace carerelay::sqlite {

std::optional<ports::device_seal_row> answers::device_seal(device_number device) {
  auto q = db_.ask("SELECT " CARERELAY_DEVICE_SEAL_COLUMNS "FROM device_seals WHERE device=?", device);
  if (!q.step()) return std::nullopt;
  return read_device_seal(q);
}

list<ports::home_list_row> answers::home_lists(home_number home, std::uint64_t after, std::size_t limit) {
  list<ports::home_list_row> out;
  auto q = db_.ask("SELECT " CARERELAY_HOME_LIST_COLUMNS
                   "FROM home_lists WHERE home=? AND version>? ORDER BY version LIMIT ?",
                   home, after, limit);
  while (q.step()) out.push_back(read_home_list(q));
  for (auto const& row : out) require_found(row.home == home, "home_lists", row.home);
  return out;
}

std::optional<ports::home_list_row> answers::newest_home_list(home_number home) {
  auto q =
      db_.ask("SELECT " CARERELAY_HOME_LIST_COLUMNS "FROM home_lists WHERE home=? ORDER BY version DESC LIMIT 1", home);
  if (!q.step()) return std::nullopt;
  auto row = read_home_list(q);
  require_found(row.home == home, "home_lists", row.home);
  return row;
}

}  // namespace carerelay::sqlite
