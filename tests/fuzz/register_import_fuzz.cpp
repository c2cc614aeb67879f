// Any bytes as a register file: refused with faults that can be read, or taken so that taking it again changes nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <unordered_set>

#include "protocol/register/areas.hpp"
#include "protocol/text/utf8.hpp"
#include "relay/core/register/register_diff.hpp"

using namespace carerelay;
using namespace carerelay::core;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void check_refused(import_refusal const& what) {
  must(!what.faults.empty());
  for (auto const& fault : to_faults(what)) must(!fault.detail.empty() && protocol::utf8::is_valid(fault.detail));
}

void check_taken(imported_register const& file) {
  must(!file.homes.empty());
  std::vector<protocol::home_record> homes;
  std::unordered_set<protocol::home_id> ids;
  for (auto const& [home, row] : file.homes) {
    must(row > 1 && !home.id.empty() && !home.name.empty() && protocol::utf8::is_valid(home.name));
    must(ids.insert(home.id).second && protocol::area_by_code(home.area.text()) != nullptr);
    homes.push_back(home);
  }
  auto const again = diff(homes, file);
  must(again.has_value() && again->changes.empty() && again->same == homes.size());
  auto const first = diff({}, file);
  must(first.has_value() && first->added == homes.size());
  // A register that knows the first home under another name, and the last under an id it had before.
  homes.front().name += '!';
  auto const other_id = protocol::home_id::parse("1-999999999999").value();
  if (ids.contains(other_id)) return;
  homes.back().former_ids.push_back(homes.back().id);
  homes.back().id = other_id;
  auto const changed = diff(homes, file);
  if (!changed) return check_refused(changed.error());
  must(changed->added + changed->changed + changed->same == file.homes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const result = read_register({reinterpret_cast<char const*>(data), size});
  if (result) {
    check_taken(*result);
  } else {
    check_refused(result.error());
  }
  return 0;
}
