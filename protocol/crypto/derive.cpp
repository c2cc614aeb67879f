#include "protocol/crypto/derive.hpp"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <stdexcept>

#include "protocol/crypto/openssl_owned.hpp"

namespace carerelay::protocol::crypto {
namespace {

using kdf_ptr = std::unique_ptr<EVP_KDF, freed_by<EVP_KDF_free>>;
using kdf_context_ptr = std::unique_ptr<EVP_KDF_CTX, freed_by<EVP_KDF_CTX_free>>;

/// OpenSSL takes what it only reads by a pointer that could write.
OSSL_PARAM octets(char const* name, bytes_view bytes) {
  static std::uint8_t nothing = 0;
  auto* const data = bytes.empty() ? &nothing : const_cast<std::uint8_t*>(bytes.data());
  return OSSL_PARAM_construct_octet_string(name, data, bytes.size());
}

byte_vector run(char const* name, std::span<OSSL_PARAM const> parameters, std::size_t bytes) {
  kdf_ptr const kdf(EVP_KDF_fetch(nullptr, name, nullptr));
  kdf_context_ptr const context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
  byte_vector out(bytes);
  if (!context || EVP_KDF_derive(context.get(), out.data(), out.size(), parameters.data()) != 1) {
    throw std::runtime_error("OpenSSL could not derive a key");
  }
  return out;
}

void append_length(byte_vector& to, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) to.push_back(static_cast<std::uint8_t>(value >> shift));
}

void append_with_length(byte_vector& to, bytes_view what) {
  append_length(to, what.size());
  to.insert(to.end(), what.begin(), what.end());
}

char sha256_name[] = "SHA256";

}  // namespace

void fill_secret(std::span<std::uint8_t> out) {
  if (RAND_priv_bytes(out.data(), static_cast<int>(out.size())) != 1) {
    throw std::runtime_error("OpenSSL has no random bytes");
  }
}

secret_key random_key() {
  secret_key out;
  fill_secret(out.bytes);
  return out;
}

byte_vector concat_kdf(bytes_view shared_secret, std::string_view algorithm, bytes_view party_u, bytes_view party_v,
                       std::size_t bytes) {
  byte_vector info;
  append_with_length(info, as_bytes(algorithm));
  append_with_length(info, party_u);
  append_with_length(info, party_v);
  append_length(info, bytes * 8);
  // The single-step KDF of SP 800-56C with a hash is the Concat KDF of SP 800-56A.
  OSSL_PARAM const parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, sha256_name, 0),
                                   octets(OSSL_KDF_PARAM_SECRET, shared_secret), octets(OSSL_KDF_PARAM_INFO, info),
                                   OSSL_PARAM_construct_end()};
  return run("SSKDF", parameters, bytes);
}

byte_vector hkdf_sha256(bytes_view secret, bytes_view salt, bytes_view info, std::size_t bytes) {
  OSSL_PARAM const parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, sha256_name, 0),
                                   octets(OSSL_KDF_PARAM_KEY, secret), octets(OSSL_KDF_PARAM_SALT, salt),
                                   octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  return run("HKDF", parameters, bytes);
}

byte_vector pbkdf2_sha256(bytes_view password, bytes_view salt, unsigned rounds, std::size_t bytes) {
  OSSL_PARAM const parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, sha256_name, 0),
                                   octets(OSSL_KDF_PARAM_PASSWORD, password), octets(OSSL_KDF_PARAM_SALT, salt),
                                   OSSL_PARAM_construct_uint(OSSL_KDF_PARAM_ITER, &rounds), OSSL_PARAM_construct_end()};
  return run("PBKDF2", parameters, bytes);
}

}  // namespace carerelay::protocol::crypto
