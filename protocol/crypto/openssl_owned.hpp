#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>
#include <string>
#include <string_view>

/// Private to the folder: what OpenSSL hands out, freed by itself.
namespace carerelay::protocol::crypto {

template <auto Free>
struct freed_by {
  template <class T>
  void operator()(T* what) const noexcept {
    Free(what);
  }
};
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using key_context_ptr = std::unique_ptr<EVP_PKEY_CTX, freed_by<EVP_PKEY_CTX_free>>;
using digest_context_ptr = std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>>;
using number_ptr = std::unique_ptr<BIGNUM, freed_by<BN_free>>;
using secret_number_ptr = std::unique_ptr<BIGNUM, freed_by<BN_clear_free>>;
using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free>>;
using builder_ptr = std::unique_ptr<OSSL_PARAM_BLD, freed_by<OSSL_PARAM_BLD_free>>;
using parameters_ptr = std::unique_ptr<OSSL_PARAM, freed_by<OSSL_PARAM_free>>;

/// OpenSSL keeps a queue of errors for each thread; what we refuse must not be read as somebody else's error.
struct error_queue_guard {
  error_queue_guard() { ERR_set_mark(); }
  ~error_queue_guard() { ERR_pop_to_mark(); }
  error_queue_guard(error_queue_guard const&) = delete;
  error_queue_guard& operator=(error_queue_guard const&) = delete;
};

/// A key of this kind from its numbers (EVP_PKEY_fromdata); none when OpenSSL does not take it. `selection`:
/// EVP_PKEY_PUBLIC_KEY or EVP_PKEY_KEYPAIR.
[[nodiscard]] key_ptr key_from(char const* kind, int selection, OSSL_PARAM const* parameters);

/// An unencrypted private key as PKCS #8 PEM, of any kind. None for other text, or a key with a password.
[[nodiscard]] std::shared_ptr<EVP_PKEY> key_from_pem(std::string_view pem);
/// Throws std::runtime_error when OpenSSL cannot.
[[nodiscard]] std::string to_pem(EVP_PKEY* key);

}  // namespace carerelay::protocol::crypto
