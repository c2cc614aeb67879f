#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/ids.hpp"
#include "protocol/register/audience.hpp"

namespace carerelay::protocol {

/// One care home of the register. The name is never a key; `former_ids` are ids the same home had before
/// (a change of provider gives a new CQC location), so that history stays findable.
struct home_record {
  home_id id{};
  std::vector<home_id> former_ids{};
  std::string name{};
  area_code area{};
  std::string postcode{};
  std::string telephone{};  ///< E.164, "" when none
  std::string email{};
  std::string provider{};
  std::string ods_code{};
  std::vector<service_type> service_types{};
  std::uint32_t beds = 0;
  std::vector<std::string> tags{};
  bool dormant = false;

  friend bool operator==(home_record const&, home_record const&) = default;
};

/// What an audience is matched against.
[[nodiscard]] home_traits traits_of(home_record const& home);

}  // namespace carerelay::protocol
