#include "protocol/seal/open.hpp"

#include <algorithm>
#include <array>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/opening.hpp"
#include "protocol/json/object_reader.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/seal/jws.hpp"
#include "protocol/seal/members.hpp"

namespace carerelay::protocol::seal {
namespace {

using json::presence;

std::optional<digest> to_digest(std::string_view text) {
  digest out{};
  return crypto::from_base64url(text, out) ? std::optional(out) : std::nullopt;
}

boost::system::result<opened_letter> read_letter(jws const& from) {
  auto const tree = json::read(from.payload, plaintext_bytes);
  constexpr std::array<std::string_view, 5> known{"content", "envelope", "home", "sealed_at", "sender_key"};
  if (!tree || !has_only(*tree, known)) return make_error_code(errc::seal_broken);
  faults wrong;
  json::object_reader reader(*tree, "", wrong);
  letter out;
  out.home = reader.parsed("home", presence::required, home_id::parse, home_tag::expected).value_or(home_id{});
  out.envelope = reader.parsed("envelope", presence::required, to_digest, "a SHA-256").value_or(digest{});
  out.sealed_at = reader.parsed("sealed_at", presence::required, parse_instant, "a moment").value_or(instant{});
  auto const* const content = tree->find("content");
  auto const* const key = tree->find("sender_key");
  if (!wrong.empty() || !content || !content->is(json::kind::object) || !key) return make_error_code(errc::seal_broken);
  out.content = json::canonical(*content);
  auto const sender = crypto::p256_public_key::from_jwk(*key);
  if (!sender || !is_signed_by(from, *sender)) return make_error_code(errc::seal_broken);
  return opened_letter{std::move(out), *sender};
}

}  // namespace

boost::system::result<byte_vector> unlock(jwe const& what, crypto::p256_private_key const& mine) {
  auto const id = mine.public_key().thumbprint();
  auto const found = std::find_if(what.recipients.begin(), what.recipients.end(),
                                  [&](jwe_recipient const& one) { return one.key_id == id; });
  if (found == what.recipients.end()) return make_error_code(errc::not_found);
  auto const under = wrapping_key(mine.agree_with(found->ephemeral));
  auto const key = crypto::unwrap_key(under, found->key);
  if (!key) return make_error_code(errc::seal_broken);
  auto plain = crypto::gcm_open(*key, what.iv, as_bytes(authenticated_text(what)), what.ciphertext, what.tag);
  if (!plain) return make_error_code(errc::seal_broken);
  return std::move(*plain);
}

boost::system::result<opened_letter> open_letter(jwe const& what, crypto::p256_private_key const& mine,
                                                 home_id const& home, digest const& envelope) {
  auto const plain = unlock(what, mine);
  if (!plain) return plain.error();
  std::string_view text = as_text(*plain);
  text = text.substr(0, text.find_last_not_of(' ') + 1);
  auto const signed_text = parse_jws(text, letter_type, plaintext_bytes);
  if (!signed_text) return signed_text.error();
  auto opened = read_letter(*signed_text);
  if (!opened) return opened.error();
  bool const is_for_us = opened->what.home == home && opened->what.envelope == envelope && what.additional == envelope;
  if (!is_for_us) return make_error_code(errc::seal_broken);
  return opened;
}

boost::system::result<crypto::p256_private_key> unlock_home_key(jwe const& what, crypto::p256_private_key const& mine,
                                                                home_id const& home, device_id device) {
  if (what.additional != home_key_context(home, device)) return make_error_code(errc::seal_broken);
  auto plain = unlock(what, mine);
  if (!plain) return plain.error();
  std::string_view text = as_text(*plain);
  auto key = crypto::p256_private_key::from_pem(text.substr(0, text.find_last_not_of(' ') + 1));
  crypto::wipe(*plain);
  if (!key) return make_error_code(errc::seal_broken);
  return *key;
}

}  // namespace carerelay::protocol::seal
