#include "protocol/register/audience.hpp"

#include "protocol/register/canary.hpp"

#include <algorithm>

namespace carerelay::protocol {
namespace {

template <class List, class Value>
bool holds(List const& list, Value const& value) noexcept {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// A list that is empty asks for nothing; else one of what the home has must be in it.
template <class List>
bool meets(List const& wanted, List const& has) noexcept {
  return wanted.empty() || std::any_of(has.begin(), has.end(), [&](auto const& one) { return holds(wanted, one); });
}

}  // namespace

std::string_view word(service_type value) noexcept {
  switch (value) {
    case service_type::with_nursing: return "care_home_with_nursing";
    case service_type::without_nursing: return "care_home_without_nursing";
  }
  return {};
}

std::string_view word(bed_band value) noexcept {
  switch (value) {
    case bed_band::unknown: return "unknown";
    case bed_band::beds_1_9: return "1-9";
    case bed_band::beds_10_24: return "10-24";
    case bed_band::beds_25_39: return "25-39";
    case bed_band::beds_40_60: return "40-60";
    case bed_band::beds_61_up: return "61+";
  }
  return {};
}

bed_band band_of(std::uint32_t beds) noexcept {
  if (beds == 0) return bed_band::unknown;
  if (beds < 10) return bed_band::beds_1_9;
  if (beds < 25) return bed_band::beds_10_24;
  if (beds < 40) return bed_band::beds_25_39;
  if (beds <= 60) return bed_band::beds_40_60;
  return bed_band::beds_61_up;
}

bool is_canary(std::vector<std::string> const& tags) noexcept {
  return std::find(tags.begin(), tags.end(), "canary") != tags.end();
}

bool is_empty(audience const& who) noexcept {
  return !who.everyone && who.areas.empty() && who.service_types.empty() && who.bed_bands.empty() && who.tags.empty() &&
         who.homes.empty();
}

bool is_in(audience const& who, home_id const& id, home_traits const& traits) noexcept {
  if (traits.dormant) return false;
  if (!who.homes.empty()) return holds(who.homes, id);
  if (is_empty(who) || is_canary(traits.tags)) return false;
  if (who.everyone) return true;
  return (who.areas.empty() || holds(who.areas, traits.area)) && meets(who.service_types, traits.service_types) &&
         (who.bed_bands.empty() || holds(who.bed_bands, traits.beds)) && meets(who.tags, traits.tags);
}

}  // namespace carerelay::protocol
