#include <stdexcept>

#include "adapters/memory/writer.hpp"

namespace carerelay::memory {

std::optional<ports::push_row> answers::push(device_number device) const {
  auto const found = in.pushes.find(device);
  if (found == in.pushes.end()) return std::nullopt;
  return found->second;
}

list<ports::push_row> answers::pushes(home_number home) const {
  list<ports::push_row> out;
  for (auto const& [number, row] : in.pushes) {
    auto const& device = in.devices[number - 1];
    if (device.home == home && !device.revoked_at) out.push_back(row);
  }
  return out;
}

std::optional<instant> answers::seen(device_number device) const {
  auto const found = in.device_seen.find(device);
  if (found == in.device_seen.end()) return std::nullopt;
  return found->second;
}

void writer::put_push(ports::push_row const& row) {
  if (row.device < 1 || row.device > data_.devices.size()) throw std::invalid_argument("put_push: no such device");
  undo_.keep_key(data_.pushes, row.device);
  data_.pushes[row.device] = row;
}

void writer::remove_push(device_number device) {
  if (!data_.pushes.contains(device)) return;
  undo_.keep_key(data_.pushes, device);
  data_.pushes.erase(device);
}

void writer::mark_seen(device_number device, instant when) {
  if (device < 1 || device > data_.devices.size()) throw std::invalid_argument("mark_seen: no such device");
  undo_.keep_key(data_.device_seen, device);
  data_.device_seen[device] = when;
}

void writer::rename_device(protocol::device_id id, std::string_view name) {
  auto const found = data_.device_ids.find(id);
  if (found == data_.device_ids.end()) return;
  auto& row = data_.devices[found->second - 1];
  undo_.keep(row.name);
  row.name = name;
}

}  // namespace carerelay::memory
