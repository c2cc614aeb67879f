#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/fault.hpp"
#include "config/schema.hpp"

namespace carerelay::config {

/// One assignment of a settings file, not yet judged.
struct toml_assignment {
  std::string key;            ///< with its section: "stream.window"
  std::size_t line = 0;       ///< from 1
  bool is_section = false;    ///< `[key]`, whatever it holds
  std::optional<value> what;  ///< none: of a shape that no setting has, named in `shape`
  std::string_view shape;     ///< "a fraction", "a date", …
};

struct toml_document {
  std::vector<toml_assignment> assignments;  ///< in the order of the file; not those of unknown depth
  faults wrong;                              ///< the text itself: at most one, the first that TOML trips over
};

/// TOML 1.0. `name` is what faults call the file. Any bytes may be given: files over 256 KiB, lines over 4
/// KiB and deep nesting are refused before they are parsed.
[[nodiscard]] toml_document read_toml(std::string_view name, std::string_view text);

}  // namespace carerelay::config
