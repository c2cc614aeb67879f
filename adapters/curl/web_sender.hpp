#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "adapters/curl/https_proxy.hpp"
#include "adapters/ports/web.hpp"

namespace carerelay::curl {

struct web_account {
  std::string ca_file{};         ///< PEM; "" for the system's authorities
  bool private_address = false;  ///< may connect to loopback and private addresses
  https_proxy proxy{};           ///< not used with `private_address`
  std::chrono::milliseconds connect{10'000};
  std::atomic<bool> const* give_up = nullptr;  ///< ends what is going on soon after it became true
};

/// HTTP/1.1 over TLS 1.2 and up. A connection is used once: a kept one that the other side has let go would leave in
/// doubt whether a post was taken, and libcurl would send it again by itself.
class web_sender final : public ports::web_sender {
 public:
  explicit web_sender(web_account account);
  ~web_sender() override;
  [[nodiscard]] ports::web_reply ask(ports::web_request const& what) override;
  [[nodiscard]] ports::web_reply reach(std::string const& url) override;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace carerelay::curl
