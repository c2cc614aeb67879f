#include "relay/io/wire/ws_connect.hpp"

#include <stdlib.h>  // arc4random_buf is not in <cstdlib>

#include <boost/asio/connect.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>
#include <utility>

#include "protocol/crypto/base64.hpp"
#include "relay/io/loop/io_thread.hpp"
#include "relay/io/wire/byte_stream.hpp"
#include "relay/io/wire/ws_handshake.hpp"
#include "relay/io/wire/ws_over_bytes.hpp"

namespace carerelay::io {
namespace {

namespace http = boost::beast::http;
using tcp_resolver = asio::ip::basic_resolver<asio::ip::tcp, executor>;
using answer_parser = http::response_parser<http::string_body>;

constexpr std::uint32_t answer_bytes = 8 * 1024;  // header, and body, of what a server says instead of 101

/// Ends what is pending when the time is up. Lives in the coroutine's frame.
struct patience {
  patience(io_thread& thread, std::chrono::milliseconds most, tcp_resolver& names, tcp_socket& line)
      : ends{std::chrono::steady_clock::now() + most}, resolver{names}, socket{line} {
    timer.set(thread.timers(), ends);
  }
  void pass() {
    passed = true;
    resolver.cancel();
    error_code ignored;
    socket.close(ignored);
  }
  [[nodiscard]] std::chrono::milliseconds left() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(ends - std::chrono::steady_clock::now());
  }

  std::chrono::steady_clock::time_point ends;
  tcp_resolver& resolver;
  tcp_socket& socket;
  bool passed = false;
  ticker::timer timer{*this, [](patience& self) { self.pass(); }};
};

std::string authority(ws_target const& target) {
  if (!target.host.empty()) return target.host;
  bool const is_v6 = target.address.find(':') != std::string::npos;
  auto const name = is_v6 ? "[" + target.address + "]" : target.address;
  return target.port == 443 ? name : name + ":" + std::to_string(target.port);
}

std::string new_key() {
  std::array<std::uint8_t, 16> bytes{};
  arc4random_buf(bytes.data(), bytes.size());
  return protocol::crypto::to_base64(bytes);
}

std::string request_text(ws_target const& target, std::string const& key) {
  std::string text =
      "GET " + target.path + " HTTP/1.1\r\nHost: " + authority(target) +
      "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key;
  if (!target.subprotocol.empty()) text += "\r\nSec-WebSocket-Protocol: " + target.subprotocol;
  for (auto const& [name, value] : target.headers) text.append("\r\n").append(name).append(": ").append(value);
  return text += "\r\n\r\n";
}

ws_connected failed(error_code why, std::string detail) { return {nullptr, why, 0, {}, std::move(detail)}; }

ws_connected failed(error_code why, std::string detail, bool out_of_time, ws_target const& target) {
  if (!out_of_time && why != asio::error::timed_out) return failed(why, std::move(detail) + ": " + why.message());
  return failed(asio::error::timed_out, "no answer from " + target.address + " in time");
}

/// "" when the answer is a good 101, else a sentence.
std::string fault_of(answer_parser::value_type const& answer, ws_target const& target, std::string const& key) {
  if (answer.result() != http::status::switching_protocols)
    return "the server refused the stream with status " + std::to_string(answer.result_int());
  auto const accepted = answer[http::field::sec_websocket_accept];
  if (!http::token_list{answer[http::field::upgrade]}.exists("websocket") ||
      !http::token_list{answer[http::field::connection]}.exists("upgrade") || accepted != websocket_accept_of(key))
    return "the server's answer to the WebSocket handshake is wrong";
  if (answer.count(http::field::sec_websocket_extensions) != 0) return "the server chose an extension nobody offered";
  if (answer[http::field::sec_websocket_protocol] != target.subprotocol)
    return "the server does not speak " + target.subprotocol;
  return {};
}

/// Reads the answer's header, and the body when it is a refusal; gives what came behind it.
task<std::string> read_answer(byte_stream& stream, answer_parser& parser, error_code& ec) {
  std::string held;
  std::array<char, 4096> piece;
  parser.header_limit(answer_bytes);
  parser.body_limit(answer_bytes);
  parser.eager(true);
  auto quietly = asio::redirect_error(use_task, ec);
  while (!parser.is_done()) {
    auto const room = asio::buffer(piece);
    std::size_t const got = co_await stream.async_read_some(room, quietly);
    if (ec == asio::error::eof && parser.is_header_done()) {
      parser.put_eof(ec);
      break;
    }
    if (ec) break;
    held.append(piece.data(), got);
    std::size_t const used = parser.put(asio::buffer(held), ec);
    held.erase(0, used);
    if (ec == http::error::need_more) ec = {};
    if (ec) break;
  }
  co_return held;
}

task<ws_connected> shake_hands(byte_stream stream, ws_target const& target, ws_limits const& limits) {
  error_code ec;
  auto quietly = asio::redirect_error(use_task, ec);
  co_await stream.async_handshake(quietly);
  if (ec) {
    auto const words = stream.fault();
    co_return failed(ec, words.empty() ? "the TLS handshake failed" : words, false, target);
  }
  auto const key = new_key();
  stream.write_frame(request_text(target, key));
  answer_parser parser;
  auto const rest = co_await read_answer(stream, parser, ec);
  if (ec) co_return failed(ec, "the server did not answer the WebSocket handshake", false, target);
  auto fault = fault_of(parser.get(), target, key);
  if (!fault.empty()) {
    auto& answer = parser.get();
    auto const refused = make_error_code(boost::system::errc::connection_refused);
    co_return ws_connected{nullptr, refused, static_cast<int>(answer.result_int()), std::move(answer.body()),
                           std::move(fault)};
  }
  stream.expires_never();
  ws_connected made;
  made.http_status = 101;
  made.stream = std::make_unique<ws_over_bytes>(std::move(stream), ws_reader::role::client, limits, rest);
  co_return made;
}

}  // namespace

task<ws_connected> connect_websocket(io_thread& thread, ws_target target, ports::transport_maker& maker,
                                     ws_limits limits, std::chrono::milliseconds deadline, std::size_t queue_limit) {
  error_code ec;
  auto quietly = asio::redirect_error(use_task, ec);
  tcp_resolver resolver{thread.context()};
  tcp_socket socket{thread.context()};
  patience most{thread, deadline, resolver, socket};
  auto const port = std::to_string(target.port);
  auto const places = co_await resolver.async_resolve(target.address, port, quietly);
  if (ec) co_return failed(ec, "cannot find " + target.address, most.passed, target);
  co_await asio::async_connect(socket, places, quietly);
  if (ec || most.passed)
    co_return failed(ec, "cannot connect to " + target.address + " port " + port, most.passed, target);
  most.timer.cancel();
  socket.set_option(asio::ip::tcp::no_delay{true}, ec);
  byte_stream stream{thread, std::move(socket), maker, queue_limit};
  stream.expires_after(most.left());
  auto made = co_await shake_hands(std::move(stream), target, limits);
  co_return made;
}

}  // namespace carerelay::io
