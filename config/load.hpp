#pragma once

#include <boost/system/result.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/fault.hpp"
#include "config/settings.hpp"

namespace carerelay::config {

struct named_value {
  std::string name, value;
};

/// Where settings come from. Later ones win: the file, the environment, the command line.
struct sources {
  std::string file_name;                 ///< what faults call it; "" when there is no file
  std::string file_text;                 ///< TOML 1.0
  std::vector<named_value> environment;  ///< all of it: variables that are none of ours are passed over
  std::vector<named_value> flags;        ///< `--stream.window=64` as {"stream.window", "64"}
};

struct loaded {
  settings values;
  /// Key to where its value was given, "carerelay.toml:12"; no entry for a default.
  std::map<std::string, std::string, std::less<>> given;
};

/// Reads, checks and joins all sources. Every fault of every source is reported at once, in the order of the
/// sources: unknown keys (with the one probably meant), wrong types, values outside their range, settings
/// that contradict each other. Lists are given in the environment and in flags as `a,b,c`.
[[nodiscard]] boost::system::result<loaded, faults> load(sources const& from);

/// The text of a settings file of at most 256 KiB; the fault says why it could not be read.
[[nodiscard]] boost::system::result<std::string, faults> read_file(std::string const& path);

/// The variables of an `environ` array, ours and others'.
[[nodiscard]] std::vector<named_value> variables_of(char const* const* environment);

}  // namespace carerelay::config
