#include "relay/cli/shown.hpp"

#include "relay/cli/door.hpp"

namespace carerelay::cli {

std::optional<protocol::json::value> read_unless_shown(std::string const& body, bool as_it_is, world& with) {
  if (!as_it_is) return expect_json({200, "application/json", body});
  with.out << body << (body.ends_with('\n') ? "" : "\n");
  return std::nullopt;
}

}  // namespace carerelay::cli
