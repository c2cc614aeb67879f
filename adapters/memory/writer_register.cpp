#include <stdexcept>

#include "adapters/memory/writer.hpp"
#include "adapters/ports/store_rules.hpp"

namespace carerelay::memory {

home_number writer::number_for(protocol::home_record const& home) const {
  if (auto const found = data_.home_ids.find(home.id); found != data_.home_ids.end()) return found->second;
  for (auto const& former : home.former_ids) {
    if (auto const found = data_.home_ids.find(former); found != data_.home_ids.end()) return found->second;
  }
  return 0;
}

home_number writer::put_home(protocol::home_record const& home) {
  auto number = number_for(home);
  if (number == 0) {
    number = static_cast<home_number>(data_.homes.size() + 1);
    undo_.keep_end(data_.homes);
    data_.homes.emplace_back().row.number = number;
  }
  auto& row = data_.homes[number - 1].row;
  undo_.keep(row);
  if (!row.record.id.empty() && row.record.id != home.id) {
    undo_.keep_erased(data_.home_ids, row.record.id);
    data_.home_ids.erase(row.record.id);
  }
  auto former = ports::former_ids_after(row.record, home);
  row.record = home;
  row.record.former_ids = std::move(former);
  undo_.keep_key(data_.home_ids, home.id);
  data_.home_ids[home.id] = number;
  for (auto const& id : row.record.former_ids) {
    undo_.keep_key(data_.former_ids, id);
    data_.former_ids[id] = number;
  }
  return number;
}

void writer::suspend_home(home_number home, bool suspended) {
  if (data_.home(home) == nullptr) throw std::invalid_argument("suspend_home: no such home");
  auto& row = data_.homes[home - 1].row;
  undo_.keep(row.suspended);
  row.suspended = suspended;
}

void writer::put_area(protocol::area_code const& area, std::string_view name) {
  undo_.keep_key(data_.area_names, area);
  data_.area_names[area] = name;
}

device_number writer::add_device(ports::device_row const& device) {
  if (data_.home(device.home) == nullptr) throw std::invalid_argument("add_device: no such home");
  if (data_.device_ids.contains(device.id)) throw std::invalid_argument("add_device: the id is taken");
  ensure_log(device.enrolled_at);
  auto const number = static_cast<device_number>(data_.devices.size() + 1);
  undo_.keep_end(data_.devices);
  auto& row = data_.devices.emplace_back(device);
  row.number = number;
  row.stored_up_to = 0;
  undo_.keep_key(data_.device_ids, device.id);
  data_.device_ids[device.id] = number;
  log_event(protocol::evidence::device_enrolled(device.id, data_.home(device.home)->row.record.id, device.name,
                                                device.enrolled_at, device.key));
  return number;
}

void writer::revoke_device(protocol::device_id id, protocol::instant when) {
  auto const found = data_.device_ids.find(id);
  if (found == data_.device_ids.end()) return;
  auto& row = data_.devices[found->second - 1];
  if (row.revoked_at) return;
  undo_.keep(row.revoked_at);
  row.revoked_at = when;
  log_event(protocol::evidence::device_revoked(id, data_.home(row.home)->row.record.id, when));
}

void writer::put_code(ports::enrolment_code_row const& code) {
  if (data_.home(code.home) == nullptr) throw std::invalid_argument("put_code: no such home");
  undo_.keep_key(data_.codes, code.hashed);
  data_.codes[code.hashed] = code;
}

void writer::put_secret(std::string_view name, std::string_view value) {
  undo_.keep_key(data_.secrets, std::string(name));
  data_.secrets[std::string(name)] = value;
}

void writer::put_resource(protocol::digest const& sha256, std::string_view bytes) {
  if (data_.resources.contains(sha256)) return;
  undo_.keep_key(data_.resources, sha256);
  data_.resources[sha256] = std::make_shared<std::string const>(bytes);
}

}  // namespace carerelay::memory
