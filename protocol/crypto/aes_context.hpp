#pragma once

#include <cstdint>
#include <new>
#include <span>
#include <stdexcept>

#include "protocol/crypto/openssl_owned.hpp"

/// Private to the door: OpenSSL's cipher contexts.
namespace carerelay::protocol::crypto {

using cipher_context_ptr = std::unique_ptr<EVP_CIPHER_CTX, freed_by<EVP_CIPHER_CTX_free>>;

inline cipher_context_ptr new_cipher_context() {
  cipher_context_ptr context(EVP_CIPHER_CTX_new());
  if (!context) throw std::bad_alloc();
  return context;
}

inline void expect_one(int answer) {
  if (answer != 1) throw std::runtime_error("OpenSSL could not run AES");
}

/// Empty spans may have no address, which means something else to OpenSSL.
inline std::uint8_t const* address(std::span<std::uint8_t const> bytes) noexcept {
  static constexpr std::uint8_t nothing = 0;
  return bytes.empty() ? &nothing : bytes.data();
}

}  // namespace carerelay::protocol::crypto
