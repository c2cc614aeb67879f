#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/instant.hpp"

namespace carerelay::notify {

/// A key as the service shows it: name, then the id of the service, then the secret, with hyphens between.
struct api_key {
  std::string service;  ///< UUID: who speaks
  std::string secret;   ///< UUID: with what it is signed

  [[nodiscard]] static std::optional<api_key> parse(std::string_view text);
};

/// A token (RFC 7519, HS256) that is good for some seconds: the service takes its clock's word within 30.
[[nodiscard]] std::string token(api_key const& key, protocol::instant now);

}  // namespace carerelay::notify
