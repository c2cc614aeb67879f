#pragma once

#include <memory>
#include <string>

#include "adapters/curl/https_proxy.hpp"
#include "adapters/ports/http_client.hpp"

namespace carerelay::curl {

/// One connection at a time, kept for the next call. The only room that names libcurl.
class https_client final : public ports::http_client {
 public:
  /// `ca_file`: PEM file of the authorities to trust; "" for the system's. By the proxy that the environment names.
  explicit https_client(std::string ca_file);
  /// By this proxy alone, or by none, whatever the environment says. What this machine knows to be at a loopback or
  /// private address is not asked of it: it is asked directly, or refused to calls that are `public_only`.
  https_client(std::string ca_file, https_proxy proxy);
  ~https_client() override;
  [[nodiscard]] ports::http_answer ask(ports::http_call const& what) override;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace carerelay::curl
