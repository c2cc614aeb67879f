#include "adapters/tls/verify_words.hpp"

#include <arpa/inet.h>

namespace carerelay::tls {
namespace {

std::string name_words(GENERAL_NAME const* name) {
  if (name->type == GEN_DNS) {
    auto const* const text = name->d.dNSName;
    return {reinterpret_cast<char const*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
  }
  if (name->type != GEN_IPADD) return {};
  auto const* const bytes = name->d.iPAddress;
  char text[INET6_ADDRSTRLEN] = {};
  int const family = ASN1_STRING_length(bytes) == 4 ? AF_INET : AF_INET6;
  if (family == AF_INET6 && ASN1_STRING_length(bytes) != 16) return {};
  inet_ntop(family, ASN1_STRING_get0_data(bytes), text, sizeof text);
  return text;
}

}  // namespace

std::string names_of(X509 const* certificate) {
  std::string all;
  auto* const names =
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    auto const one = name_words(sk_GENERAL_NAME_value(names, i));
    if (one.empty()) continue;
    if (!all.empty()) all += ", ";
    all += one;
  }
  GENERAL_NAMES_free(names);
  return all;
}

std::string digest_of(X509 const* certificate) {
  unsigned char sum[32];
  unsigned size = sizeof sum;
  if (X509_digest(certificate, EVP_sha256(), sum, &size) != 1) return {};
  std::string text;
  for (unsigned char const byte : sum) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

std::string refusal_words(long verdict, std::string const& names) {
  switch (verdict) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "the server's certificate is for other names: " + (names.empty() ? "none" : names);
    case X509_V_ERR_CERT_HAS_EXPIRED: return "the server's certificate has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID: return "the server's certificate is not valid yet: is the clock right?";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "the server's certificate is signed by nobody we trust: give its authority's certificate";
    case X509_V_ERR_CERT_REJECTED: return "the server's certificate is not the one pinned";
    default: return std::string{"the server's certificate was refused: "} + X509_verify_cert_error_string(verdict);
  }
}

}  // namespace carerelay::tls
