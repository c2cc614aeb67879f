// Opening handshakes as a hostile page or client may write them: a stream is opened only for one of our own pages or a
// program, in our subprotocol, and nothing of what was sent gets into the answer as it came.
#include <strings.h>

#include <string>

#include "protocol/crypto/base64.hpp"
#include "relay/io/wire/ws_handshake.hpp"
#include "tests/fuzz/oracle.hpp"
#include "tests/fuzz/request_text.hpp"

namespace io = carerelay::io;
namespace crypto = carerelay::protocol::crypto;
using carerelay::fuzz::require;

namespace {

void check_opened(io::request_head const& head) {
  auto const key = io::value_of(head, "Sec-WebSocket-Key");
  auto const bytes = crypto::from_base64(key);
  require(bytes.has_value() && bytes->size() == 16, "the key is 16 bytes");
  require(crypto::to_base64(*bytes) == key, "the key has one spelling");
  require(io::value_of(head, "Sec-WebSocket-Version") == "13", "version 13");
  bool offered = false;
  for (auto const& line : head.lines)
    if (line.name.size() == 22 && io::lists(line.value, "carerelay.v1")) offered = true;
  require(offered, "the subprotocol was offered");
  auto const origin = std::string(io::value_of(head, "Origin"));
  if (!origin.empty()) {
    auto const host = std::string(io::value_of(head, "Host"));
    bool const ours = origin.size() >= 8 &&
                      (origin.find("relay.example") == 8 || origin.find("localhost") == 8 ||
                       origin.find("intranet.example") == 8 || strncasecmp(origin.c_str() + 8, host.c_str(), 9) == 0);
    require(ours, "the page is ours");
  }
  io::ws_accept const how{key, "carerelay.v1", {}, {}};
  auto const text = io::websocket_answer(how);
  require(text.find("\r\n\r\n") == text.size() - 4, "the answer's header ends once");
  require(text.starts_with("HTTP/1.1 101 "), "the answer is 101");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static io::gate_rules const rules{{"relay.example", "localhost"}, {"https://intranet.example"}};
  auto const head = carerelay::fuzz::lenient_head(carerelay::fuzz::text_of(data, size));
  auto answer = io::pass(head, rules);
  if (answer && answer.value().wants_stream) check_opened(head);
  return 0;
}
