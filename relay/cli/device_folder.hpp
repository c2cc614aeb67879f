#pragma once

#include <memory>
#include <string>
#include <vector>

#include "protocol/crypto/p256.hpp"
#include "relay/cli/world.hpp"
#include "relay/core/home_agent.hpp"

/// What `listen` keeps of one device: key.pem (0600), identity.json, journal.
namespace carerelay::cli {

struct device_folder {
  std::string server;  ///< "https://host:port"
  core::agent_identity identity;
  protocol::crypto::p256_private_key key;
};

/// Spends the one-time code: makes a key, registers it, writes the folder. A folder that holds a device already is left
/// as it is and refused with a sentence.
void enrol_device(std::string const& folder, std::string const& server, std::string const& ca_file,
                  std::string const& code, std::string const& name, world& with);

/// Throws std::runtime_error with a sentence that says how to enrol when there is no device yet.
[[nodiscard]] device_folder load_device(std::string const& folder, world& with);

struct server_address {
  std::string host;
  std::uint16_t port = 443;
};
/// Of "https://host:port"; throws std::runtime_error with a sentence.
[[nodiscard]] server_address parse_server(std::string const& url);

}  // namespace carerelay::cli
