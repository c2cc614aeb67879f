#include "relay/http/key_json.hpp"

#include <algorithm>

#include "protocol/crypto/p256.hpp"

namespace carerelay::http {

std::optional<ports::public_point> read_key(protocol::json::value const& body, std::string_view name,
                                            protocol::json::object_reader& from) {
  auto const* const jwk = body.find(name);
  if (jwk == nullptr) return std::nullopt;
  auto const key = protocol::crypto::p256_public_key::from_jwk(*jwk);
  if (!key) {
    from.refuse(name, protocol::errc::bad_format,
                "expected a public P-256 key as JWK, a point of the curve, without its private part");
    return std::nullopt;
  }
  ports::public_point out{};
  std::copy(key->point().begin() + 1, key->point().end(), out.begin());
  return out;
}

void write_key(protocol::json::writer& json, std::string_view name, ports::public_point const& point) {
  std::array<std::uint8_t, 65> bytes{0x04};
  std::copy(point.begin(), point.end(), bytes.begin() + 1);
  if (auto const key = protocol::crypto::p256_public_key::from_point(bytes)) json.raw_member(name, key->jwk());
}

}  // namespace carerelay::http
