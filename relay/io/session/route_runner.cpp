#include "relay/io/session/route_runner.hpp"

#include <filesystem>

#include "relay/core/people/sessions.hpp"
#include "relay/http/routes/table.hpp"
#include "relay/io/loop/call_later.hpp"
#include "relay/io/session/http_connection.hpp"

namespace carerelay::io {
namespace {

using protocol::errc;

http::answer run(lane& on, request_state& what, ports::store_reader& store, ports::store_writer* writer,
                 std::vector<core::event>& events) {
  http::context with{store, writer, on.parts.random, on.now(), on.parts.facts, events};
  what.session = {};
  with.session = &what.session;
  with.pace = &on.parts.pace;
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

/// The same for a home's device.
void mark_seen(lane& on, ports::device_number device) {
  write_job job;
  job.work = [device, now = on.now()](ports::store_writer& writer, std::vector<core::event>&) {
    writer.mark_seen(device, now);
  };
  job.done = [](write_outcome) {};
  static_cast<void>(on.parts.worker.submit(on.index, std::move(job)));
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

/// Asks somebody else's server, on the egress.
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
}

/// `carerelay-20261121T030405.678Z.db` in the folder for backups: to the millisecond, so that two asked for in one
/// second do not meet.
std::string backup_path(lane& on) {
  auto name = protocol::to_text(on.now());
  std::erase_if(name, [](char c) { return c == ':' || c == '-'; });
  auto const& folder = on.parts.settings.store.backup_dir;
  std::error_code tolerated;  // the backup says it better
  std::filesystem::create_directories(folder, tolerated);
  return folder + "/carerelay-" + name + ".db";
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

}  // namespace

task<void> run_route(lane& on, std::shared_ptr<request_state> what) {
  if (what->route->needs == http::needs::writes)
    co_await run_writing(on, what);
  else
    co_await run_reading(on, what);
  if (what->answer.outside) co_await run_outside(on, what);
  what->then = std::move(what->answer.afterwards);
  if (what->then) co_await run_writing(on, what);
  if (what->answer.wants_backup) what->answer = co_await make_backup(on);
}

void tell(lane& on, request_state const& what, std::string const& source) {
  for (auto const& one : what.answer.notes) {
    std::vector<log_field> fields;
    for (auto const& [name, value] : one.fields) fields.emplace_back(name, value);
    fields.emplace_back("source", source);
    on.parts.log.say(one.is_warning ? config::log_level::warning : config::log_level::info, one.event, fields);
  }
  for (auto const& one : what.answer.once_durable) one();
  if (what.session.is_touch_due) touch(on, *what.session.by);
  if (what.session.seen != 0) mark_seen(on, what.session.seen);
}

}  // namespace carerelay::io
