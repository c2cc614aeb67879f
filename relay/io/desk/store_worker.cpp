#include "relay/io/desk/store_worker.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace carerelay::io {
namespace {

using steady = std::chrono::steady_clock;

/// What one I/O thread hears after a commit.
struct settled {
  std::vector<std::unique_ptr<receipt_batch>> batches;
  std::vector<std::function<void()>> answers;
  std::size_t marks = 0;  ///< of the whole group

  void tell() {
    for (auto& batch : batches) {
      if (!batch->is_durable) continue;
      for (auto& owed : batch->owners) owed.owner->marks_recorded(owed.up_to, marks);
      for (auto& act : batch->acts) act.job.done(act.outcome);
    }
    for (auto& answer : answers) answer();
  }
};

constexpr std::size_t homes_named = 1'000;

core::receipts_changed& entry_of(ports::message_number number, std::vector<core::receipts_changed>& changed) {
  for (auto& entry : changed)
    if (entry.message == number) return entry;
  changed.push_back({number, {}});
  return changed.back();
}

/// One event for each message of the marks, however many homes stored it.
void add_changed(std::span<ports::delivered_mark const> marks, std::vector<core::event>& events) {
  std::vector<core::receipts_changed> changed;
  for (auto const& mark : marks) {
    auto& homes = entry_of(mark.message, changed).homes;
    if (homes.size() <= homes_named) homes.push_back(mark.home);
  }
  for (auto& entry : changed) {
    if (entry.homes.size() > homes_named) entry.homes.clear();
    events.emplace_back(std::move(entry));
  }
}

}  // namespace

store_worker::store_worker(ports::store& store, ports::clock const& clock, store_rules rules, outlets out,
                           store_counters& figures)
    : store_(store), clock_(clock), rules_(rules), out_(std::move(out)), figures_(figures) {}

void store_worker::start() {
  next_look_ = steady::now() + rules_.expire_every;
  thread_ = std::thread([this] { run(); });
}

store_worker::~store_worker() { stop(); }

bool store_worker::hand_over(std::unique_ptr<receipt_batch>& batch) {
  std::lock_guard const lock(mutex_);
  if (receipts_ >= rules_.receipts_most || stopping_) {
    refused_some_ = true;
    return false;
  }
  bool const first = batches_.empty();
  if (first) oldest_ = steady::now();
  note_waiting(true);
  bool const was_short = receipts_ < rules_.group_max;
  receipts_ += batch->size();
  batches_.push_back(std::move(batch));
  if (first || (was_short && receipts_ >= rules_.group_max)) wake_.notify_one();
  return true;
}

bool store_worker::enqueue(task what) {
  std::lock_guard const lock(mutex_);
  if (tasks_.size() >= rules_.jobs_most || stopping_) {
    refused_some_ = true;
    return false;
  }
  tasks_.push_back(std::move(what));
  note_waiting(true);
  wake_.notify_one();
  return true;
}

bool store_worker::submit(std::size_t thread, write_job job) {
  task what;
  what.thread = thread;
  what.job = std::move(job);
  return enqueue(std::move(what));
}

bool store_worker::backup(std::size_t thread, std::string path, std::function<void(std::string)> done) {
  task what;
  what.thread = thread;
  what.backup_path = std::move(path);
  what.backed_up = std::move(done);
  return enqueue(std::move(what));
}

void store_worker::stop() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void store_worker::run() {
  std::unique_lock lock(mutex_);
  while (wait_for_work(lock)) {
    group what = take();
    lock.unlock();
    say_if_room();
    commit(what);
    lock.lock();
    figures_.waiting_since.set(0);
    note_waiting(!batches_.empty() || !tasks_.empty());
  }
}

/// For /health: since when the store owes somebody an answer. Under the lock.
void store_worker::note_waiting(bool more) {
  if (!more || figures_.waiting_since.value() != 0) return;
  figures_.waiting_since.set(static_cast<std::uint64_t>(clock_.now().time_since_epoch().count()));
}

