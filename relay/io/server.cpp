#include "relay/io/server.hpp"

#include <thread>

#include "relay/core/people/identity.hpp"
#include "relay/core/publish/two_persons.hpp"
#include "relay/io/desk/lookout.hpp"
#include "relay/io/desk/push_desk.hpp"
#include "relay/io/drain.hpp"
#include "relay/io/internal_session.hpp"
#include "relay/io/session/http_session.hpp"
#include "relay/io/session/lane.hpp"
#include "relay/io/wire/accept_loop.hpp"

namespace carerelay::io {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t questions_most = 16'384;
constexpr std::size_t outside_threads = 2, outside_most = 64;

std::uint32_t milliseconds_of(std::chrono::milliseconds value) { return static_cast<std::uint32_t>(value.count()); }

core::session_rules session_rules_of(config::settings const& from) {
  core::session_rules rules;
  rules.host = from.listen.hosts.front();
  rules.heartbeat_ms = milliseconds_of(from.stream.heartbeat);
  rules.pong_ms = milliseconds_of(from.stream.pong);
  rules.hello_ms = milliseconds_of(from.stream.hello);
  rules.slow_ms = milliseconds_of(from.stream.slow);
  rules.window_most = std::max(from.stream.window, 1U);
  rules.frames_per_second = from.stream.frames_per_second;
  rules.frame_burst = from.stream.frame_burst;
  return rules;
}

core::admission_rules admission_rules_of(config::settings const& from) {
  core::admission_rules rules;
  rules.connections = from.limits.connections;
  rules.connections_per_source = from.limits.per_source_connections;
  rules.new_per_minute = from.limits.per_source_new_per_minute;
  rules.requests_per_minute = from.limits.http_per_minute;
  return rules;
}

store_rules store_rules_of(config::settings const& from) {
  store_rules rules;
  rules.group_max = from.store.group_max;
  rules.group = from.store.group;
  return rules;
}

asio::ip::tcp::endpoint endpoint_of(std::string const& address, std::uint16_t port) {
  return {asio::ip::make_address(address), port};
}

std::string_view word(core::admitted why) noexcept {
  switch (why) {
    case core::admitted::yes: return "";
    case core::admitted::too_many_connections: return "too_many_connections";
    case core::admitted::too_many_from_source: return "too_many_from_source";
    case core::admitted::too_fast: return "too_fast";
  }
  return "";
}

}  // namespace

/// In the order in which things are made. They end in the order that `stop` says.
struct server::state {
  state(config::settings given, server_ground on);

  store_worker::outlets outlets();
  void sign_log(ports::store_writer& writer);
  void tell(core::security_noted const& what);
  void listen();
  void forget_push(ports::device_number device);
  void wake_all();
  void take(lane& on, tcp_socket socket, std::string source);
  [[nodiscard]] bool admit(asio::ip::address const& source);
  /// Runs it on each lane's thread and waits until it has.
  void on_every_lane(std::function<void(lane&)> const& what);

  config::settings settings;
  server_ground ground;
  std::atomic<std::uint64_t> log_size{0};  ///< of the newest checkpoint
  core::session_rules rules;
  gate_rules gate;
  admission_desk admission;
  pace_desk pace;
  store_counters figures;
  nursery running;
  std::unique_ptr<io_threads> threads;
  poster post;
  io::hub hub;
  reader_pool readers;
  egress outside;
  push_desk push;
  store_worker worker;
  relay_parts parts;
  std::vector<std::unique_ptr<lane>> lanes;
  std::vector<std::unique_ptr<outbox_lane>> ways;
  std::unique_ptr<io::lookout> watchman;
  std::unique_ptr<internal_parts> internal;
  std::unique_ptr<accept_loop> public_door, internal_door;
  std::unique_ptr<drain_plan> draining;
  std::uint16_t port = 0, internal_port = 0;
  bool started = false;
  bool sign_refused = false;                                   ///< of the store thread
  std::chrono::steady_clock::time_point tell_refused_after{};  ///< of the thread that accepts
  bool stopped = false;
};

