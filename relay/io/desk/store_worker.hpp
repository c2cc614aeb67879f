#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/ports/clock.hpp"
#include "relay/io/desk/receipt_batch.hpp"
#include "relay/io/loop/counters.hpp"

namespace carerelay::io {

struct store_rules {
  std::size_t group_max = 256;         ///< receipts in one commit
  std::chrono::milliseconds group{5};  ///< longest a receipt waits for its group
  std::size_t receipts_most = 16'384;  ///< waiting; beyond, sessions are no longer read
  std::size_t jobs_most = 256;         ///< waiting; beyond, requests are answered 503
  std::chrono::milliseconds expire_every{1'000};
  std::chrono::milliseconds retry_scrub{60'000};  ///< after one that failed
  std::chrono::milliseconds retry_full{250};      ///< between tries to record receipts on a full disk
};

/// The one thread that writes. It gathers receipts and jobs into groups, commits each group with one fsync, and only
/// then tells: the owners on their I/O threads, and `committed` with what the rest of the relay must hear.
/// On a full disk jobs are refused and receipts are tried again until they are in: nothing handed over is lost.
class store_worker {
 public:
  struct outlets {
    poster post;
    /// Events of one commit, in order. On the store thread; must only hand them on.
    std::function<void(std::vector<core::event>)> committed;
    /// There is room again after `hand_over` or `submit` was refused. On the store thread.
    std::function<void()> room_again;
    /// The store failed in a way that leaves its state unknown. Must not return: the process ends, since a store that
    /// was opened anew is sound and one that is carried on with may not be.
    std::function<void(std::exception_ptr)> broken;
    /// Publishing is refused for want of space from now on, or no longer. On the store thread.
    std::function<void(bool full)> fullness;
    /// A job threw, or what was erased could not be taken out of the store's files yet: for the log.
    std::function<void(std::exception const&)> job_failed;
    /// Once in `expire_every`, at the beginning of a transaction, on the store thread: what the evidence log wants.
    /// May be empty. Must not throw what is not the store's.
    std::function<void(ports::store_writer&)> look_after_log{};
    /// What else is due by the clock, beside what expires. On the store thread, in its transaction.
    std::function<void(ports::store_writer&, protocol::instant, std::vector<core::event>&)> chores{};
  };

  /// The store, clock and counters must outlive the worker.
  store_worker(ports::store& store, ports::clock const& clock, store_rules rules, outlets out, store_counters& figures);
  /// What was handed over before waits for this.
  void start();
  /// Finishes as `stop` does.
  ~store_worker();
  store_worker(store_worker const&) = delete;
  store_worker& operator=(store_worker const&) = delete;

  /// Takes a batch: after the commit its owners are told and its acts done on its thread. False, with `batch`
  /// untouched, while too much is waiting: keep it, read no more, and try again after `room_again`. Any thread.
  [[nodiscard]] bool hand_over(std::unique_ptr<receipt_batch>& batch);
  /// A request's change; the group it joins is committed at once. False while too many wait. Any thread.
  [[nodiscard]] bool submit(std::size_t thread, write_job job);
  /// A complete copy at `path`; `done` gets "" or a sentence saying what went wrong. False while too many wait. Any
  /// thread.
  [[nodiscard]] bool backup(std::size_t thread, std::string path, std::function<void(std::string)> done);
  /// Commits everything handed over, tells the owners, and ends the thread. Receipts that a full disk still refuses are
  /// left unrecorded: their devices hold them and send them again.
  void stop();

 private:
  struct task {
    std::size_t thread = 0;
    write_job job;
    std::string backup_path;
    std::function<void(std::string)> backed_up;
    write_outcome outcome = write_outcome::committed;
  };
  struct group {
    std::vector<std::unique_ptr<receipt_batch>> batches;
    std::vector<task> tasks;
    std::vector<core::event> events;
    std::size_t receipts = 0;
    std::size_t rose = 0;  ///< to delivered
  };

  void run();
  bool wait_for_work(std::unique_lock<std::mutex>& lock);
  group take();
  void commit(group& what);
  bool try_commit(group& what, bool with_jobs);
  void run_receipts(ports::store_writer& writer, group& what);
  write_outcome run_part(ports::store_writer& writer, write_job& job, std::vector<core::event>& events);
  void insist(group& what);
  void make_backups(group& what);
  void tell(group& what);
  void refuse(std::vector<task>& tasks);
  void look_after();
  bool enqueue(task what);
  void say_if_room();
  void note_waiting(bool more);
  void note_fullness();
  void scrub();

  ports::store& store_;
  ports::clock const& clock_;
  store_rules rules_;
  outlets out_;
  store_counters& figures_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::unique_ptr<receipt_batch>> batches_;
  std::deque<task> tasks_;
  std::size_t receipts_ = 0;  ///< in `batches_`
  std::chrono::steady_clock::time_point oldest_{};
  bool refused_some_ = false, stopping_ = false;
  std::chrono::steady_clock::time_point next_look_{}, next_scrub_{};
  std::thread thread_;
};

}  // namespace carerelay::io
