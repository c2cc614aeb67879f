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

}  // namespace carerelay::protocol::seal
