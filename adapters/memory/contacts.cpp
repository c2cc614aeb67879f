#include <algorithm>
#include <tuple>

#include "adapters/memory/answers.hpp"
#include "adapters/memory/writer.hpp"

namespace carerelay::memory {

list<ports::contact_row> answers::contacts(home_number home) const {
  list<ports::contact_row> out;
  for (auto at = in.contacts.lower_bound({home, 0}); at != in.contacts.end() && at->first.first == home; ++at)
    if (!at->second.removed_at) out.push_back(at->second);
  std::stable_sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.place < b.place; });
  return out;
}

std::optional<ports::contact_row> answers::contact(home_number home, std::uint32_t number) const {
  auto const found = in.contacts.find({home, number});
  if (found == in.contacts.end()) return std::nullopt;
  return found->second;
}

std::uint32_t answers::last_contact(home_number home) const {
  auto const after = in.contacts.upper_bound({home, ~std::uint32_t{0}});
  if (after == in.contacts.begin() || std::prev(after)->first.first != home) return 0;
  return std::prev(after)->first.second;
}

void writer::put_contact(ports::contact_row const& row) {
  std::pair const key{row.home, row.number};
  undo_.keep_key(data_.contacts, key);
  data_.contacts[key] = row;
}

std::size_t writer::erase_addresses(home_number home, std::uint32_t contact) {
  std::size_t count = 0;
  for (auto& [number, row] : data_.outbox) {
    if (row.home != home || row.contact != contact || contact == 0) continue;
    undo_.keep(row);
    row.to.clear();
    ++count;
  }
  return count;
}

}  // namespace carerelay::memory
