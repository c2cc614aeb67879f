#pragma once

#include <curl/curl.h>

/// Private to the room.
namespace carerelay::curl {

/// The handle connects to nothing at a loopback, private or reserved address (RFC 6890), whatever the name said, and by
/// no proxy. `was_refused`, when given, becomes true when it was asked to; it must outlive the calls.
void connect_public_only(CURL* h, bool* was_refused);

}  // namespace carerelay::curl
