#include "protocol/crypto/p256.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/openssl_owned.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"

namespace carerelay::protocol::crypto {
namespace {

using signature_ptr = std::unique_ptr<ECDSA_SIG, freed_by<ECDSA_SIG_free>>;

constexpr std::size_t most_der_bytes = 72;  ///< two integers of 33 bytes, with their heads

key_ptr key_of(p256_public_key::point_type point) {
  char group[] = "prime256v1";
  OSSL_PARAM const parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end()};
  return key_from("EC", EVP_PKEY_PUBLIC_KEY, parameters);
}

/// A key of this curve to copy: setting another point on a copy takes a quarter of the time of `key_of`.
EVP_PKEY* pattern() {
  static EVP_PKEY* const key = EVP_EC_gen("P-256");
  if (!key) throw std::runtime_error("OpenSSL has no P-256");
  return key;
}

key_ptr quick_key_of(p256_public_key::point_type const& point) {
  key_ptr key(EVP_PKEY_dup(pattern()));
  bool const is_set = key && EVP_PKEY_set1_encoded_public_key(key.get(), point.data(), point.size()) == 1;
  return is_set ? std::move(key) : nullptr;
}

/// The DER form OpenSSL wants; 0 when r or s is no number it can take.
std::size_t to_der(p256_signature const& signature, std::array<std::uint8_t, most_der_bytes>& der) {
  signature_ptr const pair(ECDSA_SIG_new());
  number_ptr r(BN_bin2bn(signature.data(), 32, nullptr));
  number_ptr s(BN_bin2bn(signature.data() + 32, 32, nullptr));
  if (!pair || !r || !s) throw std::bad_alloc();
  if (BN_is_zero(r.get()) || BN_is_zero(s.get())) return 0;
  ECDSA_SIG_set0(pair.get(), r.release(), s.release());
  std::uint8_t* end = der.data();
  int const length = i2d_ECDSA_SIG(pair.get(), &end);
  return length > 0 ? static_cast<std::size_t>(length) : 0;
}

p256_signature from_der(bytes_view der) {
  std::uint8_t const* at = der.data();
  signature_ptr const pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  p256_signature out{};
  if (!pair || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out.data(), 32) != 32 ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out.data() + 32, 32) != 32) {
    throw std::runtime_error("OpenSSL made a signature that is none");
  }
  return out;
}

bool is_p256(EVP_PKEY* key) {
  char name[32] = {};
  std::size_t length = 0;
  return EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_group_name(key, name, sizeof name, &length) == 1 &&
         std::string_view(name, length) == "prime256v1";
}

/// None when the key has no point, which a damaged file may bring about.
boost::system::result<p256_public_key> public_part(EVP_PKEY* key) {
  std::array<std::uint8_t, 65> point{};
  std::size_t length = 0;
  bool const is_got =
      EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &length) == 1;
  if (!is_got) return make_error_code(errc::bad_format);
  return p256_public_key::from_point(bytes_view(point).first(length));
}

}  // namespace

boost::system::result<p256_public_key> p256_public_key::from_point(bytes_view bytes) {
  error_queue_guard const guard;
  point_type point;
  if (bytes.size() != point.size() || bytes[0] != 0x04) return make_error_code(errc::bad_format);
  std::copy(bytes.begin(), bytes.end(), point.begin());
  auto const key = key_of(point);
  key_context_ptr const context(key ? EVP_PKEY_CTX_new(key.get(), nullptr) : nullptr);
  // P-256 has cofactor 1: a point on the curve that is not infinity is a good key (SP 800-56A, 5.6.2.3.4).
  if (!context || EVP_PKEY_public_check_quick(context.get()) != 1) return make_error_code(errc::bad_format);
  return p256_public_key(point);
}

boost::system::result<p256_public_key> p256_public_key::from_jwk(json::value const& jwk) {
  auto const text = [&](std::string_view name) -> std::string_view {
    auto const* const found = jwk.find(name);
    return found && found->is(json::kind::string) ? std::string_view(found->string()) : std::string_view{};
  };
  point_type point{0x04};
  bool const is_form = text("kty") == "EC" && text("crv") == "P-256" && !jwk.find("d") &&
                       from_base64url(text("x"), std::span(point).subspan(1, 32)) &&
                       from_base64url(text("y"), std::span(point).subspan(33, 32));
  if (!is_form) return make_error_code(errc::bad_format);
  return from_point(point);
}

boost::system::result<p256_public_key> p256_public_key::parse_jwk(std::string_view json) {
  auto const tree = json::read(json, 2048);
  if (!tree) return make_error_code(tree.error().rule);
  return from_jwk(*tree);
}

std::string p256_public_key::jwk() const {
  std::string out = R"({"crv":"P-256","kty":"EC","x":")";
  append_base64url(bytes_view(point_).subspan(1, 32), out);
  out += R"(","y":")";
  append_base64url(bytes_view(point_).subspan(33, 32), out);
  return out += "\"}";
}

sha256_digest p256_public_key::thumbprint() const { return sha256(jwk()); }

bool p256_public_key::verify(bytes_view message, p256_signature const& signature) const {
  error_queue_guard const guard;
  std::array<std::uint8_t, most_der_bytes> der;
  std::size_t const length = to_der(signature, der);
  if (length == 0) return false;
  auto const key = quick_key_of(point_);
  key_context_ptr const context(key ? EVP_PKEY_CTX_new(key.get(), nullptr) : nullptr);
  if (!context || EVP_PKEY_verify_init(context.get()) != 1) return false;
  auto const digest = sha256(message);
  return EVP_PKEY_verify(context.get(), der.data(), length, digest.data(), digest.size()) == 1;
}

p256_private_key p256_private_key::generate() {
  std::shared_ptr<EVP_PKEY> const key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  if (!key) throw std::runtime_error("OpenSSL could not make a key");
  return {key, public_part(key.get()).value()};
}

boost::system::result<p256_private_key> p256_private_key::from_pem(std::string_view pem) {
  error_queue_guard const guard;
  auto const key = key_from_pem(pem);
  if (!key || !is_p256(key.get())) return make_error_code(errc::bad_format);
  key_context_ptr const context(EVP_PKEY_CTX_new(key.get(), nullptr));
  if (!context || EVP_PKEY_pairwise_check(context.get()) != 1) return make_error_code(errc::bad_format);
  auto const point = public_part(key.get());
  if (!point) return point.error();
  return p256_private_key(key, *point);
}

std::string p256_private_key::pem() const { return to_pem(static_cast<EVP_PKEY*>(key_.get())); }

p256_signature p256_private_key::sign(bytes_view message) const {
  auto const digest = sha256(message);
  std::array<std::uint8_t, most_der_bytes> der;
  std::size_t length = der.size();
  key_context_ptr const context(EVP_PKEY_CTX_new(static_cast<EVP_PKEY*>(key_.get()), nullptr));
  bool const is_signed = context && EVP_PKEY_sign_init(context.get()) == 1 &&
                         EVP_PKEY_sign(context.get(), der.data(), &length, digest.data(), digest.size()) == 1;
  if (!is_signed) throw std::runtime_error("OpenSSL could not sign");
  return from_der(bytes_view(der).first(length));
}

}  // namespace carerelay::protocol::crypto
