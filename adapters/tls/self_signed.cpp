#include "adapters/tls/self_signed.hpp"

#include <openssl/err.h>

#include <arpa/inet.h>

#include <ctime>
#include <stdexcept>

#include "adapters/tls/openssl_ptr.hpp"
#include "adapters/tls/verify_words.hpp"

namespace carerelay::tls {
namespace {

void need(bool ok, char const* what) {
  if (ok) return;
  ERR_clear_error();
  throw std::runtime_error{std::string{"making a certificate: "} + what};
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  long const size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  bio_ptr const out{BIO_new(BIO_s_mem())};
  need(PEM_write_bio_X509(out.get(), certificate) == 1, "cannot write PEM");
  return text_of(out.get());
}

std::string pem_of(EVP_PKEY* key) {
  bio_ptr const out{BIO_new(BIO_s_mem())};
  need(PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "cannot write PEM");
  return text_of(out.get());
}

x509_ptr read_certificate(std::string const& pem) {
  auto const source = memory_bio(pem);
  x509_ptr made{PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr)};
  need(made != nullptr, "expected a certificate in PEM");
  return made;
}

void add_extension(X509* certificate, X509* issuer, int nid, std::string const& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  extension_ptr const made{X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str())};
  need(made != nullptr && X509_add_ext(certificate, made.get(), -1) == 1, value.c_str());
}

void set_serial(X509* certificate) {
  // RFC 5280 section 4.1.2.2: positive, at most 20 octets, unique for its issuer.
  BIGNUM* const number = BN_new();
  need(number != nullptr && BN_rand(number, 126, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1, "no serial number");
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
  BN_free(number);
}

x509_ptr make_certificate(EVP_PKEY* key, std::string const& common_name, int days) {
  constexpr long day = 24 * 3600;
  x509_ptr made{X509_new()};
  need(made != nullptr, "no memory");
  auto* const c = made.get();
  X509_set_version(c, X509_VERSION_3);
  set_serial(c);
  // An hour in the past, because clocks differ; an expired one begins before its end.
  X509_gmtime_adj(X509_getm_notBefore(c), days < 0 ? (days - 1) * day : -3600);
  X509_gmtime_adj(X509_getm_notAfter(c), days * day);
  auto const* const name = reinterpret_cast<unsigned char const*>(common_name.data());
  need(X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_UTF8, name,
                                  static_cast<int>(common_name.size()), -1, 0) == 1,
       "the common name is refused");
  X509_set_pubkey(c, key);
  return made;
}

bool is_address(std::string const& name) {
  unsigned char bytes[16];
  return inet_pton(AF_INET, name.c_str(), bytes) == 1 || inet_pton(AF_INET6, name.c_str(), bytes) == 1;
}

std::string alternative_names(std::vector<std::string> const& names) {
  std::string all;
  for (auto const& name : names) {
    need(is_address(name) || (!name.empty() && name.find_first_of(",:") == std::string::npos), "a name holds , or :");
    all += (all.empty() ? "" : ",") + std::string{is_address(name) ? "IP:" : "DNS:"} + name;
  }
  return all;
}

}  // namespace

pem_pair make_authority(std::string const& common_name, int days) {
  pkey_ptr const key{EVP_EC_gen("P-256")};
  need(key != nullptr, "no P-256 key");
  auto const certificate = make_certificate(key.get(), common_name, days);
  auto* const c = certificate.get();
  X509_set_issuer_name(c, X509_get_subject_name(c));
  add_extension(c, c, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(c, c, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(c, c, NID_subject_key_identifier, "hash");
  need(X509_sign(c, key.get(), EVP_sha256()) > 0, "cannot sign");
  return {pem_of(c), pem_of(key.get())};
}

pem_pair make_leaf(pem_pair const& authority, std::vector<std::string> const& names, int days) {
  need(!names.empty(), "a certificate needs at least one name");
  auto const issuer = read_certificate(authority.certificate);
  auto const source = memory_bio(authority.key);
  pkey_ptr const issuer_key{PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr)};
  pkey_ptr const key{EVP_EC_gen("P-256")};
  need(issuer_key != nullptr && key != nullptr, "the authority's key is not PEM, or no P-256 key");
  auto const certificate = make_certificate(key.get(), names.front().substr(0, 64), days);
  auto* const c = certificate.get();
  X509_set_issuer_name(c, X509_get_subject_name(issuer.get()));
  add_extension(c, issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(c, issuer.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(c, issuer.get(), NID_ext_key_usage, "serverAuth");
  add_extension(c, issuer.get(), NID_subject_key_identifier, "hash");
  add_extension(c, issuer.get(), NID_authority_key_identifier, "keyid");
  add_extension(c, issuer.get(), NID_subject_alt_name, alternative_names(names));
  need(X509_sign(c, issuer_key.get(), EVP_sha256()) > 0, "cannot sign");
  return {pem_of(c) + authority.certificate, pem_of(key.get())};
}

std::string fingerprint(std::string const& certificate_pem) {
  auto const certificate = read_certificate(certificate_pem);
  auto text = digest_of(certificate.get());
  need(!text.empty(), "no SHA-256");
  return text;
}

}  // namespace carerelay::tls