/// True when a group should be committed now; false when all is done and the thread should end.
bool store_worker::wait_for_work(std::unique_lock<std::mutex>& lock) {
  for (;;) {
    auto const now = steady::now();
    if (now >= next_look_) {
      next_look_ = now + rules_.expire_every;
      lock.unlock();
      look_after();
      lock.lock();
      continue;
    }
    bool const due = !batches_.empty() && (receipts_ >= rules_.group_max || now >= oldest_ + rules_.group);
    if (due || !tasks_.empty()) return true;
    if (stopping_) return !batches_.empty();
    wake_.wait_until(lock, batches_.empty() ? next_look_ : std::min(next_look_, oldest_ + rules_.group));
  }
}

store_worker::group store_worker::take() {
  group what;
  while (!batches_.empty() && what.receipts < rules_.group_max) {
    what.receipts += batches_.front()->size();
    what.batches.push_back(std::move(batches_.front()));
    batches_.pop_front();
  }
  receipts_ -= what.receipts;
  std::move(tasks_.begin(), tasks_.end(), std::back_inserter(what.tasks));
  tasks_.clear();
  return what;
}

void store_worker::say_if_room() {
  {
    std::lock_guard const lock(mutex_);
    if (!refused_some_ || receipts_ > rules_.receipts_most / 2) return;
    refused_some_ = false;
  }
  out_.room_again();
}

void store_worker::commit(group& what) {
  auto const begun = steady::now();
  bool const full = store_.is_full();
  if (full) refuse(what.tasks);
  if (!try_commit(what, !full)) {
    refuse(what.tasks);
    insist(what);
  }
  auto const took = std::chrono::duration_cast<std::chrono::microseconds>(steady::now() - begun);
  figures_.commit_us.record(static_cast<std::uint64_t>(took.count()));
  figures_.group_size.record(what.receipts);
  figures_.commits.add();
  figures_.receipts.add(what.receipts);
  figures_.delivered.add(what.rose);
  figures_.jobs.add(what.tasks.size());
  note_fullness();
  scrub();
  make_backups(what);
  tell(what);
}

/// What was erased leaves the files before its answer leaves, unless somebody reads just then: then soon after.
void store_worker::scrub() {
  if (steady::now() < next_scrub_) return;
  try {
    static_cast<void>(store_.scrub());
  } catch (std::exception const& why) {  // for one, no room for a second copy: what was committed stands
    next_scrub_ = steady::now() + rules_.retry_scrub;
    out_.job_failed(why);
  }
}

void store_worker::note_fullness() {
  bool const full = store_.is_full();
  if (full == (figures_.full.value() != 0)) return;
  figures_.full.set(full ? 1 : 0);
  out_.fullness(full);
}

/// False when the disk is full: then nothing of the group remains.
bool store_worker::try_commit(group& what, bool with_jobs) {
  bool const any_job =
      with_jobs && std::any_of(what.tasks.begin(), what.tasks.end(), [](task const& t) { return bool(t.job.work); });
  if (what.batches.empty() && !any_job) return true;
  try {
    store_.write([&](ports::store_writer& writer) {
      what.events.clear();
      what.rose = 0;
      run_receipts(writer, what);
      if (!with_jobs) return;
      for (auto& task : what.tasks)
        if (task.job.work) task.outcome = run_part(writer, task.job, what.events);
    });
    return true;
  } catch (ports::store_full const&) {
    what.events.clear();
    return false;
  } catch (...) {
    out_.broken(std::current_exception());
    std::terminate();
  }
}

void store_worker::run_receipts(ports::store_writer& writer, group& what) {
  for (auto& batch : what.batches) {
    std::span<ports::delivered_mark const> const marks = batch->marks;
    std::size_t at = 0;
    auto const record_to = [&](std::size_t end) {
      auto const some = marks.subspan(at, end - at);
      auto const rose = some.empty() ? 0 : writer.record_delivered(some);
      if (rose > 0) add_changed(some, what.events);
      what.rose += rose;
      at = end;
    };
    for (auto& act : batch->acts) {
      record_to(act.after_marks);
      act.outcome = run_part(writer, act.job, what.events);
    }
    record_to(marks.size());
  }
}