server::state::state(config::settings given, server_ground on)
    : settings(std::move(given)),
      ground(on),
      rules(session_rules_of(settings)),
      gate{settings.listen.hosts, settings.listen.origins},
      admission(admission_rules_of(settings), on.clock),
      pace(on.clock),
      running([this](std::string_view name, std::exception_ptr why) {
        try {
          std::rethrow_exception(why);
        } catch (std::exception const& error) {
          ground.log.error("coroutine_failed", {{"name", name}, {"why", error.what()}});
        }
      }),
      threads(std::make_unique<io_threads>(std::max(1U, settings.listen.io_threads))),
      post([this](std::size_t thread, std::function<void()> work) { (*threads)[thread].post(std::move(work)); }),
      hub(post),
      readers(on.store, std::max(1U, settings.store.readers), questions_most, post,
              [this](std::exception const& why) {
                ground.log.error("question_failed", {{"why", why.what()}});
              }),
      outside(on.outside, outside_threads, outside_most, post,
              [this](std::exception const& why) {
                ground.log.error("outside_failed", {{"why", why.what()}});
              }),
      push({on.store, on.clock, on.facts.push, on.log, on.outside,
            [this](ports::device_number device) { forget_push(device); }}),
      worker(on.store, on.clock, store_rules_of(settings), outlets(), figures),
      parts{.settings = settings,
            .session_rules = rules,
            .gate = gate,
            .facts = ground.facts,
            .clock = ground.clock,
            .random = ground.random,
            .log = ground.log,
            .admission = admission,
            .pace = pace,
            .worker = worker,
            .readers = readers,
            .hub = hub,
            .running = running,
            .outside = outside,
            .home_token_secret = ground.store.reader()->secret(core::home_token_secret)} {
  for (std::size_t i = 0; i < threads->size(); ++i) {
    lanes.push_back(std::make_unique<lane>(i, (*threads)[i], parts));
    hub.attach(lanes.back()->shard);
  }
  internal = std::make_unique<internal_parts>(internal_parts{parts, ground.plain, {}, figures, ground.facts});
  for (auto const& one : lanes) internal->lanes.push_back(one.get());
  for (auto const& way : ground.ways)
    ways.push_back(std::make_unique<outbox_lane>(
        way, [this](write_job job) { return worker.submit(0, std::move(job)); }, ground.clock, ground.random,
        ground.log));
  for (auto const& one : ways) internal->ways.push_back(one.get());
  watchman = std::make_unique<lookout>(
      lookout_rules_of(settings.escalation),
      lookout::ground{ground.store, ground.clock, ground.random, ground.log, ground.facts.outbox,
                      [this](write_job job) { return worker.submit(0, std::move(job)); },
                      [this] {
                        for (auto const& way : ways) way->wake();
                      }});
  internal->silence = &watchman->figures();
  rules.log_size = &log_size;
  auto const known = ground.store.reader();
  if (auto const logs = known->logs(); !logs.empty()) {
    if (auto const row = known->checkpoint(logs.back().number)) log_size = row->size;
  }
  listen();
}

/// Something was published. On the store thread.
void server::state::wake_all() {
  for (auto const& way : ways) way->wake();
  watchman->wake();
}

