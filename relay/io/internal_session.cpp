#include "relay/io/internal_session.hpp"

#include "relay/http/health.hpp"
#include "relay/io/loop/call_later.hpp"
#include "relay/io/metrics.hpp"
#include "relay/io/session/http_connection.hpp"
#include "relay/io/wire/byte_stream.hpp"

namespace carerelay::io {
namespace {

using protocol::errc;

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

channel_figures figures_of(outbox_lane const& way, ports::store_reader& store, protocol::instant now) {
  channel_figures out;
  out.name = way.rules().name;
  out.came = &way.came();
  out.rows = store.outbox_counts(out.name);
  auto const kept = store.lane(out.name).value_or(ports::lane_row{});
  out.state = kept.state;
  out.sent_today = kept.sent_today;
  auto const due = store.outbox_next(out.name);
  if (due && *due <= now) out.oldest_due_seconds = std::chrono::duration_cast<std::chrono::seconds>(now - *due).count();
  return out;
}

/// How each way beside the stream is, read now.
task<std::vector<channel_figures>> channels_now(lane& on, internal_parts const& with) {
  using answer_type = std::vector<channel_figures>;
  auto const found = std::make_shared<answer_type>();
  auto const now = on.now();
  auto start = [&on, &with, now, found](std::function<void(bool)> done) {
    auto question = [&with, now](ports::store_reader& store) {
      answer_type out;
      for (auto const* way : with.ways) out.push_back(figures_of(*way, store, now));
      return out;
    };
    auto answered = [found, done](std::optional<answer_type> answer) {
      if (answer) *found = std::move(*answer);
      done(true);
    };
    bool const taken = on.parts.readers.ask<answer_type>(on.index, std::move(question), std::move(answered));
    if (!taken) on.thread.post([done] { done(false); });
  };
  co_await call_later(std::move(start));
  co_return std::move(*found);
}

task<http::answer> scrape(lane& on, internal_parts const& with) {
  figures what;
  for (auto const* one : with.lanes) what.threads.push_back(&one->counters);
  what.store = &with.store;
  what.questions_waiting = on.parts.readers.waiting();
  what.http_in_flight = on.parts.requests;
  what.draining = on.parts.draining;
  what.silence = with.silence;
  what.oldest_undelivered_seconds = co_await oldest_undelivered(on);
  what.channels = co_await channels_now(on, with);
  http::answer out;
  out.content_type = exposition_type;
  out.body = exposition(what);
  co_return out;
}

void refresh(internal_parts const& with) {
  with.facts.store_waiting_since = static_cast<std::int64_t>(with.store.waiting_since.value());
}

/// Ready means, besides, that a question to the store is answered.
task<http::answer> ready(lane& on, internal_parts const& with) {
  auto answer = http::health_ready(with.facts, on.now());
  if (answer.status != 200) co_return answer;
  auto start = [&on](std::function<void(bool)> done) {
    auto question = [](ports::store_reader& store) { return store.epoch(); };
    auto answered = [done](std::optional<std::string> epoch) { done(epoch.has_value()); };
    bool const taken = on.parts.readers.ask<std::string>(on.index, std::move(question), std::move(answered));
    if (!taken) on.thread.post([done] { done(false); });
  };
  bool const answers = co_await call_later(std::move(start));
  if (!answers) answer = answer_of({503, errc::overloaded, "the store does not answer"});
  co_return answer;
}

task<http::answer> answer_to(lane& on, internal_parts const& with, std::string method, std::string target) {
  refresh(with);
  bool const gets = method == "GET" || method == "HEAD";
  if (gets && target == "/health/live") co_return http::health_live(with.facts, on.now());
  if (gets && target == "/health/ready") co_return co_await ready(on, with);
  if (gets && target == "/metrics") co_return co_await scrape(on, with);
  co_return answer_of({404, errc::not_found, "there is /health/live, /health/ready and /metrics"});
}

}  // namespace

task<void> serve_internal(lane& on, tcp_socket socket, internal_parts const& with) {
  byte_stream stream(on.thread, std::move(socket), with.plain, 16 * 1024 * 1024);
  lane::guest const here(on, stream);
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
