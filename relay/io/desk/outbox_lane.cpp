#include "relay/io/desk/outbox_lane.hpp"

#include <future>

#include "relay/core/ways/group_members.hpp"

namespace carerelay::io {
namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

/// Without news the store is asked this often: somebody may have let something go, or started a channel again.
constexpr auto look_again = 1s;
constexpr std::size_t returns_at_once = 50;
constexpr int tries_at_end = 8;

}  // namespace

bool heard_once::claim(std::string const& key) {
  constexpr std::size_t most = 2'000;
  std::lock_guard const lock(mutex_);
  if (!keys_.insert(key).second) return false;
  order_.push_back(key);
  if (order_.size() > most) {
    keys_.erase(order_.front());
    order_.pop_front();
  }
  return true;
}

void heard_once::give_back(std::string const& key) {
  std::lock_guard const lock(mutex_);
  keys_.erase(key);
  std::erase(order_, key);
}

outbox_lane::outbox_lane(way_out way, submit write, ports::clock const& clock, ports::random& random, event_log& log)
    : way_(std::move(way)), submit_(std::move(write)), clock_(clock), random_(random), log_(log) {}

outbox_lane::~outbox_lane() { stop(); }

void outbox_lane::start() {
  senders_ = std::max(1U, way_.rules->lane.connections);
  turner_ = std::thread([this] { turn(); });
  for (std::size_t i = 0; i < senders_; ++i) sending_.emplace_back([this] { send(); });
  if (way_.make_box) collector_ = std::thread([this] { collect(); });
}

void outbox_lane::wake() {
  {
    std::lock_guard const lock(mutex_);
    poked_ = true;
  }
  turn_.notify_one();
}

void outbox_lane::stop() {
  {
    std::lock_guard const lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
    giving_up_ = true;
  }
  ready_here_.notify_all();
  stopped_.notify_all();
  turn_.notify_all();
  for (auto& one : sending_) one.join();
  {
    std::lock_guard const lock(mutex_);
    senders_done_ = true;
  }
  turn_.notify_all();
  if (turner_.joinable()) turner_.join();
  if (collector_.joinable()) collector_.join();
}

bool outbox_lane::write(std::function<void(ports::store_writer&)> const& work) {
  return write_and_tell([&work](ports::store_writer& store, std::vector<core::event>&) { work(store); });
}

bool outbox_lane::write_and_tell(std::function<void(ports::store_writer&, std::vector<core::event>&)> const& work) {
  auto const done = std::make_shared<std::promise<write_outcome>>();
  auto outcome = done->get_future();
  write_job job;
  job.work = [&work](ports::store_writer& store, std::vector<core::event>& events) { work(store, events); };
  job.done = [done](write_outcome how) { done->set_value(how); };
  if (!submit_(std::move(job))) return false;
  return outcome.get() == write_outcome::committed;
}

void outbox_lane::tell(std::vector<core::outbox_note> const& notes) {
  for (auto const& one : notes)
    log_.warning(one.event,
                 {{"channel", way_.rules->name}, {"row", one.row}, {"why", one.why}, {"detail", one.detail}});
}

bool outbox_lane::sleep(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  return !stopped_.wait_for(lock, most, [&] { return stopping_; });
}

void outbox_lane::turn() {
  std::size_t cut = 0;
  while (!write([&](ports::store_writer& store) { cut = core::recover_lane(store, *way_.rules, clock_.now()); })) {
    if (!sleep(250ms)) return;
  }
  if (cut > 0) log_.warning("channel_recovered", {{"channel", way_.rules->name}, {"in_doubt", cut}});
  std::unique_lock lock(mutex_);
  while (take_turn(lock)) {
  }
}

/// One step; false at the end.
bool outbox_lane::take_turn(std::unique_lock<std::mutex>& lock) {
  auto const has_work = [&] {
    return !ended_.empty() || senders_done_ || (!stopping_ && poked_ && in_flight_ < senders_);
  };
  // With every sender busy, only the end of an attempt is news.
  auto const latest = steady::now() + look_again;
  turn_.wait_until(lock, in_flight_ < senders_ ? std::min(next_, latest) : latest, has_work);
  if (senders_done_ && ended_.empty()) return false;
  if (stopping_ && ended_.empty()) {
    turn_.wait(lock, [&] { return senders_done_ || !ended_.empty(); });
    return true;
  }
  auto const ended = std::exchange(ended_, {});
  // No more than can be sent at once: what is marked and waits would be in doubt after a crash for nothing.
  std::size_t const idle = stopping_ ? 0 : senders_ - in_flight_;
  poked_ = false;
  lock.unlock();
  core::lane_step step;
  bool const is_written = write([&](ports::store_writer& store) {
    step = core::run_lane(store, *way_.rules, ended, idle, clock_.now(), random_);
  });
  if (is_written) tell(step.notes);
  auto const now = clock_.now();
  lock.lock();
  if (!is_written) {
    // What became of attempts is never lost while the process lives; the store will take it.
    ended_.insert(ended_.begin(), ended.begin(), ended.end());
    // A full disk must not hold up the end; what is left is in doubt at the next start.
    if (stopping_ && ++refused_ > tries_at_end) return false;
    lock.unlock();
    std::this_thread::sleep_for(250ms);
    lock.lock();
    return true;
  }
  next_ = step.next ? steady::now() + std::max(*step.next - now, std::chrono::milliseconds(0)) : steady::now() + 1h;
  in_flight_ += step.go.size();
  if (step.go.size() == idle && idle > 0) poked_ = true;  // there may be more
  for (auto& one : step.go) ready_.push_back(std::move(one));
  ready_here_.notify_all();
  return true;
}

