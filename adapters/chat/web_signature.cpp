#include "adapters/chat/web_signature.hpp"

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/errc.hpp"

namespace carerelay::chat {

namespace crypto = protocol::crypto;

boost::system::result<protocol::byte_vector> read_web_key(std::string_view text) {
  constexpr std::string_view mark = "whsec_";
  if (!text.starts_with(mark)) return make_error_code(protocol::errc::bad_format);
  auto key = crypto::from_base64(text.substr(mark.size()));
  if (!key || key->size() < 24 || key->size() > 64) return make_error_code(protocol::errc::bad_format);
  return key;
}

std::string web_signature(protocol::bytes_view key, std::string_view id, std::int64_t seconds, std::string_view body) {
  std::string said(id);
  said += '.' + std::to_string(seconds) + '.';
  said += body;
  return "v1," + crypto::to_base64(crypto::hmac_sha256(key, protocol::as_bytes(said)));
}

}  // namespace carerelay::chat
