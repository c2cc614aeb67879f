#include <algorithm>

#include "adapters/memory/answers.hpp"
#include "protocol/register/audience.hpp"
#include "protocol/register/canary.hpp"

namespace carerelay::memory {

std::optional<ports::home_row> answers::home(home_number number) const {
  auto const* const found = in.home(number);
  if (found == nullptr) return std::nullopt;
  return found->row;
}

std::optional<ports::home_row> answers::home(protocol::home_id const& id) const {
  if (auto const found = in.home_ids.find(id); found != in.home_ids.end()) return home(found->second);
  if (auto const found = in.former_ids.find(id); found != in.former_ids.end()) return home(found->second);
  return std::nullopt;
}

list<ports::home_row> answers::homes(std::string_view after, std::size_t limit,
                                     std::optional<protocol::area_code> const& area) const {
  list<ports::home_row> out;
  for (auto const& [id, number] : in.home_ids) {
    if (out.size() == limit) break;
    auto const& row = in.homes[number - 1].row;
    if (id.text() > after && (!area || row.record.area == *area)) out.push_back(row);
  }
  return out;
}

list<home_number> answers::resolve(protocol::audience const& who) const {
  list<home_number> out;
  for (auto const& id : who.homes) {
    auto const row = home(id);
    if (row && !row->record.dormant) out.push_back(row->number);
  }
  if (who.homes.empty()) {
    for (auto const& entry : in.homes) {
      auto const& record = entry.row.record;
      if (is_in(who, record.id, traits_of(record))) out.push_back(entry.row.number);
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

list<ports::area_row> answers::areas() const {
  std::map<protocol::area_code, std::uint64_t> live;
  for (auto const& entry : in.homes)
    live[entry.row.record.area] += entry.row.record.dormant || protocol::is_canary(entry.row.record.tags) ? 0 : 1;
  list<ports::area_row> out;
  for (auto const& [area, count] : live) {
    auto const named = in.area_names.find(area);
    out.push_back({area, named == in.area_names.end() ? area.text() : named->second, count});
  }
  return out;
}

std::optional<ports::device_row> answers::device(protocol::device_id id) const {
  auto const found = in.device_ids.find(id);
  if (found == in.device_ids.end()) return std::nullopt;
  return in.devices[found->second - 1];
}

list<ports::device_row> answers::devices(home_number home) const {
  list<ports::device_row> out;
  for (auto const& row : in.devices) {
    if (row.home == home) out.push_back(row);
  }
  return out;
}

std::optional<ports::enrolment_code_row> answers::enrolment_code(protocol::digest const& hashed) const {
  auto const found = in.codes.find(hashed);
  if (found == in.codes.end()) return std::nullopt;
  return found->second;
}

list<ports::enrolment_code_row> answers::open_codes(home_number home, instant now) const {
  list<ports::enrolment_code_row> out;
  for (auto const& [hashed, row] : in.codes) {
    bool const open = !row.used_at && row.tries_left > 0 && row.expires_at > now;
    if (row.home == home && open) out.push_back(row);
  }
  return out;
}

std::string answers::secret(std::string_view name) const {
  auto const found = in.secrets.find(name);
  return found == in.secrets.end() ? std::string() : found->second;
}

}  // namespace carerelay::memory