void outbox_lane::send() {
  std::unique_ptr<ports::channel> way;
  std::unique_lock lock(mutex_);
  for (;;) {
    ready_here_.wait(lock, [&] { return stopping_ || !ready_.empty(); });
    if (ready_.empty()) return;
    auto const what = std::move(ready_.front());
    ready_.pop_front();
    bool const begins = !stopping_;
    lock.unlock();
    core::attempt_ended ended{what.row, {ports::send_outcome::untried, "stopping", "", "", {}}};
    if (begins) {
      try {
        if (!way) way = way_.make_channel(giving_up_);
      } catch (std::exception const& why) {
        log_.error("channel_not_made", {{"channel", way_.rules->name}, {"why", why.what()}});
        ended.verdict = {ports::send_outcome::account, "settings", "", "", {}};
      }
      try {
        if (way) ended.verdict = way->send(what);
      } catch (std::exception const& why) {
        log_.error("channel_failed", {{"channel", way_.rules->name}, {"why", why.what()}});
        ended.verdict = {ports::send_outcome::in_doubt, "our_fault", "", "", {}};
        way.reset();
      }
    }
    lock.lock();
    --in_flight_;
    ended_.push_back(std::move(ended));
    poked_ = true;
    turn_.notify_one();
  }
}

void outbox_lane::count(ports::came_back const& what) {
  auto const place = what.row ? static_cast<std::size_t>(what.news) : came_.by_news.size() - 1;
  came_.by_news[place].fetch_add(1, std::memory_order_relaxed);
  if (what.row) came_.last_at = clock_.now().time_since_epoch().count();
}

/// What somebody said: kept nowhere, whatever comes of it.
bool outbox_lane::hear(ports::return_box& from, ports::came_back const& what) {
  core::said_answer answer;
  auto const budget = budget_;
  bool const is_durable = write_and_tell([&](ports::store_writer& store, std::vector<core::event>& events) {
    budget_ = budget;  // the work may run again
    answer = core::take_said(store, *way_.rules, what, clock_.now(), random_, budget_);
    events.insert(events.end(), answer.after_commit.begin(), answer.after_commit.end());
  });
  if (!is_durable) return false;
  for (auto const& one : answer.notes) log_.info(one.event, {{"channel", way_.rules->name}, {"home", one.about}});
  if (!answer.reply.empty()) from.reply(what, answer.reply);
  return true;
}

bool outbox_lane::hear_once(ports::return_box& from, ports::came_back const& what) {
  if (way_.once && !way_.once->claim(what.key)) return true;  // another room of the account has it
  bool const is_durable = hear(from, what);
  if (!is_durable && way_.once) way_.once->give_back(what.key);
  return is_durable;
}

/// That people's own devices have shown posts.
bool outbox_lane::take_shown(ports::return_box& from, std::vector<ports::came_back> const& shown) {
  if (shown.empty()) return true;
  std::size_t count = 0;
  bool const is_durable = write([&](ports::store_writer& store) {
    count = 0;
    for (auto const& one : shown) count += core::take_shown(store, *way_.rules, one, true, clock_.now());
  });
  if (!is_durable) return false;
  if (count > 0) log_.info("channel_shown", {{"channel", way_.rules->name}, {"posts", count}});
  for (auto const& one : shown) from.put_away(one.key, one);
  return true;
}

/// What waits in the box, some of it; whether there may be more.
bool outbox_lane::collect_some(box_state& from) {
  if (!from.box) from.box = way_.make_box(giving_up_);
  auto const waiting = from.box->waiting(returns_at_once);
  std::vector<ports::came_back> shown;
  for (auto const& id : waiting) {
    if (giving_up_) return false;
    auto const what = from.box->read(id);
    if (!what.said.empty() && !what.row) {
      if (!hear_once(*from.box, what)) return false;
      from.box->put_away(id, what);
      continue;
    }
    if (!what.row && what.news == ports::returned_news::displayed && !what.about.empty()) {
      shown.push_back(what);
      continue;
    }
    bool is_new = false;
    bool const is_durable = write(
        [&](ports::store_writer& store) { is_new = core::record_return(store, way_.rules->name, what, clock_.now()); });
    if (!is_durable) return false;
    if (is_new) count(what);
    if (is_new)
      log_.info("channel_returned",
                {{"channel", way_.rules->name}, {"row", what.row.value_or(0)}, {"what", what.what}, {"why", what.why}});
    from.box->put_away(id, what);
  }
  if (!take_shown(*from.box, shown)) return false;
  return waiting.size() == returns_at_once;
}

void outbox_lane::collect() {
  box_state from;
  bool more = false;
  while (more ? !giving_up_.load() : sleep(way_.look_every)) {
    try {
      more = collect_some(from);
      if (from.was_away) log_.info("returns_reached", {{"channel", way_.rules->name}});
      from.was_away = false;
    } catch (std::exception const& why) {
      more = false;
      from.box.reset();
      if (!from.was_away && !giving_up_)
        log_.warning("returns_unreachable", {{"channel", way_.rules->name}, {"why", why.what()}});
      from.was_away = true;
    }
  }
}

}  // namespace carerelay::io
