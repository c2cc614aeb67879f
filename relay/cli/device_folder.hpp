#pragma once

#include <memory>
#include <string>
#include <vector>

#include "protocol/crypto/p256.hpp"
#include "relay/cli/home_trust.hpp"
#include "relay/cli/world.hpp"

/// What `listen` and `device` keep of one device: key.pem and sealing.pem (0600), identity.json, journal; once it is
/// trusted home-identity.pem, home.jws (the newest device list it knows) and recovery-N.pem (of sheets typed in). When
/// it takes a new key to open with: sealing-next.pem until the home's list names it, then sealing-old-N.pem for the one
/// before.
namespace carerelay::cli {

struct device_folder {
  std::string path;
  std::string server;  ///< "https://host:port"
  home_device device;
};

/// Spends the one-time code: makes a key, registers it, writes the folder. A folder that holds a device already is left
/// as it is and refused with a sentence.
void enrol_device(std::string const& folder, std::string const& server, std::string const& ca_file,
                  std::string const& code, std::string const& name, world& with);

/// Throws std::runtime_error with a sentence that says how to enrol when there is no device yet.
[[nodiscard]] device_folder load_device(std::string const& folder, world& with);

/// Asks with the device's own token.
[[nodiscard]] std::unique_ptr<door> device_door(device_folder const& from, std::string const& ca_file, world& with);
void keep_identity(device_folder& in, protocol::crypto::p256_private_key const& identity, world& with);
void keep_recovered(device_folder& in, protocol::crypto::p256_private_key const& key, world& with);
/// Makes the key this device will open with next, or gives the one that was made and has not come into force.
[[nodiscard]] protocol::crypto::p256_private_key next_sealing(device_folder const& in, world& with);
/// Opens with that key from now on when `listed` is it: what the home's list names. The one before still opens what was
/// sealed for it.
void settle_sealing(device_folder& in, protocol::crypto::p256_public_key const& listed, world& with);
/// Deletes the keys it opened with before; gives how many there were.
int forget_sealing(device_folder& in);
void keep_list(device_folder const& in, protocol::seal::signed_list const& list, world& with);
[[nodiscard]] std::string kept_list(device_folder const& in, world& with);  ///< "" when there is none

/// What a trusted device does by itself: fetches the home's key when that has changed, and signs a list without the
/// devices that were revoked. Asks the relay; throws when it does not answer.
void refresh_trust(device_folder in, std::string const& ca_file, world& with);

/// Whether results came from this sender by the same key as ever. A first key is kept; another is not.
enum class sender_key : std::uint8_t { first, known, changed };
[[nodiscard]] sender_key note_sender(device_folder const& in, protocol::publisher_id const& sender,
                                     protocol::crypto::p256_public_key const& key, world& with);
[[nodiscard]] std::string_view word(sender_key value) noexcept;

struct server_address {
  std::string host;
  std::uint16_t port = 443;
};
/// Of "https://host:port"; throws std::runtime_error with a sentence.
[[nodiscard]] server_address parse_server(std::string const& url);

}  // namespace carerelay::cli
