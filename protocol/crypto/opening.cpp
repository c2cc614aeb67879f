#include "protocol/crypto/opening.hpp"

#include <algorithm>

#include "protocol/crypto/aes_context.hpp"

namespace carerelay::protocol::crypto {

std::optional<byte_vector> gcm_open(secret_key const& key, gcm_iv const& iv, bytes_view aad, bytes_view ciphertext,
                                    gcm_tag const& tag) {
  auto const context = new_cipher_context();
  byte_vector out(ciphertext.size());
  gcm_tag expected = tag;
  int length = 0;
  expect_one(EVP_DecryptInit_ex2(context.get(), EVP_aes_256_gcm(), key.bytes.data(), iv.data(), nullptr));
  expect_one(EVP_DecryptUpdate(context.get(), nullptr, &length, address(aad), static_cast<int>(aad.size())));
  expect_one(
      EVP_DecryptUpdate(context.get(), out.data(), &length, address(ciphertext), static_cast<int>(ciphertext.size())));
  expect_one(
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(expected.size()), expected.data()));
  std::uint8_t rest[16];
  if (EVP_DecryptFinal_ex(context.get(), rest, &length) == 1) return out;
  wipe(out);  // nobody may look at what was not proved
  return std::nullopt;
}

std::optional<secret_key> unwrap_key(secret_key const& under, wrapped_key const& wrapped) {
  auto const context = new_cipher_context();
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  expect_one(EVP_DecryptInit_ex2(context.get(), EVP_aes_256_wrap(), under.bytes.data(), nullptr, nullptr));
  error_queue_guard const guard;
  std::uint8_t plain[40];
  int length = 0;
  bool const is_open =
      EVP_DecryptUpdate(context.get(), plain, &length, wrapped.data(), static_cast<int>(wrapped.size())) == 1 &&
      length == 32;
  secret_key out;
  if (is_open) std::copy_n(plain, out.bytes.size(), out.bytes.begin());
  wipe(plain);
  return is_open ? std::optional(out) : std::nullopt;
}

}  // namespace carerelay::protocol::crypto
