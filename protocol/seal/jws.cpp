#include "protocol/seal/jws.hpp"

#include <array>

#include "protocol/crypto/base64.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/seal/members.hpp"

namespace carerelay::protocol::seal {
namespace {

bool is_text(json::value const& object, std::string_view name, std::string_view expected) {
  auto const* const found = object.find(name);
  return found && found->is(json::kind::string) && found->string() == expected;
}

std::optional<crypto::sha256_digest> key_id_of(std::string_view encoded, std::string_view type) {
  auto const decoded = crypto::from_base64url(encoded);
  if (!decoded) return std::nullopt;
  auto const header = json::read(as_text(*decoded), 512);
  constexpr std::array<std::string_view, 3> known{"alg", "kid", "typ"};
  bool const is_ours =
      header && has_only(*header, known) && is_text(*header, "alg", "ES256") && is_text(*header, "typ", type);
  auto const* const id = is_ours ? header->find("kid") : nullptr;
  crypto::sha256_digest out{};
  bool const is_read = id && id->is(json::kind::string) && crypto::from_base64url(id->string(), out);
  return is_read ? std::optional(out) : std::nullopt;
}

}  // namespace

std::string sign(crypto::p256_private_key const& by, std::string_view type, std::string_view payload) {
  std::string header;
  json::writer json(header);
  json.begin_object().member("alg", "ES256").member("kid", crypto::to_base64url(by.public_key().thumbprint()));
  json.member("typ", type).end_object();
  std::string out = crypto::to_base64url(as_bytes(header)) + '.';
  crypto::append_base64url(as_bytes(payload), out);
  auto const signature = by.sign(out);
  out += '.';
  crypto::append_base64url(signature, out);
  return out;
}

boost::system::result<jws> parse_jws(std::string_view compact, std::string_view type, std::size_t most_bytes) {
  auto const first = compact.find('.');
  auto const last = compact.rfind('.');
  if (compact.size() > most_bytes || first == last || last > compact.size()) return make_error_code(errc::seal_broken);
  auto const id = key_id_of(compact.substr(0, first), type);
  auto const payload = crypto::from_base64url(compact.substr(first + 1, last - first - 1));
  jws out;
  if (!id || !payload || !crypto::from_base64url(compact.substr(last + 1), out.signature)) {
    return make_error_code(errc::seal_broken);
  }
  out.payload = std::string(as_text(*payload));
  out.key_id = *id;
  out.signed_text = std::string(compact.substr(0, last));
  return out;
}

bool is_signed_by(jws const& what, crypto::p256_public_key const& key) {
  return what.key_id == key.thumbprint() && key.verify(what.signed_text, what.signature);
}

}  // namespace carerelay::protocol::seal
