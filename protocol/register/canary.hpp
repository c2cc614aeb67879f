#pragma once

#include <string>
#include <vector>

namespace carerelay::protocol {

/// A home of our own, with the tag `canary`, to which tests are sent: in no audience unless it is named (audience.hpp).
[[nodiscard]] bool is_canary(std::vector<std::string> const& tags) noexcept;

}  // namespace carerelay::protocol
