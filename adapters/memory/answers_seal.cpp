#include "adapters/memory/answers.hpp"

namespace carerelay::memory {

std::optional<ports::device_seal_row> answers::device_seal(device_number device) const {
  auto const found = in.device_seals.find(device);
  if (found == in.device_seals.end()) return std::nullopt;
  return found->second;
}

list<ports::home_list_row> answers::home_lists(home_number home, std::uint64_t after, std::size_t limit) const {
  list<ports::home_list_row> out;
  auto const found = in.home_lists.find(home);
  if (found == in.home_lists.end()) return out;
  for (auto const& row : found->second) {
    if (row.version > after && out.size() < limit) out.push_back(row);
  }
  return out;
}

std::optional<ports::home_list_row> answers::newest_home_list(home_number home) const {
  auto const found = in.home_lists.find(home);
  if (found == in.home_lists.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

}  // namespace carerelay::memory
