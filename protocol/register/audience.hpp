#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/ids.hpp"
#include "protocol/words.hpp"

namespace carerelay::protocol {

/// CQC's two kinds of care home; a home may be both.
enum class service_type : std::uint8_t { with_nursing, without_nursing };
/// CQC's bands by number of beds.
enum class bed_band : std::uint8_t { unknown, beds_1_9, beds_10_24, beds_25_39, beds_40_60, beds_61_up };

/// "care_home_with_nursing", "care_home_without_nursing"
[[nodiscard]] std::string_view word(service_type value) noexcept;
/// "unknown", "1-9", "10-24", "25-39", "40-60", "61+"
[[nodiscard]] std::string_view word(bed_band value) noexcept;
/// Bands of CQC: 0 beds is unknown.
[[nodiscard]] bed_band band_of(std::uint32_t beds) noexcept;

/// Whom a message is for. Either an explicit list of homes, or everyone, or an AND of the lists that are
/// not empty, each of them an OR: areas E09000010 or E09000014, and with nursing, and 10-24 beds.
/// An audience with nothing in it is refused (empty_audience): everyone has to be said.
struct audience {
  bool everyone = false;
  std::vector<area_code> areas{};
  std::vector<service_type> service_types{};
  std::vector<bed_band> bed_bands{};
  std::vector<std::string> tags{};
  std::vector<home_id> homes{};  ///< explicit; excludes all of the above

  friend bool operator==(audience const&, audience const&) = default;
};

/// What an audience is matched against.
struct home_traits {
  area_code area{};
  std::vector<service_type> service_types{};
  bed_band beds = bed_band::unknown;
  std::vector<std::string> tags{};
  bool dormant = false;
};

/// Nothing was said about whom it is for: refused as errc::empty_audience.
[[nodiscard]] bool is_empty(audience const& who) noexcept;

/// Whether a home with these traits is in the audience. Dormant homes never are, and an explicit list is
/// matched by id. Pure; no allocation.
[[nodiscard]] bool is_in(audience const& who, home_id const& id, home_traits const& traits) noexcept;

}  // namespace carerelay::protocol
