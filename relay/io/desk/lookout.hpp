#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "adapters/ports/clock.hpp"
#include "adapters/ports/random.hpp"
#include "adapters/ports/store.hpp"
#include "relay/core/silence/canary.hpp"
#include "relay/core/silence/escalate.hpp"
#include "relay/core/silence/ladder.hpp"
#include "relay/core/silence/quiet.hpp"
#include "relay/core/ways/outbox.hpp"
#include "relay/io/desk/receipt_batch.hpp"
#include "relay/io/loop/log.hpp"

namespace carerelay::io {

struct lookout_rules {
  core::ladder_rules ladder;
  core::canary_rules canary;
  std::chrono::milliseconds quiet = core::quiet_after;
};
[[nodiscard]] lookout_rules lookout_rules_of(config::escalation_settings const& from);

/// What a scrape sees of it. Any thread.
struct lookout_figures {
  std::mutex mutex;
  std::map<std::string, std::uint64_t> steps;            ///< taken, by their name
  std::uint64_t check_ins = 0;                           ///< sent
  std::map<std::string, bool> quiet;                     ///< by channel
  std::map<std::string, std::uint64_t> canaries_silent;  ///< homes of our own, by way
};

/// One thread that looks after what stays silent: homes (the ladder), channels, canary homes; and sends what is sent
/// every day. It keeps nothing that matters: after a restart everything is read from the store again. Its changes are
/// small transactions of the store thread, so that messages and receipts pass in between.
class lookout {
 public:
  using submit = std::function<bool(write_job)>;
  struct ground {
    ports::store& store;
    ports::clock const& clock;
    ports::random& random;
    event_log& log;
    core::outbox_rules const& ways;
    submit write;
    std::function<void()> rows_added;  ///< the channels have something to send
  };

  lookout(lookout_rules rules, ground on);
  /// As `stop`.
  ~lookout();
  lookout(lookout const&) = delete;
  lookout& operator=(lookout const&) = delete;

  void start();
  /// Something was published. Any thread.
  void wake();
  /// The store thread must still run.
  void stop();

  [[nodiscard]] lookout_figures& figures() noexcept { return figures_; }

 private:
  /// A way to a home of our own: area, home, way.
  using silent_way = std::tuple<std::string, std::string, std::string>;

  void run();
  /// Everything that is due; when to look again.
  [[nodiscard]] protocol::instant look();
  [[nodiscard]] std::optional<protocol::instant> climb();
  [[nodiscard]] std::optional<protocol::instant> send_daily();
  [[nodiscard]] std::optional<protocol::instant> look_at_canaries();
  void listen_to_channels();
  void tell(core::step_taken const& one);
  void tell(core::canary_look const& seen);
  [[nodiscard]] bool write(std::function<void(ports::store_writer&, std::vector<core::event>&)> const& work);

  lookout_rules rules_;
  ground on_;
  lookout_figures figures_;
  std::unique_ptr<ports::store_reader> reader_;
  protocol::instant next_canary_{};
  std::set<silent_way> silent_ways_;  ///< what was told of

  std::mutex mutex_;
  std::condition_variable woken_;
  bool poked_ = true, stopping_ = false;
  std::thread thread_;
};

}  // namespace carerelay::io
