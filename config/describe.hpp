#pragma once

#include <string>

#include "config/load.hpp"
#include "config/schema.hpp"

/// The schema in words. What people read about settings is made here and nowhere else.
namespace carerelay::config {

/// `--print-settings`: a settings file with everything in it and where each value came from; secrets masked.
[[nodiscard]] std::string print(loaded const& all);

/// The settings part of `--help`: each as a flag, with its default, range and meaning. Lines of at most 100
/// characters.
[[nodiscard]] std::string help_text();

/// docs/reference/settings.md
[[nodiscard]] std::string reference_page();

/// config/carerelay.toml: every setting at its default, explained.
[[nodiscard]] std::string example_file();

/// The value as TOML; "********" for a secret that is set.
[[nodiscard]] std::string shown(entry const& what, settings const& in);

}  // namespace carerelay::config
