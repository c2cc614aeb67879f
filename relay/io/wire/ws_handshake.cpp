#include "relay/io/wire/ws_handshake.hpp"

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hash.hpp"

namespace carerelay::io {

std::string websocket_accept_of(std::string_view key) {
  constexpr std::string_view salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  return protocol::crypto::to_base64(protocol::crypto::sha1(std::string{key}.append(salt)));
}

std::string websocket_answer(ws_accept const& how) {
  std::string text =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ";
  text += websocket_accept_of(how.key);
  auto const add = [&text](std::string_view name, std::string_view value) {
    text.append("\r\n").append(name).append(": ").append(value);
  };
  if (!how.subprotocol.empty()) add("Sec-WebSocket-Protocol", how.subprotocol);
  for (auto const& [name, value] : how.headers) add(name, value);
  return text += "\r\n\r\n";
}

}  // namespace carerelay::io
