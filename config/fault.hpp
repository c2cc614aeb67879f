#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <vector>

namespace carerelay::config {

/// One thing wrong with the settings, in words for the operator who wrote them.
struct fault {
  std::string where;   ///< "carerelay.toml:12", "the environment" or "the command line"
  std::string key;     ///< as written there: "stream.window", "CARERELAY_STREAM_WINDOW", "--stream.window"
  std::string detail;  ///< "must be 1 to 256 messages, not 0"

  friend bool operator==(fault const&, fault const&) = default;
};

using faults = std::vector<fault>;

/// "carerelay.toml:12: stream.window must be 1 to 256 messages, not 0"
[[nodiscard]] std::string to_text(fault const& what);
/// One line for each.
[[nodiscard]] std::string to_text(faults const& what);

[[noreturn]] void throw_exception_from_error(faults const& what, boost::source_location const& where);

}  // namespace carerelay::config
