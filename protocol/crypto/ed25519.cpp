#include "protocol/crypto/ed25519.hpp"

#include <new>
#include <stdexcept>

#include "protocol/crypto/openssl_owned.hpp"

namespace carerelay::protocol::crypto {
namespace {

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
  key_ptr const known(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
  digest_context_ptr const context(EVP_MD_CTX_new());
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
  auto const key = key_from_pem(pem);
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) return make_error_code(errc::bad_format);
  return ed25519_private_key(key, public_part(key.get()));
}

std::string ed25519_private_key::pem() const { return to_pem(static_cast<EVP_PKEY*>(key_.get())); }

ed25519_signature ed25519_private_key::sign(bytes_view message) const {
  digest_context_ptr const context(EVP_MD_CTX_new());
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
