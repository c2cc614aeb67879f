#include "protocol/crypto/ed25519.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <new>
#include <stdexcept>

namespace carerelay::protocol::crypto {
namespace {

struct key_free {
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
struct context_free {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
struct bio_free {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
};
using bio_ptr = std::unique_ptr<BIO, bio_free>;

/// What we refuse must not be read as somebody else's error on this thread.
struct error_queue_guard {
  error_queue_guard() { ERR_set_mark(); }
  ~error_queue_guard() { ERR_pop_to_mark(); }
};

int refuse_password(char*, int, int, void*) { return -1; }

ed25519_public_key public_part(EVP_PKEY* key) {
  ed25519_public_key out{};
  std::size_t length = out.size();
  if (EVP_PKEY_get_raw_public_key(key, out.data(), &length) != 1 || length != out.size()) {
    throw std::runtime_error("OpenSSL gave no Ed25519 public key");
  }
  return out;
}

}  // namespace

bool ed25519_verify(ed25519_public_key const& key, bytes_view message, ed25519_signature const& signature) {
  error_queue_guard const guard;
  std::unique_ptr<EVP_PKEY, key_free> const known(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
  std::unique_ptr<EVP_MD_CTX, context_free> const context(EVP_MD_CTX_new());
  if (!context) throw std::bad_alloc();
  if (!known || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, known.get()) != 1) return false;
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

ed25519_private_key ed25519_private_key::from_seed(seed_type const& seed) {
  std::shared_ptr<EVP_PKEY> const key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
                                      EVP_PKEY_free);
  if (!key) throw std::runtime_error("OpenSSL has no Ed25519");
  return {key, public_part(key.get())};
}

boost::system::result<ed25519_private_key> ed25519_private_key::from_pem(std::string_view pem) {
  error_queue_guard const guard;
  if (pem.size() > 4096 || !pem.starts_with("-----BEGIN PRIVATE KEY-----")) return make_error_code(errc::bad_format);
  bio_ptr const source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!source) throw std::bad_alloc();
  std::shared_ptr<EVP_PKEY> const key(PEM_read_bio_PrivateKey(source.get(), nullptr, refuse_password, nullptr),
                                      EVP_PKEY_free);
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) return make_error_code(errc::bad_format);
  return ed25519_private_key(key, public_part(key.get()));
}

std::string ed25519_private_key::pem() const {
  bio_ptr const sink(BIO_new(BIO_s_mem()));
  auto* const key = static_cast<EVP_PKEY*>(key_.get());
  if (!sink || PEM_write_bio_PrivateKey(sink.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    throw std::runtime_error("OpenSSL could not write a key");
  }
  char* text = nullptr;
  long const length = BIO_get_mem_data(sink.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

ed25519_signature ed25519_private_key::sign(bytes_view message) const {
  std::unique_ptr<EVP_MD_CTX, context_free> const context(EVP_MD_CTX_new());
  if (!context) throw std::bad_alloc();
  ed25519_signature out{};
  std::size_t length = out.size();
  auto* const key = static_cast<EVP_PKEY*>(key_.get());
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), out.data(), &length, message.data(), message.size()) != 1 || length != out.size()) {
    throw std::runtime_error("OpenSSL could not sign");
  }
  return out;
}

}  // namespace carerelay::protocol::crypto
