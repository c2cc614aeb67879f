#pragma once

#include <span>
#include <string_view>

#include "protocol/register/areas.hpp"

/// The facts behind protocol/register/areas.hpp.
namespace carerelay::protocol::detail {

struct area_row {
  area it;
  std::string_view also;  ///< other names, with | between
};

struct replaced_code {
  std::string_view before, now;
};

struct split_area {
  std::string_view code, name, instead;
};

[[nodiscard]] std::span<area_row const> area_rows() noexcept;
[[nodiscard]] std::span<replaced_code const> replaced_codes() noexcept;
[[nodiscard]] std::span<split_area const> split_areas() noexcept;

}  // namespace carerelay::protocol::detail
