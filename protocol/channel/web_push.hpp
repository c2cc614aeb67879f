#pragma once

#include <array>
#include <string>
#include <string_view>

#include "protocol/bytes.hpp"
#include "protocol/crypto/p256.hpp"
#include "protocol/instant.hpp"

/// Waking a browser that has no connection: Web Push (RFC 8030), with what is said locked for the browser alone (RFC
/// 8291 over RFC 8188) and the sender signed for (RFC 8292).
namespace carerelay::protocol::web_push {

using auth_secret = std::array<std::uint8_t, 16>;
using salt = std::array<std::uint8_t, 16>;

/// One record of aes128gcm for the browser's key and secret. `own` is a key made for this message alone, `random` 16
/// fresh bytes. At most 3,993 bytes of text (RFC 8291 section 4). Throws std::invalid_argument beyond that.
[[nodiscard]] std::string locked(std::string_view text, crypto::p256_public_key const& browser, auth_secret const& auth,
                                 crypto::p256_private_key const& own, salt const& random);

/// The value of the Authorization header: `vapid t=…, k=…`. `service` is the origin of the endpoint, `subject` a
/// mailto: or https: address of whoever runs this, `until` at most 24 hours ahead.
[[nodiscard]] std::string vapid(crypto::p256_private_key const& key, std::string_view service, std::string_view subject,
                                instant until);
/// The key as browsers want it (`applicationServerKey`): the uncompressed point in base64url.
[[nodiscard]] std::string application_server_key(crypto::p256_public_key const& key);

/// The origin of an endpoint that may be asked at all: https, a name or address without user or fragment, at most 2,000
/// visible ASCII characters; "" otherwise.
[[nodiscard]] std::string origin_of(std::string_view endpoint);

}  // namespace carerelay::protocol::web_push
