#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "relay/http/route.hpp"

/// Which route answers a request, and what answers when its work is done elsewhere.
namespace carerelay::http {

/// All routes, in one table (docs and the OpenAPI document are checked against it).
[[nodiscard]] std::vector<route> const& routes();

struct found {
  route const* what = nullptr;
  std::vector<std::string> arguments;
  bool path_known = false;  ///< 405 rather than 404
};
[[nodiscard]] found find(http::method method, std::string_view path);

/// The answer after a backup: the file made, or a sentence why not.
[[nodiscard]] answer backed_up(std::string_view path, std::uint64_t bytes, std::string_view fault);

}  // namespace carerelay::http
