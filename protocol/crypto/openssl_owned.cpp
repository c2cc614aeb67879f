#include "protocol/crypto/openssl_owned.hpp"

#include <openssl/pem.h>

#include <new>
#include <stdexcept>

namespace carerelay::protocol::crypto {
namespace {

constexpr std::size_t pem_bytes = 8192;

int refuse_password(char*, int, int, void*) { return -1; }

}  // namespace

key_ptr key_from(char const* kind, int selection, OSSL_PARAM const* parameters) {
  key_context_ptr const context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* made = nullptr;
  bool const is_made = context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                       EVP_PKEY_fromdata(context.get(), &made, selection, const_cast<OSSL_PARAM*>(parameters)) == 1;
  key_ptr key(made);
  return is_made ? std::move(key) : nullptr;
}

std::shared_ptr<EVP_PKEY> key_from_pem(std::string_view pem) {
  if (pem.size() > pem_bytes || !pem.starts_with("-----BEGIN PRIVATE KEY-----")) return nullptr;
  bio_ptr const source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!source) throw std::bad_alloc();
  return {PEM_read_bio_PrivateKey(source.get(), nullptr, refuse_password, nullptr), EVP_PKEY_free};
}

std::string to_pem(EVP_PKEY* key) {
  bio_ptr const sink(BIO_new(BIO_s_mem()));
  if (!sink || PEM_write_bio_PrivateKey(sink.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    throw std::runtime_error("OpenSSL could not write a key");
  }
  char* text = nullptr;
  long const length = BIO_get_mem_data(sink.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

}  // namespace carerelay::protocol::crypto
