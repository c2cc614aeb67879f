#pragma once

#include <curl/curl.h>

#include <string>

/// Private to the room.
namespace carerelay::curl {

/// The handle connects to nothing at a loopback, private or reserved address (RFC 6890), whatever the name said, and by
/// no proxy. `was_refused`, when given, becomes true when it was asked to; it must outlive the calls.
void connect_public_only(CURL* h, bool* was_refused);

/// For what goes by a proxy, which resolves names itself: false when this machine knows the address's host to be at a
/// loopback, private or reserved address. A name that it cannot resolve is the proxy's to judge. May wait for DNS.
[[nodiscard]] bool may_be_public(std::string const& url);

}  // namespace carerelay::curl
