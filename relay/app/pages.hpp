#pragma once

#include "config/settings.hpp"
#include "relay/http/facts.hpp"

namespace carerelay::app {

/// The built pages, compressed once, and what they say of whose relay this is. Throws std::runtime_error with a
/// sentence when the logo cannot be used.
void set_pages(http::relay_facts& facts, config::service_settings const& how);

/// "0.1.0", as the program was built.
[[nodiscard]] std::string_view program_version() noexcept;

/// The same, and on a second line the hash of the pages that are built in.
[[nodiscard]] std::string program_and_pages();

}  // namespace carerelay::app
