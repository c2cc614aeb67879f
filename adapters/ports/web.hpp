#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/ports/channel.hpp"
#include "protocol/instant.hpp"

/// Posting to services over HTTPS: what adapters of chat, webhooks and the like stand on, and what an answer means.
namespace carerelay::ports {

struct web_request {
  std::string method = "POST";
  std::string url;  ///< https only. It may be a secret: nobody shows or logs it
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  std::chrono::milliseconds patience{30'000};  ///< from the start to the whole answer
  std::size_t answer_limit = 64 * 1024;        ///< bytes of the answer that are read
};

struct web_reply {
  int status = 0;           ///< 0: there was no answer
  bool left_whole = false;  ///< the whole request left
  bool is_ours = false;     ///< there was no answer for a reason in our own settings
  std::string trouble{};    ///< a word, when there was no answer: no_connection, name_unknown, too_slow …
  std::string body{};
  std::string retry_after{};  ///< the header's value; "" when absent
};

/// One side, one request at a time, each on a connection of its own, its certificate checked, no redirects. Blocking;
/// one thread. Throws nothing for what the other side does.
class web_sender {
 public:
  virtual ~web_sender() = default;
  [[nodiscard]] virtual web_reply ask(web_request const& what) = 0;
  /// Connects and asks nothing; `trouble` is "" when that went well.
  [[nodiscard]] virtual web_reply reach(std::string const& url) = 0;
};

/// What an answer, or none, means for a post. Of the other side's words only short plain ones ("no_service") are kept
/// in `detail`: an answer may repeat what was asked, secrets with it.
[[nodiscard]] verdict verdict_of(web_reply const& reply, protocol::instant now);

/// What stands behind `"name":` in a JSON text, without quotation marks; "" when it is not there. For answers of which
/// one member is wanted, whatever else is in them.
[[nodiscard]] std::string_view json_member(std::string_view json, std::string_view name) noexcept;

}  // namespace carerelay::ports
