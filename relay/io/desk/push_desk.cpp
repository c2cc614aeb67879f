#include "relay/io/desk/push_desk.hpp"

#include <algorithm>

#include "protocol/crypto/derive.hpp"

namespace carerelay::io {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr std::size_t threads = 2;
constexpr std::size_t waiting_most = 100'000;
constexpr auto longest = std::chrono::hours(24);

/// Whether the device still lacks the entry; its cursor says so.
bool lacks(std::vector<ports::device_row> const& devices, ports::device_number which, std::uint64_t seq) {
  return std::any_of(devices.begin(), devices.end(), [&](ports::device_row const& one) {
    return one.number == which && !one.revoked_at && one.stored_up_to < seq;
  });
}

}  // namespace

push_desk::push_desk(ground on) : on_(std::move(on)) {
  if (!on_.rules.is_on()) return;
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

void push_desk::published(core::message_published const& what) {
  if (threads_.empty()) return;
  add(steady_clock::now() + on_.rules.wait, job{what.body, what.homes, what.seqs});
}

void push_desk::add(time_point when, job what) {
  {
    std::lock_guard const lock(mutex_);
    if (stopping_) return;
    if (waiting_.size() >= waiting_most) {
      on_.log.warning("push_dropped", {{"waiting", waiting_.size()}});
      return;
    }
    waiting_.emplace(when, std::move(what));
  }
  wake_.notify_one();
}

void push_desk::stop() {
  giving_up_ = true;
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

void push_desk::run() {
  tools with{on_.store.reader(), on_.make_client()};
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (waiting_.empty()) {
      wake_.wait(lock);
      continue;
    }
    auto const first = waiting_.begin();
    if (first->first > steady_clock::now()) {
      wake_.wait_until(lock, first->first);
      continue;
    }
    auto what = std::move(first->second);
    waiting_.erase(first);
    lock.unlock();
    try {
      obey(std::move(what), with);
    } catch (std::exception const& why) {
      on_.log.error("push_failed", {{"why", why.what()}});
    }
    lock.lock();
  }
}

void push_desk::obey(job what, tools& with) { what.homes.empty() ? send(std::move(what), with) : spread(what, with); }

void push_desk::spread(job const& what, tools& with) {
  auto const view = with.store->message(what.message->number);
  if (!view || view->closed != protocol::closure::open || view->row->urgency != protocol::urgency::immediate) return;
  auto const now = on_.clock.now();
  auto const until = std::min(view->row->expires.value_or(now + longest), now + longest);
  for (std::size_t i = 0; i < what.homes.size(); ++i) {
    auto const known = with.store->pushes(what.homes[i]);
    if (known.empty()) continue;
    auto const devices = with.store->devices(what.homes[i]);
    for (auto const& one : known) {
      if (!lacks(devices, one.device, what.seqs[i])) continue;
      add(steady_clock::now(), job{what.message, {}, {}, what.homes[i], one.device, what.seqs[i], 0, until});
    }
  }
}

void push_desk::send(job what, tools& with) {
  auto const now = on_.clock.now();
  auto const to = with.store->push(what.device);
  bool const is_wanted = to && now < what.until && lacks(with.store->devices(what.home), what.device, what.seq);
  if (!is_wanted) return;
  auto const life = std::max(60s, std::chrono::duration_cast<std::chrono::seconds>(what.until - now));
  auto call = core::push_call(*to, core::wish_for(what.message->id.text(), life), on_.rules, now);
  call.give_up = &giving_up_;
  ports::http_answer answer;
  try {
    answer = with.client->ask(call);
  } catch (std::runtime_error const& why) {
    answer.status = 503;  // not reached: the same as busy
    on_.log.debug("push_unreached", {{"device", std::int64_t{what.device}}});
  }
  switch (core::outcome_of(answer.status)) {
    case core::push_outcome::taken:
      on_.log.debug("push_sent", {{"device", std::int64_t{what.device}}, {"message", what.message->id.text()}});
      return;
    case core::push_outcome::gone: return on_.forget(what.device);
    case core::push_outcome::refused:
      on_.log.warning("push_refused", {{"device", std::int64_t{what.device}}, {"status", answer.status}});
      return;
    case core::push_outcome::later: break;
  }
  std::array<std::uint8_t, 1> chance{};
  protocol::crypto::fill_secret(chance);
  auto const pause = core::pause_before(++what.tries, answer.retry_after, chance[0]);
  if (now + pause < what.until) add(steady_clock::now() + pause, std::move(what));
}

}  // namespace carerelay::io
