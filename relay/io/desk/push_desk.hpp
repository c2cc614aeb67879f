#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/ports/clock.hpp"
#include "adapters/ports/http_client.hpp"
#include "adapters/ports/store.hpp"
#include "relay/core/record/event.hpp"
#include "relay/core/stream/push.hpp"
#include "relay/io/loop/log.hpp"

namespace carerelay::io {

/// Wakes the devices that have not stored an urgent message a while after it was published: those without a connection,
/// and those whose browser was frozen with one. On threads of its own; nobody waits for it. What is not sent when the
/// relay stops is not sent: the stream and the inbox have everything.
class push_desk {
 public:
  struct ground {
    ports::store& store;
    ports::clock const& clock;
    core::push_rules const& rules;
    event_log& log;
    std::function<std::unique_ptr<ports::http_client>()> make_client;
    /// The subscription has ended. Any thread.
    std::function<void(ports::device_number)> forget;
  };
  /// Starts nothing when push is off.
  explicit push_desk(ground on);
  ~push_desk() { stop(); }
  push_desk(push_desk const&) = delete;
  push_desk& operator=(push_desk const&) = delete;

  /// After the commit; any thread.
  void published(core::message_published const& what);
  /// Gives up what is being asked and ends the threads.
  void stop();

 private:
  using time_point = std::chrono::steady_clock::time_point;
  struct job {
    protocol::shared_message message;
    std::vector<ports::home_number> homes{};  ///< whose devices are looked at; none: this one device is sent to
    std::vector<std::uint64_t> seqs{};
    ports::home_number home = 0;
    ports::device_number device = 0;
    std::uint64_t seq = 0;
    unsigned tries = 0;
    protocol::instant until{};
  };
  struct tools {
    std::unique_ptr<ports::store_reader> store;
    std::unique_ptr<ports::http_client> client;
  };

  void run();
  void obey(job what, tools& with);
  void spread(job const& what, tools& with);
  void send(job what, tools& with);
  void add(time_point when, job what);

  ground on_;
  std::atomic<bool> giving_up_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::multimap<time_point, job> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace carerelay::io
