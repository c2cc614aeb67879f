#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"

namespace carerelay::config {

struct contradiction {
  std::string_view key;  ///< of the setting to blame
  std::string detail;    ///< "must be …, the value of …"
};

/// Settings that are each in range but cannot hold together.
[[nodiscard]] std::vector<contradiction> contradictions(settings const& all);

}  // namespace carerelay::config
