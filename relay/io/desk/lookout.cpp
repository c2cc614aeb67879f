#include "relay/io/desk/lookout.hpp"

#include <future>

#include "relay/core/silence/check_in.hpp"

namespace carerelay::io {

using namespace std::chrono_literals;

namespace {

/// Homes looked after in one transaction: some milliseconds of the store thread.
constexpr std::size_t homes_at_once = 64;
/// Somebody may have stopped a channel, changed an address or set the clock.
constexpr std::chrono::milliseconds longest_sleep = 15s;

}  // namespace

lookout_rules lookout_rules_of(config::escalation_settings const& from) {
  lookout_rules out;
  out.ladder.is_on = from.on != 0;
  out.ladder.immediate = from.immediate;
  out.ladder.expected = from.expected;
  out.ladder.future = from.future;
  out.ladder.result_read = from.result_read;
  out.ladder.result_answer = from.result_answer;
  out.ladder.next_percent = from.next_percent;
  out.ladder.steps = from.steps;
  out.canary.every = from.canary_every;
  out.canary.wait = from.canary_wait;
  out.quiet = from.quiet;
  return out;
}

lookout::lookout(lookout_rules rules, ground on)
    : rules_(std::move(rules)), on_(std::move(on)), reader_(on_.store.reader()) {}

lookout::~lookout() { stop(); }

void lookout::start() {
  thread_ = std::thread([this] { run(); });
}

void lookout::wake() {
  {
    std::lock_guard const lock(mutex_);
    poked_ = true;
  }
  woken_.notify_one();
}

void lookout::stop() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void lookout::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    poked_ = false;
    lock.unlock();
    auto wait = longest_sleep;
    try {
      wait = std::clamp(look() - on_.clock.now(), std::chrono::milliseconds(0), longest_sleep);
    } catch (std::exception const& why) {
      on_.log.error("lookout_failed", {{"why", why.what()}});
    }
    lock.lock();
    woken_.wait_for(lock, wait, [this] { return stopping_ || poked_; });
  }
}

bool lookout::write(std::function<void(ports::store_writer&, std::vector<core::event>&)> const& work) {
  auto const done = std::make_shared<std::promise<write_outcome>>();
  auto outcome = done->get_future();
  write_job job;
  job.work = work;
  job.done = [done](write_outcome how) { done->set_value(how); };
  if (!on_.write(std::move(job))) return false;
  return outcome.get() == write_outcome::committed;
}

protocol::instant lookout::look() {
  auto next = on_.clock.now() + longest_sleep;
  auto const sooner = [&next](std::optional<protocol::instant> const& when) {
    if (when) next = std::min(next, *when);
  };
  sooner(climb());
  sooner(send_daily());
  sooner(look_at_canaries());
  listen_to_channels();
  sooner(on_.clock.now() + std::max(rules_.quiet / 4, std::chrono::milliseconds(250)));
  return next;
}

std::optional<protocol::instant> lookout::climb() {
  core::look_place place;
  for (;;) {
    {
      std::lock_guard const lock(mutex_);
      if (stopping_) return std::nullopt;
    }
    // Most looks find nothing: the store thread is not asked for that.
    auto const now = on_.clock.now();
    if (place.message == 0) {
      auto const next = reader_->watch_next();
      if (!next || *next > now) return next;
    }
    core::escalation_look seen;
    bool const is_written = write([&](ports::store_writer& store, std::vector<core::event>&) {
      seen = core::escalate(store, rules_.ladder, on_.ways, place, homes_at_once, now);
    });
    if (!is_written) return now + 1s;  // the store is full or busy: what was to be done is still to be done
    bool rows = false;
    for (auto const& one : seen.taken) {
      tell(one);
      rows = rows || one.outcome == ports::rung_outcome::sent;
    }
    if (rows) on_.rows_added();
    place = std::move(seen.place);
    if (!seen.has_more) return seen.next;
  }
}

