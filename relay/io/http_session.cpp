#include "relay/io/http_session.hpp"

#include <boost/asio/redirect_error.hpp>

#include <filesystem>
#include <memory>

#include "relay/core/actor.hpp"
#include "relay/core/form.hpp"
#include "relay/core/sessions.hpp"
#include "relay/http/cookies.hpp"
#include "relay/http/problem.hpp"
#include "relay/io/byte_stream.hpp"
#include "relay/io/call_later.hpp"
#include "relay/io/publisher_session.hpp"
#include "relay/io/ws_session.hpp"

namespace carerelay::io {
namespace {

using protocol::errc;

constexpr std::chrono::milliseconds handshake_most{10'000};

struct request_state {
  http::route const* route = nullptr;
  std::vector<std::string> arguments;
  http::request request;
  http::answer answer;
  std::function<http::answer(http::request const&, http::context&)> then{};  ///< instead of the route: see `afterwards`
  http::session_use session;
};

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

std::string header(request_head const& head, std::string_view name) { return std::string(value_of(head, name)); }

http::request request_of(request_head const& head, passed_request& passed, std::string const& source) {
  http::request out;
  out.method = passed.method;
  out.path = std::move(passed.path);
  out.query = std::move(passed.query);
  out.authorization = header(head, "Authorization");
  out.accept = header(head, "Accept");
  out.content_type = header(head, "Content-Type");
  out.if_none_match = header(head, "If-None-Match");
  out.idempotency_key = header(head, "Idempotency-Key");
  out.cookie = header(head, "Cookie");
  out.session_header = header(head, "X-Carerelay-Session");
  out.origin = passed.origin;
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

http::answer run(lane& on, request_state& what, ports::store_reader& store, ports::store_writer* writer,
                 std::vector<core::event>& events) {
  http::context with{store, writer, on.parts.random, on.now(), on.parts.facts, events};
  what.session = {};
  with.session = &what.session;
  if (what.then) return what.then(what.request, with);
  return what.route->handle(what.request, what.arguments, with);
}

/// That a session was used is written down now and then, after the answer: nobody waits for it.
void touch(lane& on, protocol::session_id session) {
  write_job job;
  job.work = [session, now = on.now()](ports::store_writer& writer, std::vector<core::event>&) {
    core::touch_session(writer, session, now);
  };
  job.done = [](write_outcome) {};
  // Full: the next request will say it again.
  static_cast<void>(on.parts.worker.submit(on.index, std::move(job)));
}

void tell(lane& on, http::answer const& what, std::string const& source) {
  for (auto const& one : what.notes) {
    std::vector<log_field> fields;
    for (auto const& [name, value] : one.fields) fields.emplace_back(name, value);
    fields.emplace_back("source", source);
    on.parts.log.say(one.is_warning ? config::log_level::warning : config::log_level::info, one.event, fields);
  }
}

task<void> run_reading(lane& on, std::shared_ptr<request_state> what) {
  auto start = [&on, what](std::function<void(bool)> done) {
    auto question = [&on, what](ports::store_reader& store) {
      std::vector<core::event> none;
      return run(on, *what, store, nullptr, none);
    };
    auto answered = [what, done](std::optional<http::answer> answer) {
      what->answer = answer ? std::move(*answer) : answer_of({500, errc::internal, "our fault; it has been logged"});
      done(true);
    };
    bool const taken = on.parts.readers.ask<http::answer>(on.index, std::move(question), std::move(answered));
    if (!taken) on.thread.post([done] { done(false); });
  };
  bool const taken = co_await call_later(std::move(start));
  if (!taken) what->answer = answer_of({503, errc::overloaded, "too many questions are waiting; try again shortly"});
}

task<void> run_writing(lane& on, std::shared_ptr<request_state> what) {
  auto const outcome = std::make_shared<write_outcome>(write_outcome::failed);
  auto start = [&on, what, outcome](std::function<void(bool)> done) {
    write_job job;
    job.work = [&on, what](ports::store_writer& writer, std::vector<core::event>& events) {
      what->answer = run(on, *what, writer, &writer, events);
    };
    job.done = [outcome, done](write_outcome how) {
      *outcome = how;
      done(true);
    };
    bool const taken = on.parts.worker.submit(on.index, std::move(job));
    if (!taken) on.thread.post([done] { done(false); });
  };
  bool const taken = co_await call_later(std::move(start));
  if (!taken) {
    what->answer = answer_of({503, errc::overloaded, "too many changes are waiting; try again shortly"});
  } else if (*outcome == write_outcome::storage_full) {
    what->answer = answer_of(
        {507, errc::storage_full, "the relay's disk is full: nothing new is taken, receipts are still recorded"});
  } else if (*outcome == write_outcome::failed) {
    what->answer = answer_of({500, errc::internal, "our fault; it has been logged"});
  }
}

/// Asks somebody else's server, on the egress; what comes of it may have to be written.
task<void> run_outside(lane& on, std::shared_ptr<request_state> what) {
  auto start = [&on, what](std::function<void(bool)> done) {
    auto question = [&on, what](ports::http_client& client) {
      http::outside_context here{client, on.parts.outside.shelf(), on.parts.random, on.now(), on.parts.facts};
      return what->answer.outside(what->request, here);
    };
    auto answered = [what, done](std::optional<http::answer> answer) {
      what->answer = answer ? std::move(*answer) : answer_of({500, errc::internal, "our fault; it has been logged"});
      done(true);
    };
    bool const taken = on.parts.outside.ask<http::answer>(on.index, std::move(question), std::move(answered));
    if (!taken) on.thread.post([done] { done(false); });
  };
  bool const taken = co_await call_later(std::move(start));
  if (!taken) what->answer = answer_of({503, errc::overloaded, "too many people are signing in; try again shortly"});
  what->then = std::move(what->answer.afterwards);
  if (what->then) co_await run_writing(on, what);
}

struct connection {
  lane& on;
  byte_stream stream;
  admission_desk::ticket admitted;
  std::optional<lane::guest> guest{};
};

/// `carerelay-20261121T030405Z.db` in the folder for backups.
std::string backup_path(lane& on) {
  auto const now = std::chrono::floor<std::chrono::seconds>(on.now());
  auto name = protocol::to_text(now);
  std::erase_if(name, [](char c) { return c == ':' || c == '-'; });
  auto const& folder = on.parts.settings.store.backup_dir;
  std::error_code tolerated;  // the backup says it better
  std::filesystem::create_directories(folder, tolerated);
  return folder + "/carerelay-" + name + ".db";
}

void count(lane& on, http::answer const& what) {
  on.counters.answered[static_cast<std::size_t>(what.status / 100) % on.counters.answered.size()].add();
}

/// A verified copy of the store, made by the store thread.
task<http::answer> make_backup(lane& on) {
  auto const path = backup_path(on);
  auto const why = std::make_shared<std::string>();
  auto start = [&on, path, why](std::function<void(bool)> done) {
    auto made = [why, done](std::string sentence) {
      *why = std::move(sentence);
      done(true);
    };
    bool const taken = on.parts.worker.backup(on.index, path, std::move(made));
    if (!taken) on.thread.post([done] { done(false); });
  };
  bool const taken = co_await call_later(std::move(start));
  if (!taken) co_return answer_of({503, errc::overloaded, "too many changes are waiting; try again shortly"});
  if (why->empty())
    on.parts.log.info("backup_made", {{"path", path}});
  else
    on.parts.log.error("backup_failed", {{"path", path}, {"why", *why}});
  std::error_code unknown;
  auto const bytes = why->empty() ? std::filesystem::file_size(path, unknown) : 0;
  co_return http::backed_up(path, bytes, *why);
}

/// Says no and ends the connection: what follows a refused request cannot be trusted.
task<void> refuse(connection& with, http_wire& wire, refusal why) {
  with.on.counters.refused[static_cast<std::size_t>(why.rule)].add();
  with.on.parts.log.debug("request_refused", {{"status", why.status},
                                              {"rule", protocol::word(why.rule)},
                                              {"detail", why.detail},
                                              {"source", with.admitted.source()}});
  auto const answer = answer_of(why);
  count(with.on, answer);
  co_await wire.write(answer, false, false);
  with.stream.finish();
}

/// Whose stream it is: a publisher brings a token, a home signs its hello. Overloaded when nobody could be asked.
task<boost::system::result<core::actor>> find_publisher(lane& on, std::string token) {
  using answer_type = std::optional<core::actor>;
  auto const found = std::make_shared<answer_type>();
  auto start = [&on, token, found](std::function<void(bool)> done) {
    auto question = [token](ports::store_reader& store) { return core::find_actor_by_token(store, token); };
    auto answered = [found, done](std::optional<answer_type> answer) {
      if (answer) *found = std::move(*answer);
      done(answer.has_value());
    };
    bool const taken = on.parts.readers.ask<answer_type>(on.index, std::move(question), std::move(answered));
    if (!taken) on.thread.post([done] { done(false); });
  };
  bool const asked = co_await call_later(std::move(start));
  boost::system::result<core::actor> answer(make_error_code(asked ? errc::unauthenticated : errc::overloaded));
  if (*found) answer = std::move(**found);
  co_return answer;
}

/// Whose stream it is when a page of ours opens it for a person: the browser's cookie says.
task<boost::system::result<core::session_caller>> find_signed_in(lane& on, std::string cookie) {
  using answer_type = std::optional<core::session_caller>;
  auto const found = std::make_shared<answer_type>();
  auto start = [&on, cookie, found](std::function<void(bool)> done) {
    auto question = [cookie, now = on.now(), &rules = on.parts.facts.sign_in](ports::store_reader& store) {
      return core::find_session(store, http::cookie_value(cookie, http::session_cookie), rules, now);
    };
    auto answered = [found, done](std::optional<answer_type> answer) {
      if (answer) *found = std::move(*answer);
      done(answer.has_value());
    };
    bool const taken = on.parts.readers.ask<answer_type>(on.index, std::move(question), std::move(answered));
    if (!taken) on.thread.post([done] { done(false); });
  };
  bool const asked = co_await call_later(std::move(start));
  boost::system::result<core::session_caller> answer(make_error_code(asked ? errc::unauthenticated : errc::overloaded));
  if (*found) answer = std::move(**found);
  co_return answer;
}

task<bool> open_person_stream(connection& with, http_wire& wire, http::origin origin) {
  auto& on = with.on;
  auto const cookie = header(wire.head(), "Cookie");
  auto const key = header(wire.head(), "Sec-WebSocket-Key");
  auto const early = wire.leftover();
  if (origin != http::origin::ours) {
    refusal const why{403, errc::origin_refused, "only pages of this relay may open a stream for who is signed in"};
    co_await refuse(with, wire, why);
    co_return false;
  }
  auto const who = co_await find_signed_in(on, cookie);
  if (!who) {
    refusal why{401, errc::unauthenticated, "you are not signed in, or not any more: sign in again"};
    if (who.error() == errc::overloaded)
      why = {503, errc::overloaded, "too many questions are waiting; try again shortly"};
    co_await refuse(with, wire, why);
    co_return false;
  }
  with.stream.expires_never();
  with.guest.reset();
  ws_accept const how{key, protocol::subprotocol, {}, early};
  ws_limits const limits{};
  auto stream = accept_websocket(std::move(with.stream), how, limits);
  std::make_shared<publisher_session>(on, std::move(stream), std::move(with.admitted), who->who, who->session.id)
      ->start();
  co_return true;
}

task<bool> open_stream(connection& with, http_wire& wire) {
  auto& on = with.on;
  auto const authorization = header(wire.head(), "Authorization");
  auto const key = header(wire.head(), "Sec-WebSocket-Key");
  auto const early = wire.leftover();
  constexpr std::string_view scheme = "Bearer ";
  boost::system::result<core::actor> publisher(make_error_code(errc::unauthenticated));
  if (authorization.starts_with(scheme)) {
    std::string token = authorization.substr(scheme.size());
    publisher = co_await find_publisher(on, std::move(token));
  }
  if (!authorization.empty() && !publisher) {
    refusal why{401, errc::unauthenticated, "no account of a publisher has that token"};
    if (publisher.error() == errc::overloaded)
      why = {503, errc::overloaded, "too many questions are waiting; try again shortly"};
    else
      on.parts.admission.failed(with.admitted.source());
    co_await refuse(with, wire, why);
    co_return false;
  }
  with.stream.expires_never();
  with.guest.reset();
  ws_accept const how{key, protocol::subprotocol, {}, early};
  ws_limits const limits{};
  auto stream = accept_websocket(std::move(with.stream), how, limits);
  if (!authorization.empty())
    std::make_shared<publisher_session>(on, std::move(stream), std::move(with.admitted), *publisher)->start();
  else
    std::make_shared<ws_session>(on, std::move(stream), std::move(with.admitted))->start();
  co_return true;
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
    bool const is_persons = core::field(passed.value().query, "as") == "person";
    bool opened = false;
    if (is_persons)
      opened = co_await open_person_stream(with, wire, passed.value().origin);
    else
      opened = co_await open_stream(with, wire);
    co_return opened ? after::upgraded : after::over;
  }
  if (!on.parts.admission.may_request(with.admitted.source()))
    why = refusal{429, errc::rate_limited, "too many requests"};
  in_flight const one(on.parts.requests);
  if (one.number() > on.parts.settings.limits.http_in_flight)
    why = refusal{503, errc::overloaded, "too many requests at once"};
  auto found = http::find(passed.value().method, passed.value().path);
  if (!why) why = check_route(found, passed.value());
  // Guessing codes is slowed down; nothing that a home needs to receive passes here.
  bool const enrols = passed.value().path == "/v1/devices" || passed.value().path == "/sign-in/link";
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
  if (found.what->needs == http::needs::writes)
    co_await run_writing(on, what);
  else
    co_await run_reading(on, what);
  if (what->answer.outside) co_await run_outside(on, what);
  if (what->answer.failed_proof) on.parts.admission.failed(with.admitted.source());
  if (what->answer.wants_backup) what->answer = co_await make_backup(on);
  count(on, what->answer);
  tell(on, what->answer, with.admitted.source());
  auto const& session = what->session;
  if (session.is_touch_due) touch(on, *session.by);
  if (session.by && !session.ends) with.guest->is_for(*session.by, session.member);
  auto const written = co_await wire.write(what->answer, keep_alive, head_only);
  with.guest->is_for_nobody();
  bool const goes_on = keep_alive && !written && !on.parts.draining;
  co_return goes_on ? after::another : after::over;
}

}  // namespace

http::answer answer_of(refusal const& why) {
  auto out = http::problem(why.rule, why.detail, why.status);
  if (why.status == 426) out.headers = {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}};
  if (why.status == 429 || why.status == 503) out.headers = {{"Retry-After", "5"}};
  return out;
}

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
