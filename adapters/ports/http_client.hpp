#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace carerelay::ports {

struct http_call {
  std::string method = "GET";
  std::string url;  ///< https only
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::size_t answer_limit = 64 * 1024 * 1024;  ///< bytes; a longer answer is an error
  std::chrono::milliseconds patience{300'000};  ///< from the start to the whole answer
  std::string ca_file{};                        ///< PEM, for this call; "": as the client was made
  bool public_only = false;                     ///< no connection to loopback, private or reserved addresses
  std::atomic<bool> const* give_up = nullptr;   ///< the call ends, unanswered, soon after it became true
};

struct http_answer {
  int status = 0;
  std::string content_type;
  std::string body;
  std::string retry_after{};  ///< the header's value, "" when absent
};

/// Asks a server over HTTPS with its certificate checked. Blocking; one thread at a time. No redirects.
/// Throws std::runtime_error with a sentence when there was no answer: no connection, certificate not trusted, too
/// slow.
class http_client {
 public:
  virtual ~http_client() = default;
  [[nodiscard]] virtual http_answer ask(http_call const& what) = 0;
};

}  // namespace carerelay::ports
