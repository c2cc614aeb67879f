#include "protocol/crypto/hash.hpp"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <new>
#include <stdexcept>
#include <utility>

#include "protocol/crypto/openssl_owned.hpp"

namespace carerelay::protocol::crypto {
namespace {

/// Fetched once: OpenSSL 3 otherwise looks the algorithm up by name for every digest.
EVP_MD const* algorithm() {
  static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  if (!fetched) throw std::runtime_error("OpenSSL has no SHA-256");
  return fetched;
}

void check(int answer) {
  if (answer != 1) throw std::runtime_error("OpenSSL could not compute a digest");
}

}  // namespace

struct sha256_stream::state {
  digest_context_ptr context{EVP_MD_CTX_new()};
  state() {
    if (!context) throw std::bad_alloc();
    begin();
  }
  void begin() { check(EVP_DigestInit_ex2(context.get(), algorithm(), nullptr)); }
};

sha256_stream::sha256_stream() : state_(std::make_unique<state>()) {}
sha256_stream::~sha256_stream() = default;
sha256_stream::sha256_stream(sha256_stream&&) noexcept = default;
sha256_stream& sha256_stream::operator=(sha256_stream&&) noexcept = default;

void sha256_stream::update(bytes_view data) {
  check(EVP_DigestUpdate(state_->context.get(), data.data(), data.size()));
}

sha256_digest sha256_stream::finish() {
  sha256_digest out;
  check(EVP_DigestFinal_ex(state_->context.get(), out.data(), nullptr));
  state_->begin();
  return out;
}

sha256_digest sha256(bytes_view data) {
  sha256_digest out;
  check(EVP_Digest(data.data(), data.size(), out.data(), nullptr, algorithm(), nullptr));
  return out;
}

std::array<std::uint8_t, 20> sha1(std::string_view text) {
  std::array<std::uint8_t, 20> out;
  check(EVP_Digest(text.data(), text.size(), out.data(), nullptr, EVP_sha1(), nullptr));
  return out;
}

sha256_digest sha256(std::string_view text) { return sha256(as_bytes(text)); }

sha256_digest sha256(std::initializer_list<bytes_view> parts) {
  sha256_stream stream;
  for (auto const part : parts) stream.update(part);
  return stream.finish();
}

sha256_digest hmac_sha256(bytes_view key, bytes_view data) {
  sha256_digest out;
  // An empty key is allowed by RFC 2104, a null pointer means something else to OpenSSL.
  std::uint8_t const nothing = 0;
  void const* const secret = key.empty() ? &nothing : key.data();
  if (!HMAC(algorithm(), secret, static_cast<int>(key.size()), data.data(), data.size(), out.data(), nullptr)) {
    throw std::runtime_error("OpenSSL could not compute an HMAC");
  }
  return out;
}

bool is_equal_in_constant_time(bytes_view a, bytes_view b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace carerelay::protocol::crypto
