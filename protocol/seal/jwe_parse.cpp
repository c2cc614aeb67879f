#include <algorithm>
#include <array>

#include "protocol/crypto/base64.hpp"
#include "protocol/json/object_reader.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/seal/jwe.hpp"
#include "protocol/seal/members.hpp"

namespace carerelay::protocol::seal {
namespace {

using json::object_reader;
using json::presence;

constexpr auto required = presence::required;

template <std::size_t Bytes>
std::optional<std::array<std::uint8_t, Bytes>> exactly(std::string_view text) {
  std::array<std::uint8_t, Bytes> out{};
  return crypto::from_base64url(text, out) ? std::optional(out) : std::nullopt;
}

void expect_word(object_reader& from, std::string_view name, std::string_view word) {
  auto const text = from.string(name, required, {.form = json::text_rules::shape::any});
  if (text && *text != word) from.refuse(name, errc::unknown_value, "expected " + std::string(word));
}

std::optional<crypto::p256_public_key> read_point(object_reader& header, json::value const& tree) {
  auto const* const key = tree.find("epk");
  if (!key) {
    header.refuse("epk", errc::required, "expected the sender's one-time key, a point of P-256");
    return std::nullopt;
  }
  constexpr std::array<std::string_view, 4> known{"kty", "crv", "x", "y"};
  bool const is_plain = has_only(*key, known);
  auto point = crypto::p256_public_key::from_jwk(*key);
  if (point && is_plain) return *point;
  header.refuse("epk", errc::bad_format,
                "expected {\"kty\":\"EC\",\"crv\":\"P-256\",\"x\",\"y\"}, a point of the curve");
  return std::nullopt;
}

void read_recipient(object_reader& item, json::value const& tree, jwe& out, faults& wrong) {
  constexpr std::array<std::string_view, 2> known{"header", "encrypted_key"};
  constexpr std::array<std::string_view, 3> in_header{"alg", "epk", "kid"};
  refuse_others(tree, known, item.pointer(), wrong);
  auto const key = item.parsed("encrypted_key", required, exactly<40>, "a wrapped key of 40 bytes in base64url");
  auto header = item.nested("header", required);
  auto const* const header_tree = tree.find("header");
  if (!header || !header->is_object() || !header_tree) return;
  refuse_others(*header_tree, in_header, header->pointer(), wrong);
  expect_word(*header, "alg", "ECDH-ES+A256KW");
  auto const id =
      header->parsed("kid", required, exactly<32>, "the SHA-256 thumbprint of the recipient's key (RFC 7638)");
  auto const point = read_point(*header, *header_tree);
  if (!key || !id || !point) return;
  bool const is_there = std::any_of(out.recipients.begin(), out.recipients.end(),
                                    [&](jwe_recipient const& one) { return one.key_id == *id; });
  if (is_there) header->refuse("kid", errc::not_allowed, "expected each recipient once");
  out.recipients.push_back({*id, *point, *key});
}

/// The protected header, which travels as the base64url of its JSON.
void read_protected(object_reader& from, purpose what, jwe& out, std::optional<digest>& to, faults& wrong) {
  auto const text = from.string("protected", required, {.form = json::text_rules::shape::any});
  if (!text) return;
  auto const decoded = text->size() <= 1024 ? crypto::from_base64url(*text) : make_error_code(errc::bad_format);
  auto const tree = decoded ? json::read(as_text(*decoded), 1024) : json::read("", 1);
  if (!tree) {
    from.refuse("protected", errc::bad_format, "expected a JSON object in base64url, at most 1 KiB");
    return;
  }
  constexpr std::array<std::string_view, 3> known{"enc", "to", "typ"};
  object_reader header(*tree, from.pointer_to("protected"), wrong);
  if (!header.is_object()) return;
  refuse_others(*tree, known, header.pointer(), wrong);
  expect_word(header, "enc", "A256GCM");
  expect_word(header, "typ", word(what));
  to = header.parsed("to", required, exactly<32>, "the SHA-256 of the recipients' key ids");
  out.header = std::string(*text);
}

byte_vector read_ciphertext(object_reader& from) {
  auto const text = from.string("ciphertext", required, {.most = jwe_bytes, .form = json::text_rules::shape::any});
  if (!text) return {};
  auto bytes = crypto::from_base64url(*text);
  bool const is_padded = bytes && !bytes->empty() && bytes->size() % padding_step == 0;
  if (is_padded && bytes->size() <= plaintext_bytes) return std::move(*bytes);
  from.refuse("ciphertext", errc::bad_format, "expected 1 to 144 times 1024 bytes in base64url");
  return {};
}

}  // namespace

checked<jwe> read_jwe(json::value const& tree, purpose what, std::string const& at) {
  faults wrong;
  jwe out;
  object_reader from(tree, at, wrong);
  if (!from.is_object()) return wrong;
  constexpr std::array<std::string_view, 6> known{"protected", "recipients", "aad", "iv", "ciphertext", "tag"};
  refuse_others(tree, known, at, wrong);
  std::optional<digest> to;
  read_protected(from, what, out, to, wrong);
  auto const* const list = from.list("recipients", required, recipients_most);
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    object_reader item((*list)[i], from.pointer_to("recipients") + '/' + std::to_string(i), wrong);
    if (item.is_object()) read_recipient(item, (*list)[i], out, wrong);
  }
  out.additional = from.parsed("aad", required, exactly<32>, "a SHA-256 in base64url").value_or(digest{});
  out.iv = from.parsed("iv", required, exactly<12>, "12 bytes in base64url").value_or(crypto::gcm_iv{});
  out.tag = from.parsed("tag", required, exactly<16>, "16 bytes in base64url").value_or(crypto::gcm_tag{});
  out.ciphertext = read_ciphertext(from);
  if (wrong.empty() && out.recipients.empty())
    from.refuse("recipients", errc::required, "expected somebody who can open it");
  if (wrong.empty() && to != digest_of_recipients(out.recipients)) {
    from.refuse("recipients", errc::seal_broken, "expected exactly those that the protected header names");
  }
  if (!wrong.empty()) return wrong;
  return out;
}

checked<jwe> parse_jwe(std::string_view text, purpose what) {
  auto const tree = json::read(text, jwe_bytes);
  if (!tree) return faults{tree.error().to_fault()};
  return read_jwe(*tree, what);
}

}  // namespace carerelay::protocol::seal
