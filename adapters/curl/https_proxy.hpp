#pragma once

#include <functional>
#include <string>

namespace carerelay::curl {

/// The way out of a house that lets nothing out by itself. It is asked for a tunnel (CONNECT): it sees where to, and
/// nothing else.
struct https_proxy {
  std::string url{};                      ///< "http://proxy.example:3128"; "" for none
  std::function<std::string()> secret{};  ///< "name:password", asked for each time; may be empty, may throw
};

}  // namespace carerelay::curl
