#include <algorithm>

#include "adapters/memory/reads.hpp"
#include "protocol/audience.hpp"

namespace carerelay::memory::reads {

std::optional<ports::home_row> home(tables const& in, home_number number) {
  auto const* const found = in.home(number);
  if (found == nullptr) return std::nullopt;
  return found->row;
}

std::optional<ports::home_row> home(tables const& in, protocol::home_id const& id) {
  if (auto const found = in.home_ids.find(id); found != in.home_ids.end()) return home(in, found->second);
  if (auto const found = in.former_ids.find(id); found != in.former_ids.end()) return home(in, found->second);
  return std::nullopt;
}

list<ports::home_row> homes(tables const& in, std::string_view after, std::size_t limit,
                            std::optional<protocol::area_code> const& area) {
  list<ports::home_row> out;
  for (auto const& [id, number] : in.home_ids) {
    if (out.size() == limit) break;
    auto const& row = in.homes[number - 1].row;
    if (id.text() > after && (!area || row.record.area == *area)) out.push_back(row);
  }
  return out;
}

list<home_number> resolve(tables const& in, protocol::audience const& who) {
  list<home_number> out;
  for (auto const& id : who.homes) {
    auto const row = home(in, id);
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

list<ports::area_row> areas(tables const& in) {
  std::map<protocol::area_code, std::uint64_t> live;
  for (auto const& entry : in.homes) live[entry.row.record.area] += entry.row.record.dormant ? 0 : 1;
  list<ports::area_row> out;
  for (auto const& [area, count] : live) {
    auto const named = in.area_names.find(area);
    out.push_back({area, named == in.area_names.end() ? area.text() : named->second, count});
  }
  return out;
}

std::optional<ports::device_row> device(tables const& in, protocol::device_id id) {
  auto const found = in.device_ids.find(id);
  if (found == in.device_ids.end()) return std::nullopt;
  return in.devices[found->second - 1];
}

list<ports::device_row> devices(tables const& in, home_number home) {
  list<ports::device_row> out;
  for (auto const& row : in.devices) {
    if (row.home == home) out.push_back(row);
  }
  return out;
}

std::optional<ports::enrolment_code_row> enrolment_code(tables const& in, protocol::digest const& hashed) {
  auto const found = in.codes.find(hashed);
  if (found == in.codes.end()) return std::nullopt;
  return found->second;
}

list<ports::enrolment_code_row> open_codes(tables const& in, home_number home, instant now) {
  list<ports::enrolment_code_row> out;
  for (auto const& [hashed, row] : in.codes) {
    bool const open = !row.used_at && row.tries_left > 0 && row.expires_at > now;
    if (row.home == home && open) out.push_back(row);
  }
  return out;
}

std::optional<ports::publisher_row> publisher(tables const& in, protocol::publisher_id const& id) {
  auto const found = in.publishers.find(id);
  if (found == in.publishers.end()) return std::nullopt;
  return found->second;
}

std::optional<ports::publisher_row> publisher_by_token(tables const& in, protocol::digest const& hashed) {
  for (auto const& [id, row] : in.publishers) {
    if (row.token_hash == hashed) return row;
  }
  return std::nullopt;
}

list<ports::publisher_row> publishers(tables const& in) {
  list<ports::publisher_row> out;
  for (auto const& [id, row] : in.publishers) out.push_back(row);
  return out;
}

std::string secret(tables const& in, std::string_view name) {
  auto const found = in.secrets.find(name);
  return found == in.secrets.end() ? std::string() : found->second;
}

}  // namespace carerelay::memory::reads
