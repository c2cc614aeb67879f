#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "protocol/crypto/p256.hpp"
#include "protocol/message/draft_file.hpp"
#include "relay/cli/door.hpp"
#include "relay/cli/world.hpp"

/// The sender's end of a sealed result: whom it is for, checked, then signed and locked.
namespace carerelay::cli {

/// What a sender keeps. `pinned` and `pin` remember, for each home, the newest device list that was believed.
struct sender {
  protocol::crypto::p256_private_key key;  ///< signs results; homes remember it
  protocol::crypto::secret_key repeat;     ///< tags results, so that a repeat is told without being read
  std::function<std::string(protocol::home_id const&)> pinned;
  std::function<void(protocol::home_id const&, std::string_view)> pin;
};

/// The sender kept in a folder: signing-key.pem and repeat.key, made at first use, and homes/ID.jws.
[[nodiscard]] sender open_sender(std::string const& folder, world& with);

/// The draft as the relay takes it: asks for the home's lists, checks them against what is pinned, seals. `home_words`:
/// what a person heard from the home, "" otherwise. Throws refusal with a sentence that says what to do: no device to
/// seal for, a list that does not follow, a home that begins anew.
[[nodiscard]] std::string sealed_draft(protocol::draft_file const& what, sender const& by, door& relay,
                                       protocol::instant now, std::string_view home_words, std::ostream& notes);

}  // namespace carerelay::cli
