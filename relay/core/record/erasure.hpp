#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <vector>

#include "adapters/ports/store.hpp"
#include "relay/core/record/event.hpp"

/// Erasing what an event of the log says of a person, so that every proof stays whole (docs/evidence.md).
namespace carerelay::core {

/// Whose wish it is; each erasure is a leaf of its own.
struct erasure_wish {
  std::string by, reason;
  protocol::instant now{};
};

enum class erased : std::uint8_t { now, before };

/// In the running transaction; `ports::store::scrub` then takes it out of the files. not_found: there is no such leaf.
/// not_allowed: what it says is nobody's own, and other evidence cannot be checked without it.
[[nodiscard]] boost::system::result<erased> erase(ports::store_writer& store, ports::leaf_place where,
                                                  erasure_wish const& wish, std::vector<event>& told);

}  // namespace carerelay::core
