#pragma once

#include <optional>
#include <string>

#include "relay/core/people/pace.hpp"
#include "relay/http/route.hpp"

/// Private to the routes: how often one device, or somebody in the name of one home, may do something.
namespace carerelay::http {

/// 429 with Retry-After when it is not time yet.
[[nodiscard]] std::optional<answer> must_wait(context const& with, core::paced what, std::string const& who);
/// Counts it for whoever proved who they are; 429 when it was too often.
[[nodiscard]] std::optional<answer> count_or_wait(context const& with, core::paced what, std::string const& who);
/// Counts a wrong try, and has `refused` say so to the security log when a penalty begins.
void count(context const& with, core::paced what, std::string const& who, answer& refused);

}  // namespace carerelay::http
