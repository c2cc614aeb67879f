#pragma once

#include <string>
#include <vector>

namespace carerelay::tls {

struct pem_pair {
  std::string certificate;  ///< PEM
  std::string key;          ///< PEM, PKCS #8, not encrypted
};

/// A new authority of its own, ECDSA P-256: for the demo and tests. Throws std::runtime_error.
[[nodiscard]] pem_pair make_authority(std::string const& common_name, int days);

/// A server certificate for DNS names and IP addresses, signed by `authority` (its certificate follows the
/// leaf in the PEM). `days` may be negative: an expired one. Throws std::runtime_error.
[[nodiscard]] pem_pair make_leaf(pem_pair const& authority, std::vector<std::string> const& names, int days);

/// SHA-256 of the first certificate in the PEM, lower-case hex: what `trust::pins` holds.
[[nodiscard]] std::string fingerprint(std::string const& certificate_pem);

}  // namespace carerelay::tls
