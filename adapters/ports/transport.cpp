#include "adapters/ports/transport.hpp"

namespace carerelay::ports {
namespace {

class category final : public boost::system::error_category {
 public:
  char const* name() const noexcept override { return "carerelay.transport"; }
  std::string message(int code) const override {
    switch (static_cast<transport_errc>(code)) {
      case transport_errc::closed: return "the peer closed the connection";
      case transport_errc::truncated: return "the connection ended without a goodbye";
      case transport_errc::reset: return "the connection broke";
      case transport_errc::handshake_failed: return "the TLS handshake failed";
      case transport_errc::peer_untrusted: return "the peer's certificate was refused";
      case transport_errc::protocol_broken: return "the peer broke the TLS protocol";
    }
    return "unknown transport error";
  }
};

}  // namespace

boost::system::error_category const& transport_category() noexcept {
  static category const only;
  return only;
}

}  // namespace carerelay::ports
