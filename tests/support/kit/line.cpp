#include "tests/support/kit/line.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "adapters/tls/tcp_transport.hpp"
#include "adapters/tls/tls_context.hpp"

namespace carerelay::testing {

using steady = std::chrono::steady_clock;

line::line(std::uint16_t port, std::string const& ca_pem) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr const*>(&where), sizeof where) != 0) {
    ::close(std::exchange(socket_, -1));
    throw std::runtime_error("nobody listens on port " + std::to_string(port));
  }
  int const on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(socket_, F_SETFL, ::fcntl(socket_, F_GETFL) | O_NONBLOCK);
  transport_ = ca_pem.empty() ? tls::make_tcp_transport(socket_)
                              : tls::tls_context::client({ca_pem, {}, "localhost"})->make(socket_);
  auto const until = steady::now() + patience;
  for (;;) {
    auto const step = transport_->handshake();
    if (step.error) {
      ended_ = true;
      return;
    }
    if (!step.would_block() || !wait(step.wait, until)) return;
  }
}

line::~line() { cut(); }
line::line(line&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), transport_(std::move(other.transport_)), ended_(other.ended_) {}
line& line::operator=(line&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(transport_, other.transport_);
  std::swap(ended_, other.ended_);
  return *this;
}

void line::cut() {
  transport_.reset();
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  ended_ = true;
}

bool line::wait(ports::want what, steady::time_point until) const {
  auto const left = std::chrono::duration_cast<milliseconds>(until - steady::now());
  pollfd one{socket_, static_cast<short>(what == ports::want::write ? POLLOUT : POLLIN), 0};
  return ::poll(&one, 1, static_cast<int>(std::max<std::int64_t>(0, left.count()))) > 0;
}

bool line::send(std::string_view bytes, milliseconds most) {
  auto const until = steady::now() + most;
  while (!bytes.empty() && !ended_) {
    auto const step = transport_->write({bytes.data(), bytes.size()});
    if (step.error) ended_ = true;
    if (step.would_block() && !wait(step.wait, until)) return false;
    bytes.remove_prefix(step.error ? 0 : step.bytes);
  }
  return !ended_;
}

std::optional<std::string> line::receive(milliseconds most) {
  auto const until = steady::now() + most;
  std::string out(16 * 1024, '\0');
  while (!ended_) {
    auto const step = transport_->read(out);
    if (step.error) {
      ended_ = true;
    } else if (!step.would_block()) {
      out.resize(step.bytes);
      return out;
    } else if (!wait(step.wait, until)) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::string line::receive_all(milliseconds most) {
  auto const until = steady::now() + most;
  std::string out;
  while (!ended_ && steady::now() < until) {
    auto const some = receive(std::chrono::duration_cast<milliseconds>(until - steady::now()));
    if (some) out += *some;
  }
  return out;
}

http_reply read_reply(line& from, milliseconds most) {
  auto const until = steady::now() + most;
  std::string text;
  http_reply out;
  std::size_t size = 0;
  while (steady::now() < until) {
    auto const end = text.find("\r\n\r\n");
    if (end != std::string::npos) {
      out.head = text.substr(0, end + 4);
      out.status = std::stoi(out.head.substr(9, 3));
      auto const length = out.head.find("Content-Length: ");
      size = length == std::string::npos ? 0 : std::stoul(out.head.substr(length + 16));
      out.body = text.substr(end + 4);
      if (out.body.size() >= size) return out;
    }
    auto const some = from.receive(std::chrono::duration_cast<milliseconds>(until - steady::now()));
    if (!some) break;
    text += *some;
  }
  return out;
}

http_reply call(std::uint16_t port, std::string const& ca_pem, std::string_view method, std::string_view path,
                std::string_view body, std::string_view token) {
  line with(port, ca_pem);
  std::string request =
      std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  if (!token.empty()) request += "Authorization: Bearer " + std::string(token) + "\r\n";
  if (!body.empty()) {
    request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  }
  request += "\r\n";
  request += body;
  with.send(request);
  return read_reply(with);
}

web_socket::web_socket(std::uint16_t port, std::string const& ca_pem, std::string_view extra) : line_(port, ca_pem) {
  line_.send(
      "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
      std::string(extra) + "\r\n");
  auto const until = steady::now() + patience;
  std::string text;
  while (text.find("\r\n\r\n") == std::string::npos && steady::now() < until && !line_.ended())
    if (auto const some = line_.receive()) text += *some;
  auto const end = text.find("\r\n\r\n");
  if (end == std::string::npos) return;
  opened_ = {std::stoi(text.substr(9, 3)), text.substr(0, end + 4), text.substr(end + 4)};
  if (opened_.status == 101) buffer_ = std::exchange(opened_.body, {});
}

bool web_socket::send(std::string_view text, milliseconds most) { return send_frame(1, text, most); }

bool web_socket::send_frame(std::uint8_t opcode, std::string_view payload, milliseconds most) {
  std::string frame{static_cast<char>(0x80 | opcode)};
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else if (payload.size() < 65'536) {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size());
  } else {
    frame += static_cast<char>(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>(std::uint64_t{payload.size()} >> shift);
  }
  frame += std::string(4, '\0');  // a mask of zeros is a mask
  frame += payload;
  return line_.send(frame, most);
}

bool web_socket::fill(std::size_t size, steady::time_point until) {
  while (buffer_.size() < size) {
    auto const left = std::chrono::duration_cast<milliseconds>(until - steady::now());
    auto const some = line_.receive(std::max(left, milliseconds(0)));
    if (!some) return false;
    buffer_ += *some;
  }
  return true;
}

std::optional<std::string> web_socket::next(milliseconds most) {
  auto const until = steady::now() + most;
  for (;;) {
    if (!fill(2, until)) break;
    auto const at = [&](std::size_t i) { return static_cast<std::uint8_t>(buffer_[i]); };
    std::size_t head = 2, size = at(1) & 0x7f;
    if (size >= 126) {
      std::size_t const bytes = size == 126 ? 2 : 8;
      if (!fill(2 + bytes, until)) break;
      size = 0;
      for (std::size_t i = 0; i < bytes; ++i) size = size << 8 | at(2 + i);
      head = 2 + bytes;
    }
    if (!fill(head + size, until)) break;
    auto const opcode = at(0) & 0x0f;
    auto payload = buffer_.substr(head, size);
    buffer_.erase(0, head + size);
    if (opcode == 1) return payload;
    if (opcode == 9) send_frame(10, payload, most);
    if (opcode != 8) continue;
    code_ = payload.size() < 2 ? 1005
                               : static_cast<std::uint16_t>(static_cast<std::uint8_t>(payload[0]) << 8 |
                                                            static_cast<std::uint8_t>(payload[1]));
    send_frame(8, payload.substr(0, 2), most);
    return std::nullopt;
  }
  if (line_.ended() && code_ == 0) code_ = 1006;
  return std::nullopt;
}

std::uint16_t web_socket::until_closed(milliseconds most) {
  auto const until = steady::now() + most;
  while (code_ == 0 && steady::now() < until) {
    auto const left = std::chrono::duration_cast<milliseconds>(until - steady::now());
    (void)next(std::max(left, milliseconds(1)));
  }
  return code_;
}

}  // namespace carerelay::testing
