#include "adapters/notify/api_key.hpp"

#include <chrono>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/writer.hpp"

namespace carerelay::notify {
namespace {

constexpr std::size_t uuid_length = 36;

bool is_uuid(std::string_view text) {
  if (text.size() != uuid_length) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool const is_hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    bool const is_digit =
        (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f') || (text[i] >= 'A' && text[i] <= 'F');
    if (is_hyphen ? text[i] != '-' : !is_digit) return false;
  }
  return true;
}

std::string encoded(std::string_view text) { return protocol::crypto::to_base64url(protocol::as_bytes(text)); }

}  // namespace

std::optional<api_key> api_key::parse(std::string_view text) {
  if (text.size() < 2 * uuid_length + 1) return std::nullopt;
  auto const secret = text.substr(text.size() - uuid_length);
  auto const service = text.substr(text.size() - 2 * uuid_length - 1, uuid_length);
  if (!is_uuid(secret) || !is_uuid(service) || text[text.size() - uuid_length - 1] != '-') return std::nullopt;
  return api_key{std::string(service), std::string(secret)};
}

std::string token(api_key const& key, protocol::instant now) {
  std::string claims;
  auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  protocol::json::writer(claims).begin_object().member("iss", key.service).member("iat", seconds).end_object();
  auto const text = encoded(R"({"alg":"HS256","typ":"JWT"})") + '.' + encoded(claims);
  auto const mac = protocol::crypto::hmac_sha256(protocol::as_bytes(key.secret), protocol::as_bytes(text));
  return text + '.' + protocol::crypto::to_base64url(mac);
}

}  // namespace carerelay::notify
