#include "protocol/seal/members.hpp"

#include <algorithm>

#include "protocol/json/object_reader.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::protocol::seal {

bool has_only(json::value const& object, std::span<std::string_view const> known) noexcept {
  if (!object.is(json::kind::object)) return false;
  return std::all_of(object.members().begin(), object.members().end(), [&](json::member const& each) {
    return std::find(known.begin(), known.end(), each.name) != known.end();
  });
}

void refuse_others(json::value const& object, std::span<std::string_view const> known, std::string const& pointer,
                   faults& out) {
  if (!object.is(json::kind::object)) return;
  for (json::member const& each : object.members()) {
    if (std::find(known.begin(), known.end(), each.name) != known.end()) continue;
    if (out.size() >= 100) return;
    std::string const name(utf8::prefix(each.name, 40));
    out.push_back({pointer + '/' + json::escaped_pointer_step(name), errc::not_allowed,
                   "not part of what is sealed or signed here"});
  }
}

}  // namespace carerelay::protocol::seal
