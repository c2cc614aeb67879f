#include "relay/io/session/http_session.hpp"
#include "relay/http/routes/table.hpp"

#include <boost/asio/redirect_error.hpp>

#include <memory>

#include "relay/io/session/http_connection.hpp"
#include "relay/io/session/route_runner.hpp"
#include "relay/io/session/stream_door.hpp"

namespace carerelay::io {
namespace {

using protocol::errc;

constexpr std::chrono::milliseconds handshake_most{10'000};

/// Counts a request as being answered for as long as it lives.
class in_flight {
 public:
  explicit in_flight(std::atomic<std::uint32_t>& count) : count_(count), number_(++count) {}
  ~in_flight() { --count_; }
  in_flight(in_flight const&) = delete;
  in_flight& operator=(in_flight const&) = delete;
  [[nodiscard]] std::uint32_t number() const noexcept { return number_; }

 private:
  std::atomic<std::uint32_t>& count_;
  std::uint32_t number_;
};

http::request request_of(request_head const& head, passed_request& passed, std::string const& source) {
  http::request out;
  out.method = passed.method;
  out.path = std::move(passed.path);
  out.query = std::move(passed.query);
  out.authorization = header(head, "Authorization");
  out.accept = header(head, "Accept");
  out.accept_encoding = header(head, "Accept-Encoding");
  out.content_type = header(head, "Content-Type");
  out.if_none_match = header(head, "If-None-Match");
  out.idempotency_key = header(head, "Idempotency-Key");
  out.cookie = header(head, "Cookie");
  out.session_header = header(head, "X-Carerelay-Session");
  out.hub_signature = header(head, "X-Hub-Signature-256");
  out.origin = passed.origin;
  out.host = header(head, "Host");
  out.source = source;
  return out;
}

/// What can be told from the header alone.
std::optional<refusal> check_route(http::found const& found, passed_request const& passed) {
  if (found.what == nullptr) {
    if (found.path_known) return refusal{405, errc::method_not_allowed, "that method is not for this path"};
    return refusal{404, errc::not_found, "there is nothing at this path"};
  }
  if (passed.content_length > found.what->body_limit)
    return refusal{413, errc::too_large, "the body is larger than this path takes"};
  return std::nullopt;
}

enum class after : std::uint8_t { another, over, upgraded };

/// Answers one request.
task<after> serve_request(connection& with, http_wire& wire) {
  auto& on = with.on;
  auto const read = co_await wire.read_head();
  if (read) co_return after::over;
  auto why = wire.bad_header();
  if (why) {
    co_await refuse(with, wire, *why);
    co_return after::over;
  }
  auto passed = pass(wire.head(), on.parts.gate);
  if (passed && on.parts.draining) passed = refusal{503, errc::draining, "the relay is being restarted"};
  if (!passed) {
    co_await refuse(with, wire, passed.why());
    co_return after::over;
  }
  if (passed.value().wants_stream) {
    bool const opened = co_await open_stream(with, wire, passed.value());
    co_return opened ? after::upgraded : after::over;
  }
  if (!on.parts.admission.may_request(with.admitted.source()))
    why = refusal{429, errc::rate_limited, "too many requests"};
  in_flight const one(on.parts.requests);
  if (one.number() > on.parts.settings.limits.http_in_flight)
    why = refusal{503, errc::overloaded, "too many requests at once"};
  auto found = http::find(passed.value().method, passed.value().path);
  if (!why) why = check_route(found, passed.value());
  // Guessing is slowed down; nothing that a home needs to receive passes here.
  auto const& path = passed.value().path;
  bool const is_callback = path.starts_with("/v1/channels/") && path.ends_with("/callback");
  bool const enrols = path == "/v1/devices" || path == "/sign-in/link" || is_callback;
  if (!why && enrols && on.parts.admission.penalty(with.admitted.source()).count() > 0)
    why = refusal{429, errc::rate_limited, "too many wrong codes from this address: wait, then try again"};
  if (why) {
    co_await refuse(with, wire, *why);
    co_return after::over;
  }

  bool const keep_alive = passed.value().keep_alive;
  bool const head_only = passed.value().method == http::method::head;
  auto const what = std::make_shared<request_state>();
  what->route = found.what;
  what->arguments = std::move(found.arguments);
  what->request = request_of(wire.head(), passed.value(), with.admitted.source());
  auto const body = co_await wire.read_body(passed.value().content_length, passed.value().expects_continue);
  if (body) co_return after::over;
  what->request.body = wire.take_body();
  with.stream.expires_never();
  co_await run_route(on, what);
  if (what->answer.failed_proof) on.parts.admission.failed(with.admitted.source());
  count(on, what->answer);
  tell(on, *what, with.admitted.source());
  auto const& session = what->session;
  if (session.by && !session.ends) with.guest->is_for(*session.by, session.member);
  auto const written = co_await wire.write(what->answer, keep_alive, head_only);
  with.guest->is_for_nobody();
  bool const goes_on = keep_alive && !written && !on.parts.draining;
  co_return goes_on ? after::another : after::over;
}

}  // namespace

task<void> serve_connection(lane& on, tcp_socket socket, ports::transport_maker& maker,
                            admission_desk::ticket admitted) {
  connection with{on, byte_stream(on.thread, std::move(socket), maker, on.parts.settings.stream.queue_bytes),
                  std::move(admitted)};
  with.guest.emplace(on, with.stream);
  on.counters.connections_opened.add();
  error_code ec;
  with.stream.expires_after(handshake_most);
  co_await with.stream.async_handshake(asio::redirect_error(use_task, ec));
  if (ec) {
    on.counters.handshakes_failed.add();
    on.parts.log.debug("handshake_failed", {{"source", with.admitted.source()}, {"why", with.stream.fault()}});
    co_return;
  }
  wire_times const times{};
  http_wire wire(with.stream, times);
  auto next = after::another;
  while (next == after::another) next = co_await serve_request(with, wire);
  if (next == after::over && with.stream.is_open()) with.stream.finish();
}

}  // namespace carerelay::io
