#include "protocol/crypto/aes.hpp"

#include <openssl/crypto.h>

#include "protocol/crypto/aes_context.hpp"

namespace carerelay::protocol::crypto {

void wipe(std::span<std::uint8_t> secret) noexcept { OPENSSL_cleanse(secret.data(), secret.size()); }

namespace {

gcm_sealed seal(EVP_CIPHER const* cipher, std::uint8_t const* key, gcm_iv const& iv, bytes_view aad,
                bytes_view plaintext) {
  auto const context = new_cipher_context();
  gcm_sealed out;
  out.ciphertext.resize(plaintext.size());
  int length = 0;
  expect_one(EVP_EncryptInit_ex2(context.get(), cipher, key, iv.data(), nullptr));
  if (!aad.empty())
    expect_one(EVP_EncryptUpdate(context.get(), nullptr, &length, address(aad), static_cast<int>(aad.size())));
  expect_one(EVP_EncryptUpdate(context.get(), out.ciphertext.data(), &length, address(plaintext),
                               static_cast<int>(plaintext.size())));
  std::uint8_t rest[16];
  expect_one(EVP_EncryptFinal_ex(context.get(), rest, &length));
  expect_one(
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(out.tag.size()), out.tag.data()));
  return out;
}

}  // namespace

gcm_sealed gcm_seal(secret_key const& key, gcm_iv const& iv, bytes_view aad, bytes_view plaintext) {
  return seal(EVP_aes_256_gcm(), key.bytes.data(), iv, aad, plaintext);
}

gcm_sealed gcm_seal_128(std::span<std::uint8_t const, 16> key, gcm_iv const& iv, bytes_view plaintext) {
  return seal(EVP_aes_128_gcm(), key.data(), iv, {}, plaintext);
}

wrapped_key wrap_key(secret_key const& under, secret_key const& key) {
  auto const context = new_cipher_context();
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  wrapped_key out{};
  int length = 0;
  expect_one(EVP_EncryptInit_ex2(context.get(), EVP_aes_256_wrap(), under.bytes.data(), nullptr, nullptr));
  expect_one(
      EVP_EncryptUpdate(context.get(), out.data(), &length, key.bytes.data(), static_cast<int>(key.bytes.size())));
  if (length != static_cast<int>(out.size())) throw std::runtime_error("OpenSSL could not wrap a key");
  return out;
}

}  // namespace carerelay::protocol::crypto