void lookout::tell(core::step_taken const& one) {
  auto const outcome = core::word(one.outcome);
  if (one.outcome == ports::rung_outcome::skipped) {
    on_.log.debug(
        "escalation_skipped",
        {{"step", one.step}, {"message", one.message_id.text()}, {"home", one.home_id.text()}, {"why", one.why}});
    return;
  }
  on_.log.info("escalated", {{"step", one.step},
                             {"outcome", outcome},
                             {"channel", one.channel},
                             {"message", one.message_id.text()},
                             {"home", one.home_id.text()}});
  std::lock_guard const lock(figures_.mutex);
  ++figures_.steps[one.step];
}

std::optional<protocol::instant> lookout::send_daily() {
  auto const now = on_.clock.now();
  std::optional<protocol::instant> next;
  for (auto const& row : reader_->check_ins()) {
    auto const due = core::next_of(row, now);
    if (due) next = next ? std::min(*next, *due) : *due;
  }
  if (!next || *next > now) return next;
  core::check_in_look seen;
  bool const is_written = write([&](ports::store_writer& store, std::vector<core::event>& told) {
    seen = core::send_check_ins(store, on_.ways, now, on_.random, told);
  });
  if (!is_written) return now + 1s;
  for (auto const& one : seen.done) {
    if (one.why.empty())
      on_.log.info("check_in_sent", {{"check_in", one.check_in.text()}});
    else
      on_.log.warning("check_in_not_sent", {{"check_in", one.check_in.text()}, {"why", one.why}});
    std::lock_guard const lock(figures_.mutex);
    figures_.check_ins += one.why.empty() ? 1 : 0;
  }
  return seen.next;
}

std::optional<protocol::instant> lookout::look_at_canaries() {
  if (rules_.canary.every <= 0ms) return std::nullopt;
  auto const now = on_.clock.now();
  if (now < next_canary_) return next_canary_;
  core::canary_look seen;
  bool const is_written = write([&](ports::store_writer& store, std::vector<core::event>& told) {
    seen = core::look_at_canaries(store, rules_.canary, on_.ways, now, on_.random, told);
  });
  if (!is_written) return now + 1s;
  // A canary that answers late is heard of soon.
  if (!seen.silent.empty()) seen.next = std::min(seen.next.value_or(now + longest_sleep), now + longest_sleep);
  tell(seen);
  next_canary_ = seen.next.value_or(now + longest_sleep);
  return seen.next;
}

void lookout::tell(core::canary_look const& seen) {
  if (!seen.has_judged) return;
  std::set<silent_way> silent;
  std::map<std::string, std::uint64_t> count{{"stream", 0}};
  for (auto const& channel : on_.ways.channels)
    if (!channel.room) count[channel.name] = 0;
  for (auto const& one : seen.silent) {
    silent_way way{one.area.text(), one.home.text(), one.way};
    if (!silent_ways_.contains(way))
      on_.log.warning("canary_silent",
                      {{"area", one.area.text()}, {"way", one.way}, {"home", one.home.text()}, {"why", one.why}});
    if (silent.insert(std::move(way)).second) ++count[one.way];
  }
  for (auto const& way : silent_ways_)
    if (!silent.contains(way))
      on_.log.info("canary_answers",
                   {{"area", std::get<0>(way)}, {"way", std::get<2>(way)}, {"home", std::get<1>(way)}});
  silent_ways_ = std::move(silent);
  std::lock_guard const lock(figures_.mutex);
  figures_.canaries_silent = std::move(count);
}

void lookout::listen_to_channels() {
  auto const now = on_.clock.now();
  for (auto const& channel : on_.ways.channels) {
    auto const since = core::quiet_since(reader_->last_sent(channel.name, core::quiet_looks_at), rules_.quiet, now);
    bool was = false;
    {
      std::lock_guard const lock(figures_.mutex);
      was = std::exchange(figures_.quiet[channel.name], since.has_value());
    }
    if (since && !was)
      on_.log.warning("channel_quiet", {{"channel", channel.name}, {"since", protocol::to_text(*since)}});
    if (!since && was) on_.log.info("channel_heard", {{"channel", channel.name}});
  }
}

}  // namespace carerelay::io
