#include "protocol/seal/letter.hpp"

#include <stdexcept>

#include "protocol/crypto/base64.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/seal/jws.hpp"

namespace carerelay::protocol::seal {

jwe seal_letter(letter const& what, crypto::p256_private_key const& sender,
                std::span<crypto::p256_public_key const> to) {
  if (what.content.size() > letter_content_bytes) throw std::invalid_argument("a letter has at most 64 KiB");
  std::string payload;
  json::writer json(payload);
  json.begin_object().raw_member("content", what.content).member("envelope", crypto::to_base64url(what.envelope));
  json.member("home", what.home.text()).member("sealed_at", to_text(what.sealed_at));
  json.raw_member("sender_key", sender.public_key().jwk()).end_object();
  std::string const text = padded(sign(sender, letter_type, payload));
  return lock(as_bytes(text), purpose::result, what.envelope, to);
}

digest home_key_context(home_id const& home, device_id device) {
  return crypto::sha256("carerelay.v1 home-keys\n" + home.text() + '\n' + device.text());
}

jwe lock_home_key(crypto::p256_private_key const& identity, home_id const& home, device_id device,
                  crypto::p256_public_key const& to) {
  std::string text = padded(identity.pem());
  auto out = lock(as_bytes(text), purpose::home_keys, home_key_context(home, device), std::span(&to, 1));
  crypto::wipe(std::span(reinterpret_cast<std::uint8_t*>(text.data()), text.size()));
  return out;
}

}  // namespace carerelay::protocol::seal