store_worker::outlets server::state::outlets() {
  store_worker::outlets out;
  out.post = post;
  out.committed = [this](std::vector<core::event> events) {
    for (auto const& one : events) {
      if (std::holds_alternative<core::message_published>(one)) wake_all();
    }
    for (auto const& one : events)
      if (auto const* const message = std::get_if<core::message_published>(&one)) push.published(*message);
    for (auto const& one : events)
      if (auto const* const noted = std::get_if<core::security_noted>(&one)) tell(*noted);
    hub.announce(std::move(events));
  };
  out.chores = [this](ports::store_writer& store, protocol::instant now, std::vector<core::event>& told) {
    core::end_drafts(store, now, ground.random, told, &ground.facts.outbox);
  };
  out.room_again = [this] {
    for (auto const& one : lanes) post(one->index, [lane = one.get()] { lane->desk.room_again(); });
  };
  out.broken = [this](std::exception_ptr why) {
    try {
      std::rethrow_exception(why);
    } catch (std::exception const& error) {
      ground.log.error("store_broken", {{"why", error.what()}});
    }
    ground.log.flush();
    std::this_thread::sleep_for(100ms);  // for the last line
    std::abort();
  };
  out.fullness = [this](bool full) {
    ground.facts.storage_full = full;
    if (full)
      ground.log.error("storage_full");
    else
      ground.log.info("storage_recovered");
  };
  out.look_after_log = [this](ports::store_writer& writer) { sign_log(writer); };
  out.job_failed = [this](std::exception const& why) { ground.log.error("job_failed", {{"why", why.what()}}); };
  return out;
}

/// On the store thread. What cannot be remembered is not signed: the next try comes in a second.
void server::state::sign_log(ports::store_writer& writer) {
  if (ground.keeper == nullptr) return;
  try {
    auto const now = ground.keeper->sign(writer, ground.clock.now(), settings.evidence.checkpoint);
    if (now.refused && !sign_refused) ground.log.error("evidence_log_refused");
    sign_refused = now.refused;
    if (!now.checkpoint) return;
    writer.put_checkpoint(*now.checkpoint);
    log_size = now.checkpoint->size;
  } catch (ports::store_full const&) {
    throw;
  } catch (ports::store_damaged const& why) {
    ground.log.error("evidence_log_damaged", {{"why", why.what()}});
  } catch (std::exception const& why) {
    ground.log.error("evidence_log_not_signed", {{"why", why.what()}});
  }
}

/// A line of the security log; ids only, as in every line. What nobody should miss is a warning and a figure to alarm
/// on.
void server::state::tell(core::security_noted const& what) {
  figures.security_events.add();
  if (!what.alarm) return ground.log.info(what.event, {{"security", true}, {"by", what.by}, {"about", what.about}});
  figures.security_alarms.add();
  ground.log.warning(what.event, {{"security", true}, {"by", what.by}, {"about", what.about}});
}

/// The next push service that says so will be believed again: nobody waits for this.
void server::state::forget_push(ports::device_number device) {
  write_job job;
  job.work = [device](ports::store_writer& writer, std::vector<core::event>&) { writer.remove_push(device); };
  job.done = [](write_outcome) {};
  static_cast<void>(worker.submit(0, std::move(job)));
}

void server::state::listen() {
  accept_rules const rules;
  auto& home = (*threads)[0];
  public_door =
      std::make_unique<accept_loop>(home, *threads, endpoint_of(settings.listen.address, settings.listen.port), rules);
  internal_door = std::make_unique<accept_loop>(
      home, *threads, endpoint_of(settings.listen.internal_address, settings.listen.internal_port), rules);
  port = public_door->where().port();
  internal_port = internal_door->where().port();
}

/// A flood is counted one by one and told once a second.
bool server::state::admit(asio::ip::address const& source) {
  auto const answer = admission.connect(source.to_string());
  if (answer == core::admitted::yes) return true;
  lanes.front()->counters.connections_refused.add();
  auto const now = std::chrono::steady_clock::now();
  if (now >= tell_refused_after) {
    tell_refused_after = now + 1s;
    ground.log.warning("connection_refused", {{"source", source.to_string()}, {"why", word(answer)}});
  }
  return false;
}

void server::state::on_every_lane(std::function<void(lane&)> const& what) {
  if (!started) return;
  std::atomic<std::size_t> done{0};
  for (auto const& one : lanes)
    post(one->index, [&, lane = one.get()] {
      what(*lane);
      ++done;
    });
  while (done < lanes.size()) std::this_thread::sleep_for(1ms);
}

