#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "adapters/ports/channel.hpp"
#include "adapters/ports/clock.hpp"
#include "adapters/ports/random.hpp"
#include "relay/core/ways/chat_said.hpp"
#include "relay/core/ways/outbox.hpp"
#include "relay/io/desk/receipt_batch.hpp"
#include "relay/io/loop/log.hpp"

namespace carerelay::io {

/// What several channels of one account hear, all of them: only one of them answers. Any thread.
class heard_once {
 public:
  /// True for the first who asks.
  [[nodiscard]] bool claim(std::string const& key);
  /// Nothing came of it: it may be claimed again.
  void give_back(std::string const& key);

 private:
  std::mutex mutex_;
  std::set<std::string> keys_;
  std::deque<std::string> order_;  ///< the oldest goes first
};

/// A channel as the shell needs it. What the functions make is used on one thread each.
struct way_out {
  core::channel_rules const* rules = nullptr;
  /// `give_up` becomes true when the relay stops.
  std::function<std::unique_ptr<ports::channel>(std::atomic<bool> const& give_up)> make_channel;
  /// May be empty: nothing comes back.
  std::function<std::unique_ptr<ports::return_box>(std::atomic<bool> const& give_up)> make_box{};
  std::chrono::milliseconds look_every{15'000};  ///< into the box
  std::shared_ptr<heard_once> once{};            ///< shared by channels of one account
};

/// One channel's threads: one that asks the store what goes next and writes down what became of it, a few that send,
/// one that collects what comes back. Nobody else waits for any of them: a dead channel is alone with its trouble.
class outbox_lane {
 public:
  /// Hands a change to the store thread; false while too many wait.
  using submit = std::function<bool(write_job)>;

  outbox_lane(way_out way, submit write, ports::clock const& clock, ports::random& random, event_log& log);
  /// What came back since the start, by its news; the first are those without, the last those that nothing of ours had
  /// signed.
  struct returns {
    std::array<std::atomic<std::uint64_t>, 7> by_news{};
    std::atomic<std::int64_t> last_at{0};  ///< of the newest that was ours, milliseconds since 1970; 0: none
  };
  [[nodiscard]] returns const& came() const noexcept { return came_; }
  [[nodiscard]] core::channel_rules const& rules() const noexcept { return *way_.rules; }
  /// As `stop`.
  ~outbox_lane();
  outbox_lane(outbox_lane const&) = delete;
  outbox_lane& operator=(outbox_lane const&) = delete;

  void start();
  /// There may be something to send. Any thread.
  void wake();
  /// Gives up what can be given up, writes down what became of the rest, ends. The store thread must still run.
  void stop();

 private:
  struct box_state {
    std::unique_ptr<ports::return_box> box;
    bool was_away = false;
  };

  void turn();
  void send();
  void collect();
  bool collect_some(box_state& from);
  void count(ports::came_back const& what);
  [[nodiscard]] bool hear(ports::return_box& from, ports::came_back const& what);
  [[nodiscard]] bool hear_once(ports::return_box& from, ports::came_back const& what);
  [[nodiscard]] bool take_shown(ports::return_box& from, std::vector<ports::came_back> const& shown);
  [[nodiscard]] bool take_turn(std::unique_lock<std::mutex>& lock);
  /// Runs it in a transaction and waits until that is durable; false when it was not.
  [[nodiscard]] bool write(std::function<void(ports::store_writer&)> const& work);
  /// The same, with what is to be told after the commit.
  [[nodiscard]] bool write_and_tell(std::function<void(ports::store_writer&, std::vector<core::event>&)> const& work);
  void tell(std::vector<core::outbox_note> const& notes);
  [[nodiscard]] bool sleep(std::chrono::milliseconds most);

  way_out way_;
  submit submit_;
  ports::clock const& clock_;
  ports::random& random_;
  event_log& log_;

  returns came_;
  std::atomic<bool> giving_up_{false};
  std::mutex mutex_;
  std::condition_variable turn_, ready_here_, stopped_;
  std::deque<ports::outgoing> ready_;
  std::vector<core::attempt_ended> ended_;
  std::size_t in_flight_ = 0;  ///< taken from the store and not yet in `ended_`
  std::size_t senders_ = 0;
  bool poked_ = true, stopping_ = false, senders_done_ = false;
  int refused_ = 0;  ///< times the store took nothing while the relay was ending
  std::chrono::steady_clock::time_point next_{};
  core::said_budget budget_;  ///< the collector's
  std::thread turner_, collector_;
  std::vector<std::thread> sending_;
};

}  // namespace carerelay::io
