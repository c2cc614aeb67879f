#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/errc.hpp"
#include "relay/http/route.hpp"

/// The one gate every request passes right after its header was read and before anything of it is used.
/// Beast's parser takes forms that let a second request hide inside the first; this refuses them all.
namespace carerelay::io {

struct header_line {
  std::string_view name, value;
};

/// A request's header as the parser saw it. Views live as long as the parser's buffer.
struct request_head {
  std::string_view method, target;
  unsigned version = 11;  ///< 10 times major plus minor
  std::vector<header_line> lines;
};

struct gate_rules {
  std::vector<std::string> hosts;    ///< names that are ours, lower case, no port
  std::vector<std::string> origins;  ///< other origins whose pages may open the stream
};

/// Why a request is refused. The connection is closed after every refusal: what follows on it cannot be trusted.
struct refusal {
  int status = 400;
  protocol::errc rule = protocol::errc::bad_request;
  std::string_view detail;
};

struct passed_request {
  http::method method{};
  std::string path;  ///< decoded once; no dot segments, no NUL, no encoded slash
  std::vector<std::pair<std::string, std::string>> query;
  std::uint32_t content_length = 0;
  bool keep_alive = true;
  bool expects_continue = false;
  http::origin origin = http::origin::none;
  bool wants_stream = false;  ///< asks for the WebSocket of protocol::stream_path, and may have it
};

class gate_answer {
 public:
  gate_answer(passed_request passed) : passed_(std::move(passed)) {}
  gate_answer(refusal why) : refused_(why) {}
  [[nodiscard]] explicit operator bool() const noexcept { return !refused_; }
  [[nodiscard]] passed_request& value() noexcept { return passed_; }
  [[nodiscard]] refusal const& why() const noexcept { return *refused_; }

 private:
  passed_request passed_;
  std::optional<refusal> refused_;
};

/// RFC 9112 sections 3 to 6 made strict, RFC 6455 section 4.2.1 for upgrades.
[[nodiscard]] gate_answer pass(request_head const& head, gate_rules const& rules);

/// The value of the first header of that name, "" when there is none. Names are compared without case.
[[nodiscard]] std::string_view value_of(request_head const& head, std::string_view name) noexcept;
/// Whether a comma-separated list holds the token, compared without case.
[[nodiscard]] bool lists(std::string_view list, std::string_view token) noexcept;
/// Whether the text is 16 bytes in canonical base64: what Sec-WebSocket-Key must be.
[[nodiscard]] bool is_websocket_key(std::string_view text) noexcept;

}  // namespace carerelay::io