void server::state::take(lane& on, tcp_socket socket, std::string source) {
  admission_desk::ticket ticket(admission, std::move(source));
  running.spawn(on.thread.get_executor(), "connection",
                serve_connection(on, std::move(socket), ground.encrypted, std::move(ticket)));
}

server::server(config::settings settings, server_ground ground)
    : state_(std::make_unique<state>(std::move(settings), ground)) {}

server::~server() { stop(); }

void server::start() {
  auto& my = *state_;
  auto const lane_of = [&my](io_thread const& thread) -> lane& {
    for (auto const& one : my.lanes)
      if (&one->thread == &thread) return *one;
    std::abort();
  };
  auto const trouble = [&my](error_code why, std::chrono::milliseconds wait) {
    my.ground.log.warning("accept_failed", {{"why", why.message()}, {"wait_ms", wait.count()}});
  };
  my.worker.start();
  my.public_door->start([&my](asio::ip::address const& source) { return my.admit(source); },
                        [&my, lane_of](io_thread& thread, tcp_socket socket, asio::ip::tcp::endpoint const& source) {
                          my.take(lane_of(thread), std::move(socket), source.address().to_string());
                        },
                        trouble);
  my.internal_door->start([](asio::ip::address const&) { return true; },
                          [&my, lane_of](io_thread& thread, tcp_socket socket, asio::ip::tcp::endpoint const&) {
                            my.running.spawn(thread.get_executor(), "internal",
                                             serve_internal(lane_of(thread), std::move(socket), *my.internal));
                          },
                          trouble);
  my.threads->start();
  my.started = true;
  for (auto const& way : my.ways) way->start();
  my.watchman->start();
  my.ground.log.info("relay_started", {{"port", port()},
                                       {"internal_port", internal_port()},
                                       {"io_threads", my.threads->size()},
                                       {"epoch", my.ground.store.reader()->epoch()}});
}

std::uint16_t server::port() const noexcept { return state_->port; }
std::uint16_t server::internal_port() const noexcept { return state_->internal_port; }

std::size_t server::sessions() const noexcept {
  std::size_t sum = 0;
  for (auto const& one : state_->lanes) sum += one->counters.homes.value() + one->counters.watchers.value();
  return sum;
}

void server::drain() {
  auto& my = *state_;
  if (my.draining) return;
  my.ground.log.info("drain_started", {{"sessions", sessions()},
                                       {"wait_ms", std::chrono::milliseconds(my.settings.drain.wait).count()}});
  my.parts.draining = true;
  my.ground.facts.draining = true;
  my.public_door->close();
  std::vector<lane*> lanes;
  for (auto const& one : my.lanes) lanes.push_back(one.get());
  my.draining = std::make_unique<drain_plan>(lanes, my.settings.drain);
}

bool server::wait_drained(std::chrono::milliseconds most) {
  auto& my = *state_;
  auto const end = std::chrono::steady_clock::now() + most;
  while (std::chrono::steady_clock::now() < end) {
    if (my.draining && my.draining->is_done() && my.parts.requests == 0) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

void server::stop() {
  auto& my = *state_;
  if (my.stopped) return;
  my.stopped = true;
  my.public_door->close();
  my.internal_door->close();
  // What the lanes still hold goes to the store first, then the store finishes, then whoever is left is cut.
  my.on_every_lane([](lane& one) { one.desk.flush(); });
  my.push.stop();
  my.watchman->stop();
  for (auto const& way : my.ways) way->stop();
  my.worker.stop();
  my.outside.stop();
  my.readers.stop();
  my.on_every_lane([](lane& one) { one.cut_all(); });
  if (my.started) my.running.wait_idle(2s);
  my.threads->stop();
  my.threads->join();
  my.draining.reset();
  my.public_door.reset();
  my.internal_door.reset();
  my.threads.reset();
  my.ground.log.info("relay_stopped");
}

}  // namespace carerelay::io
