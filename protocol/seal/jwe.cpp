#include "protocol/seal/jwe.hpp"

#include <algorithm>
#include <stdexcept>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/derive.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"

namespace carerelay::protocol::seal {
namespace {

constexpr std::string_view algorithm = "ECDH-ES+A256KW";

std::string protected_header(purpose what, digest const& to) {
  std::string text;
  json::writer json(text);
  json.begin_object().member("enc", "A256GCM").member("to", crypto::to_base64url(to)).member("typ", word(what));
  json.end_object();
  return crypto::to_base64url(as_bytes(text));
}

jwe_recipient wrapped_for(crypto::p256_public_key const& to, crypto::secret_key const& content_key) {
  auto const ephemeral = crypto::p256_private_key::generate();
  auto const under = wrapping_key(ephemeral.agree_with(to));
  return {to.thumbprint(), ephemeral.public_key(), crypto::wrap_key(under, content_key)};
}

void check(bytes_view plaintext, std::span<crypto::p256_public_key const> to) {
  bool const fits = !plaintext.empty() && plaintext.size() % padding_step == 0 && plaintext.size() <= plaintext_bytes;
  if (!fits) throw std::invalid_argument("a plaintext to lock has 1 KiB steps, at most 144 of them");
  bool is_right = !to.empty() && to.size() <= recipients_most;
  for (auto one = to.begin(); one != to.end(); ++one) is_right = is_right && std::find(to.begin(), one, *one) == one;
  if (!is_right) throw std::invalid_argument("what is locked is for 1 to 21 different keys");
}

}  // namespace

std::string_view word(purpose value) noexcept {
  switch (value) {
    case purpose::result: return "carerelay.result.v1";
    case purpose::home_keys: return "carerelay.home-keys.v1";
  }
  return {};
}

digest digest_of_recipients(std::span<jwe_recipient const> all) {
  std::string lines;
  for (auto const& one : all) {
    crypto::append_base64url(one.key_id, lines);
    lines += '\n';
  }
  return crypto::sha256(lines);
}

crypto::secret_key wrapping_key(crypto::secret_key const& shared) {
  auto derived = crypto::concat_kdf(shared.bytes, algorithm, {}, {}, 32);
  crypto::secret_key out;
  std::copy(derived.begin(), derived.end(), out.bytes.begin());
  crypto::wipe(derived);
  return out;
}

std::string authenticated_text(jwe const& what) {
  std::string out = what.header + '.';
  crypto::append_base64url(what.additional, out);
  return out;
}

std::string padded(std::string_view text) {
  std::string out(text);
  out.resize((text.size() / padding_step + (text.size() % padding_step == 0 ? 0 : 1)) * padding_step, ' ');
  return out;
}

jwe lock(bytes_view plaintext, purpose what, digest const& additional, std::span<crypto::p256_public_key const> to) {
  check(plaintext, to);
  auto const content_key = crypto::random_key();
  jwe out;
  for (auto const& one : to) out.recipients.push_back(wrapped_for(one, content_key));
  out.header = protected_header(what, digest_of_recipients(out.recipients));
  out.additional = additional;
  crypto::fill_secret(out.iv);
  auto locked = crypto::gcm_seal(content_key, out.iv, as_bytes(authenticated_text(out)), plaintext);
  out.ciphertext = std::move(locked.ciphertext);
  out.tag = locked.tag;
  return out;
}

std::string encode(jwe const& what) {
  std::string text;
  json::writer json(text);
  json.begin_object().member("aad", crypto::to_base64url(what.additional));
  json.member("ciphertext", crypto::to_base64url(what.ciphertext)).member("iv", crypto::to_base64url(what.iv));
  json.member("protected", what.header).begin_array("recipients");
  for (auto const& one : what.recipients) {
    json.begin_object().member("encrypted_key", crypto::to_base64url(one.key)).begin_object("header");
    json.member("alg", algorithm).raw_member("epk", one.ephemeral.jwk());
    json.member("kid", crypto::to_base64url(one.key_id)).end_object().end_object();
  }
  json.end_array().member("tag", crypto::to_base64url(what.tag)).end_object();
  return text;
}

}  // namespace carerelay::protocol::seal
