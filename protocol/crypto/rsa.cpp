#include "protocol/crypto/rsa.hpp"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/openssl_owned.hpp"

namespace carerelay::protocol::crypto {
namespace {

constexpr std::size_t least_bytes = 256, most_bytes = 1024;
constexpr int pss_salt = 32;

std::string_view text(json::value const& jwk, std::string_view name) {
  auto const* const found = jwk.find(name);
  return found && found->is(json::kind::string) ? std::string_view(found->string()) : std::string_view{};
}

bool is_good_exponent(byte_vector const& e) noexcept {
  if (e.empty() || e.size() > 4 || e.front() == 0) return false;
  std::uint32_t value = 0;
  for (auto const byte : e) value = value << 8 | byte;
  return value >= 65'537 && value % 2 == 1;
}

number_ptr number_of(byte_vector const& bytes) {
  number_ptr out(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  if (!out) throw std::bad_alloc();
  return out;
}

/// None when OpenSSL does not take it.
key_ptr key_of(byte_vector const& n, byte_vector const& e) {
  auto const modulus = number_of(n), exponent = number_of(e);
  builder_ptr const builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return nullptr;
  parameters_ptr const parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  return parameters ? key_from("RSA", EVP_PKEY_PUBLIC_KEY, parameters.get()) : nullptr;
}

enum class padding : std::uint8_t { pkcs1, pss };

bool verify(void* with, padding how, std::string_view message, bytes_view signature) {
  error_queue_guard const guard;
  auto* const key = static_cast<EVP_PKEY*>(with);
  if (signature.size() != static_cast<std::size_t>(EVP_PKEY_get_size(key))) return false;
  digest_context_ptr const context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* inner = nullptr;  // owned by `context`
  if (!context || EVP_DigestVerifyInit(context.get(), &inner, EVP_sha256(), nullptr, key) != 1) return false;
  if (how == padding::pkcs1) {
    if (EVP_PKEY_CTX_set_rsa_padding(inner, RSA_PKCS1_PADDING) != 1) return false;
  } else if (EVP_PKEY_CTX_set_rsa_padding(inner, RSA_PKCS1_PSS_PADDING) != 1 ||
             EVP_PKEY_CTX_set_rsa_pss_saltlen(inner, pss_salt) != 1 ||
             EVP_PKEY_CTX_set_rsa_mgf1_md(inner, EVP_sha256()) != 1) {
    return false;
  }
  auto const bytes = as_bytes(message);
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes.data(), bytes.size()) == 1;
}

}  // namespace

boost::system::result<rsa_public_key> rsa_public_key::from_jwk(json::value const& jwk) {
  error_queue_guard const guard;
  auto const n = from_base64url(text(jwk, "n")), e = from_base64url(text(jwk, "e"));
  bool const is_form = text(jwk, "kty") == "RSA" && !jwk.find("d") && n && e && n->size() >= least_bytes &&
                       n->size() <= most_bytes && n->front() >= 0x80 && n->back() % 2 == 1 && is_good_exponent(*e);
  if (!is_form) return make_error_code(errc::bad_format);
  std::shared_ptr<EVP_PKEY> key = key_of(*n, *e);
  if (!key) return make_error_code(errc::bad_format);
  return rsa_public_key(std::move(key));
}

bool rsa_public_key::verify_pkcs1(std::string_view message, bytes_view signature) const {
  return verify(key_.get(), padding::pkcs1, message, signature);
}

bool rsa_public_key::verify_pss(std::string_view message, bytes_view signature) const {
  return verify(key_.get(), padding::pss, message, signature);
}

}  // namespace carerelay::protocol::crypto
