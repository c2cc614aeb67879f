#include "protocol/register/home.hpp"

namespace carerelay::protocol {

home_traits traits_of(home_record const& home) {
  return {home.area, home.service_types, band_of(home.beds), home.tags, home.dormant};
}

}  // namespace carerelay::protocol