write_outcome store_worker::run_part(ports::store_writer& writer, write_job& job, std::vector<core::event>& events) {
  std::vector<core::event> own;
  try {
    store_.part(writer, [&](ports::store_writer& inner) {
      own.clear();
      job.work(inner, own);
    });
  } catch (ports::store_full const&) {
    throw;  // an engine may have undone the whole transaction by itself: the group is made anew
  } catch (std::exception const& why) {
    figures_.failed_jobs.add();
    out_.job_failed(why);
    return write_outcome::failed;
  }
  std::move(own.begin(), own.end(), std::back_inserter(events));
  return write_outcome::committed;
}

void store_worker::refuse(std::vector<task>& tasks) {
  for (auto& task : tasks) {
    if (!task.job.work || task.outcome == write_outcome::storage_full) continue;
    task.outcome = write_outcome::storage_full;
    figures_.refused_full.add();
  }
}

/// Receipts are tried until they are in. Meanwhile requests are answered, and sessions feel the full queue.
void store_worker::insist(group& what) {
  while (!try_commit(what, false)) {
    figures_.retries.add();
    group meanwhile;
    std::swap(meanwhile.tasks, what.tasks);
    bool giving_up = false;
    {
      std::lock_guard const lock(mutex_);
      std::move(tasks_.begin(), tasks_.end(), std::back_inserter(meanwhile.tasks));
      tasks_.clear();
      giving_up = stopping_;
    }
    refuse(meanwhile.tasks);
    note_fullness();
    make_backups(meanwhile);
    tell(meanwhile);
    if (giving_up) {
      for (auto& batch : what.batches) batch->is_durable = false;
      return;
    }
    std::this_thread::sleep_for(rules_.retry_full);
    store_.recover_space();
  }
}

void store_worker::make_backups(group& what) {
  for (auto& task : what.tasks) {
    if (task.job.work) continue;
    std::string why;
    try {
      store_.backup(task.backup_path);
    } catch (std::exception const& error) {
      why = error.what();
    }
    task.job.done = [done = std::move(task.backed_up), why = std::move(why)](write_outcome) { done(why); };
  }
}

/// The answers leave before the events, so that a publisher's 201 is not behind ten thousand deliveries.
void store_worker::tell(group& what) {
  std::size_t marks = 0;
  for (auto const& batch : what.batches) marks += batch->marks.size();
  std::map<std::size_t, std::shared_ptr<settled>> by_thread;
  auto const of = [&](std::size_t thread) -> settled& {
    auto& place = by_thread[thread];
    if (!place) {
      place = std::make_shared<settled>();
      place->marks = marks;
    }
    return *place;
  };
  for (auto& batch : what.batches) {
    auto const thread = batch->thread;
    of(thread).batches.push_back(std::move(batch));
  }
  for (auto& task : what.tasks)
    of(task.thread).answers.push_back([done = std::move(task.job.done), outcome = task.outcome] { done(outcome); });
  for (auto& [thread, what_happened] : by_thread)
    out_.post(thread, [news = std::move(what_happened)] { news->tell(); });
  if (!what.events.empty()) out_.committed(std::move(what.events));
}

void store_worker::look_after() {
  if (store_.is_full()) store_.recover_space();
  note_fullness();
  std::vector<core::event> events;
  std::size_t expired = 0;
  try {
    store_.write([&](ports::store_writer& writer) {
      events.clear();
      if (out_.look_after_log) out_.look_after_log(writer);
      auto const now = clock_.now();
      for (auto const number : writer.expire(now)) events.emplace_back(core::receipts_changed{number, {}});
      expired = events.size();
      if (out_.chores) out_.chores(writer, now, events);
    });
  } catch (ports::store_full const&) {
    return;  // next time
  } catch (...) {
    out_.broken(std::current_exception());
    std::terminate();
  }
  scrub();
  figures_.expired.add(expired);
  if (!events.empty()) out_.committed(std::move(events));
}

}  // namespace carerelay::io
