#pragma once

#include <string>
#include <string_view>

#include "relay/http/route.hpp"

/// The few pages needed before there is anybody to show the console to. No script, no style: they work everywhere and
/// ask for nothing.
namespace carerelay::http {

/// A page with a heading; `inside` is HTML. It may send forms to us alone, and says where it comes from to us alone.
[[nodiscard]] answer html_page(int status, std::string_view heading, std::string_view inside);
/// A page that goes on to `path` by itself, at once. A redirect would not do after another site's: what the browser
/// keeps for same-site requests alone goes with the next request only when our own page asked for it.
[[nodiscard]] answer page_that_goes_on(std::string_view heading, std::string_view path);

}  // namespace carerelay::http
