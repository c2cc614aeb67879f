#pragma once

#include <string>
#include <string_view>

#include "protocol/channel/outgoing_scan.hpp"

/// What the scanner found, as rows of the outbox keep it and as people read it.
namespace carerelay::core {

/// "nhs_number in description": kept as the reason of a row that is held.
[[nodiscard]] std::string kept_finding(protocol::finding const& what);
/// "an NHS number in the description". A reason that is no finding stays as it is.
[[nodiscard]] std::string found_in_words(std::string_view kept);

}  // namespace carerelay::core
