#pragma once

#include <span>
#include <string>
#include <string_view>

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

/// Private to seal/: a header with a member that nobody reads is a header somebody else reads differently.
namespace carerelay::protocol::seal {

[[nodiscard]] bool has_only(json::value const& object, std::span<std::string_view const> known) noexcept;
/// Reports every member that is not known, `zip`, `crit`, `jku`, `x5u` and `jwk` by their names.
void refuse_others(json::value const& object, std::span<std::string_view const> known, std::string const& pointer,
                   faults& out);

}  // namespace carerelay::protocol::seal
