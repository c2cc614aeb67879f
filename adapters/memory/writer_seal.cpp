#include <stdexcept>

#include "adapters/memory/writer.hpp"

namespace carerelay::memory {

void writer::put_device_seal(ports::device_seal_row const& row) {
  if (row.device < 1 || row.device > data_.devices.size())
    throw std::invalid_argument("put_device_seal: no such device");
  undo_.keep_key(data_.device_seals, row.device);
  data_.device_seals[row.device] = row;
}

void writer::add_home_list(ports::home_list_row const& row) {
  if (data_.home(row.home) == nullptr) throw std::invalid_argument("add_home_list: no such home");
  auto const newest = from_.newest_home_list(row.home);
  if (row.version != (newest ? newest->version : 0) + 1) throw std::invalid_argument("add_home_list: not the next one");
  undo_.keep_key(data_.home_lists, row.home);
  data_.home_lists[row.home].push_back(row);
}

}  // namespace carerelay::memory
