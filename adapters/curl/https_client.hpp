#pragma once

#include <memory>
#include <string>

#include "adapters/ports/http_client.hpp"

namespace carerelay::curl {

/// One connection at a time, kept for the next call. The only room that names libcurl.
class https_client final : public ports::http_client {
 public:
  /// `ca_file`: PEM file of the authorities to trust; "" for the system's.
  explicit https_client(std::string ca_file);
  ~https_client() override;
  [[nodiscard]] ports::http_answer ask(ports::http_call const& what) override;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace carerelay::curl
