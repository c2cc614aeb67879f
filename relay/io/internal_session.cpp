#include "relay/io/internal_session.hpp"

#include "protocol/json/writer.hpp"
#include "relay/io/byte_stream.hpp"
#include "relay/io/call_later.hpp"
#include "relay/io/http_session.hpp"
#include "relay/io/metrics.hpp"

namespace carerelay::io {
namespace {

using protocol::errc;

http::answer text(int status, std::string body) {
  http::answer out;
  out.status = status;
  out.content_type = "text/plain; charset=utf-8";
  out.body = std::move(body);
  return out;
}

/// The age of the oldest delivery that is still owed, read now.
task<std::optional<std::int64_t>> oldest_undelivered(lane& on) {
  using answer_type = std::optional<protocol::instant>;
  auto const found = std::make_shared<answer_type>();
  auto const now = on.now();
  auto start = [&on, now, found](std::function<void(bool)> done) {
    auto question = [now](ports::store_reader& store) { return store.oldest_undelivered(now); };
    auto answered = [found, done](std::optional<answer_type> answer) {
      if (answer) *found = *answer;
      done(true);
    };
    bool const taken = on.parts.readers.ask<answer_type>(on.index, std::move(question), std::move(answered));
    if (!taken) on.thread.post([done] { done(false); });
  };
  co_await call_later(std::move(start));
  std::optional<std::int64_t> age;
  if (*found) age = std::chrono::duration_cast<std::chrono::seconds>(now - **found).count();
  co_return age;
}

task<http::answer> scrape(lane& on, internal_parts const& with) {
  figures what;
  for (auto const* one : with.lanes) what.threads.push_back(&one->counters);
  what.store = &with.store;
  what.questions_waiting = on.parts.readers.waiting();
  what.http_in_flight = on.parts.requests;
  what.draining = on.parts.draining;
  what.oldest_undelivered_seconds = co_await oldest_undelivered(on);
  http::answer out;
  out.content_type = exposition_type;
  out.body = exposition(what);
  co_return out;
}

/// A reader that answers within a second, and nothing that says we are leaving.
task<http::answer> ready(lane& on, internal_parts const& with) {
  if (on.parts.draining) co_return text(503, "draining\n");
  if (!with.is_ready()) co_return text(503, "starting\n");
  auto start = [&on](std::function<void(bool)> done) {
    auto question = [](ports::store_reader& store) { return store.epoch(); };
    auto answered = [done](std::optional<std::string> answer) { done(answer.has_value()); };
    bool const taken = on.parts.readers.ask<std::string>(on.index, std::move(question), std::move(answered));
    if (!taken) on.thread.post([done] { done(false); });
  };
  bool const answers = co_await call_later(std::move(start));
  if (!answers) co_return text(503, "the store does not answer\n");
  co_return text(200, with.store.full.value() != 0 ? "ready; the disk is full: publishing is refused\n" : "ready\n");
}

task<http::answer> backup(lane& on, internal_parts const& with) {
  auto const path = with.backup_folder + "/carerelay-" + std::to_string(on.now().time_since_epoch().count()) + ".db";
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
  if (!why->empty()) {
    on.parts.log.error("backup_failed", {{"path", path}, {"why", *why}});
    co_return answer_of({500, errc::internal, *why});
  }
  on.parts.log.info("backup_made", {{"path", path}});
  http::answer out;
  protocol::json::writer(out.body).begin_object().member("path", path).end_object();
  co_return out;
}

task<http::answer> answer_to(lane& on, internal_parts const& with, std::string method, std::string target) {
  bool const gets = method == "GET" || method == "HEAD";
  if (gets && target == "/health/live") co_return text(200, "live\n");
  if (gets && target == "/health/ready") co_return co_await ready(on, with);
  if (gets && target == "/metrics") co_return co_await scrape(on, with);
  if (method == "POST" && target == "/backup") co_return co_await backup(on, with);
  co_return answer_of({404, errc::not_found, "there is /health/live, /health/ready, /metrics and POST /backup"});
}

}  // namespace

task<void> serve_internal(lane& on, tcp_socket socket, internal_parts const& with) {
  byte_stream stream(on.thread, std::move(socket), with.plain, 16 * 1024 * 1024);
  wire_times const times{};
  http_wire wire(stream, times);
  bool keep_alive = true;
  while (keep_alive) {
    auto const read = co_await wire.read_head();
    if (read) co_return;
    // A page in an operator's browser must not be able to ask either.
    bool const bad =
        wire.bad_header().has_value() || value_of(wire.head(), "Origin").size() > 0 ||
        value_of(wire.head(), "Transfer-Encoding").size() > 0 ||
        (value_of(wire.head(), "Content-Length").size() > 0 && value_of(wire.head(), "Content-Length") != "0");
    keep_alive = !bad && wire.head().version == 11 && !lists(value_of(wire.head(), "Connection"), "close");
    bool const head_only = !bad && wire.head().method == "HEAD";
    http::answer answer = answer_of({400, errc::bad_request, "a plain request without a body is needed"});
    if (!bad) {
      std::string method(wire.head().method), target(wire.head().target);
      stream.expires_never();
      answer = co_await answer_to(on, with, std::move(method), std::move(target));
    }
    auto const written = co_await wire.write(answer, keep_alive, head_only);
    if (written) co_return;
  }
  stream.finish();
}

}  // namespace carerelay::io
