#include "protocol/channel/web_push.hpp"

#include <algorithm>
#include <stdexcept>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/derive.hpp"
#include "protocol/json/writer.hpp"

namespace carerelay::protocol::web_push {
namespace {

constexpr std::size_t record_bytes = 4096;
constexpr std::size_t text_most = 3'993;

byte_vector joined(std::string_view label, bytes_view a, bytes_view b) {
  byte_vector out(label.begin(), label.end());
  out.insert(out.end(), a.begin(), a.end());
  out.insert(out.end(), b.begin(), b.end());
  return out;
}

}  // namespace

std::string locked(std::string_view text, crypto::p256_public_key const& browser, auth_secret const& auth,
                   crypto::p256_private_key const& own, salt const& random) {
  if (text.size() > text_most) throw std::invalid_argument("web_push: the text is too long");
  using namespace std::string_view_literals;
  auto const& own_point = own.public_key().point();
  auto const agreed = own.agree_with(browser);
  auto const secret =
      crypto::hkdf_sha256(agreed.bytes, auth, joined("WebPush: info\0"sv, browser.point(), own_point), 32);
  auto const key = crypto::hkdf_sha256(secret, random, as_bytes("Content-Encoding: aes128gcm\0"sv), 16);
  auto const nonce = crypto::hkdf_sha256(secret, random, as_bytes("Content-Encoding: nonce\0"sv), 12);
  crypto::gcm_iv iv{};
  std::copy(nonce.begin(), nonce.end(), iv.begin());
  byte_vector padded(text.begin(), text.end());
  padded.push_back(2);  // the last record; no padding behind it
  auto const sealed = crypto::gcm_seal_128(std::span<std::uint8_t const, 16>(key.data(), 16), iv, padded);

  std::string out(random.begin(), random.end());
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(record_bytes >> shift & 0xFF);
  out += static_cast<char>(own_point.size());
  out.append(own_point.begin(), own_point.end());
  out.append(sealed.ciphertext.begin(), sealed.ciphertext.end());
  out.append(sealed.tag.begin(), sealed.tag.end());
  return out;
}

std::string vapid(crypto::p256_private_key const& key, std::string_view service, std::string_view subject,
                  instant until) {
  std::string claims;
  json::writer(claims)
      .begin_object()
      .member("aud", service)
      .member("exp", std::chrono::duration_cast<std::chrono::seconds>(until.time_since_epoch()).count())
      .member("sub", subject)
      .end_object();
  std::string token = crypto::to_base64url(as_bytes(R"({"typ":"JWT","alg":"ES256"})"));
  token.append(".").append(crypto::to_base64url(as_bytes(claims)));
  auto const signature = key.sign(token);
  token.append(".").append(crypto::to_base64url(signature));
  return "vapid t=" + token + ", k=" + application_server_key(key.public_key());
}

std::string application_server_key(crypto::p256_public_key const& key) { return crypto::to_base64url(key.point()); }

std::string origin_of(std::string_view endpoint) {
  constexpr std::string_view scheme = "https://";
  bool const is_plain = std::all_of(endpoint.begin(), endpoint.end(), [](char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '#' && c != '@' && c != '<' && c != '>';
  });
  if (endpoint.size() > 2'000 || !is_plain || !endpoint.starts_with(scheme)) return {};
  auto const end = std::min(endpoint.find_first_of("/?", scheme.size()), endpoint.size());
  if (end == scheme.size() || end == endpoint.size()) return {};
  return std::string(endpoint.substr(0, end));
}

}  // namespace carerelay::protocol::web_push
