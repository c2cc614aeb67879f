#include "relay/io/wire/http_wire.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <array>

#include "relay/io/wire/byte_stream.hpp"

namespace carerelay::io {

namespace beast = boost::beast;

namespace {

constexpr std::size_t header_bytes = 8 * 1024;
constexpr std::size_t buffer_bytes = 64 * 1024;
using parser = beast::http::request_parser<beast::http::string_body>;

std::string_view text(beast::string_view what) noexcept { return {what.data(), what.size()}; }

/// Where the answer does not say otherwise.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> usual_headers{
    {{"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
     {"Referrer-Policy", "no-referrer"},
     {"Cache-Control", "no-store"}}};

std::string head_of(http::answer const& what, std::size_t size, bool keep_alive) {
  std::string out = "HTTP/1.1 ";
  out += std::to_string(what.status);
  out += ' ';
  out += text(beast::http::obsolete_reason(beast::http::int_to_status(static_cast<unsigned>(what.status))));
  out += "\r\nStrict-Transport-Security: max-age=31536000\r\nX-Content-Type-Options: nosniff\r\n";
  for (auto const& [name, value] : what.headers) out.append(name).append(": ").append(value).append("\r\n");
  for (auto const& [name, value] : usual_headers) {
    bool const is_said = std::any_of(what.headers.begin(), what.headers.end(),
                                     [&, own = name](auto const& given) { return beast::iequals(given.first, own); });
    if (!is_said) out.append(name).append(": ").append(value).append("\r\n");
  }
  if (!what.content_type.empty() && what.status != 204 && what.status != 304)
    out.append("Content-Type: ").append(what.content_type).append("\r\n");
  if (what.status != 204) out.append("Content-Length: ").append(std::to_string(size)).append("\r\n");
  out += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
  return out;
}

}  // namespace

struct http_wire::state {
  byte_stream& stream;
  wire_times const& times;
  beast::flat_buffer buffer{buffer_bytes};
  std::optional<parser> request;
  request_head head;
  std::optional<refusal> bad;
};

http_wire::http_wire(byte_stream& stream, wire_times const& times)
    : state_(new state{stream, times, beast::flat_buffer{buffer_bytes}, {}, {}, {}}) {}

http_wire::~http_wire() = default;

task<error_code> http_wire::read_head() {
  auto& my = *state_;
  error_code ec;
  my.request.emplace();
  my.request->header_limit(header_bytes);
  my.request->body_limit(boost::none);  // checked against the route before anything of it is read
  my.request->eager(false);
  my.bad.reset();
  if (my.buffer.size() == 0) {
    my.stream.expires_after(my.times.idle);
    auto const space = my.buffer.prepare(2048);
    auto const got = co_await my.stream.async_read_some(space, asio::redirect_error(use_task, ec));
    if (ec) co_return ec;
    my.buffer.commit(got);
  }
  my.stream.expires_after(my.times.header);
  co_await beast::http::async_read_header(my.stream, my.buffer, *my.request, asio::redirect_error(use_task, ec));
  if (ec == beast::http::error::header_limit || ec == beast::http::error::buffer_overflow) {
    my.bad = refusal{431, protocol::errc::too_large, "the header is larger than 8 KiB"};
    co_return error_code{};
  }
  bool const unreadable = ec &&
                          ec.category() == beast::http::make_error_code(beast::http::error::bad_method).category() &&
                          ec != beast::http::error::end_of_stream && ec != beast::http::error::partial_message;
  if (unreadable) {
    my.bad = refusal{400, protocol::errc::bad_request, "that is not an HTTP/1.1 request"};
    co_return error_code{};
  }
  if (ec) co_return ec;
  auto const& message = my.request->get();
  my.head.method = text(message.method_string());
  my.head.target = text(message.target());
  my.head.version = message.version();
  my.head.lines.clear();
  for (auto const& line : message) my.head.lines.push_back({text(line.name_string()), text(line.value())});
  co_return error_code{};
}

std::optional<refusal> http_wire::bad_header() const noexcept { return state_->bad; }

request_head const& http_wire::head() const noexcept { return state_->head; }

task<error_code> http_wire::read_body(std::size_t size, bool expects_continue) {
  auto& my = *state_;
  error_code ec;
  if (expects_continue) {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    my.stream.expires_after(my.times.answer);
    co_await asio::async_write(my.stream, asio::buffer(go_on), asio::redirect_error(use_task, ec));
    if (ec) co_return ec;
  }
  my.request->body_limit(size);
  my.stream.expires_after(my.times.body + std::chrono::seconds(size / (64 * 1024)));
  co_await beast::http::async_read(my.stream, my.buffer, *my.request, asio::redirect_error(use_task, ec));
  co_return ec;
}

std::string http_wire::take_body() { return std::move(state_->request->get().body()); }

std::string http_wire::leftover() const {
  auto const data = state_->buffer.data();
  return {static_cast<char const*>(data.data()), data.size()};
}

task<error_code> http_wire::write(http::answer const& what, bool keep_alive, bool head_only) {
  auto& my = *state_;
  error_code ec;
  std::string const& body = what.shared_body ? *what.shared_body : what.body;
  std::string const head = head_of(what, body.size(), keep_alive);
  std::array<asio::const_buffer, 2> const parts{asio::buffer(head),
                                                head_only ? asio::const_buffer{} : asio::buffer(body)};
  my.stream.expires_after(my.times.answer);
  co_await asio::async_write(my.stream, parts, asio::redirect_error(use_task, ec));
  co_return ec;
}

}  // namespace carerelay::io
