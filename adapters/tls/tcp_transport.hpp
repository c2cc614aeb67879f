#pragma once

#include <memory>

#include "adapters/ports/transport.hpp"

namespace carerelay::tls {

/// Plain TCP behind the same port: the internal listener, and tests.
[[nodiscard]] std::unique_ptr<ports::transport> make_tcp_transport(int socket);

class tcp_maker final : public ports::transport_maker {
 public:
  [[nodiscard]] std::unique_ptr<ports::transport> make(int socket) override { return make_tcp_transport(socket); }
  [[nodiscard]] bool is_encrypted() const noexcept override { return false; }
};

}  // namespace carerelay::tls
