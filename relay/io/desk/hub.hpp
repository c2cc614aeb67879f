#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "protocol/frame/frames.hpp"
#include "relay/core/record/event.hpp"
#include "relay/io/desk/receipt_batch.hpp"

namespace carerelay::io {

/// One live session of a home, as the hub knows it. Lives on one I/O thread.
class subscriber {
 public:
  virtual void published(std::uint64_t seq, protocol::shared_message const& body) = 0;
  virtual void confirmed(protocol::confirmed_frame const& what) = 0;
  virtual void device_revoked() = 0;
  virtual void home_suspended() = 0;
  virtual void replaced() = 0;

 protected:
  ~subscriber() = default;

 private:
  friend class hub_shard;
  subscriber* next_ = nullptr;  ///< another session of the same home
  ports::home_number home_ = 0;
  ports::device_number device_ = 0;
  std::uint64_t stamp_ = 0;
};

/// The sessions of one I/O thread, found by the number of their home. All calls on that thread.
class hub_shard {
 public:
  struct outlets {
    std::function<void(std::function<void()>)> later;      ///< runs it on this thread after what is waiting there
    std::function<void(core::event const&)> for_watchers;  ///< receipts_changed, publisher_revoked, member_revoked
  };

  /// At most `turn` deliveries before other work of the thread gets its turn.
  hub_shard(std::size_t turn, outlets out) : turn_(turn), out_(std::move(out)) {}

  /// `who` must be removed before it ends. `stamp` tells which of two sessions of a device is the newer.
  void add(subscriber& who, ports::home_number home, ports::device_number device, std::uint64_t stamp);
  /// No effect when `who` is not there. A delivery under way skips it.
  void remove(subscriber& who) noexcept;
  /// Tells older sessions of the same device that they are replaced.
  void replace(ports::home_number home, ports::device_number device, std::uint64_t stamp);
  /// Obeys the events in order, a message to each of its homes that is here, in turns.
  void announce(std::shared_ptr<std::vector<core::event> const> events);

 private:
  struct place {
    std::size_t event = 0, target = 0;
  };
  void go_on();
  bool obey(core::event const& what);
  template <class Event, class Call>
  bool each_target(Event const& what, Call call);
  [[nodiscard]] subscriber* first_of(ports::home_number home) const noexcept;
  template <class Call>
  void each_of(ports::home_number home, Call call);

  std::size_t turn_, left_ = 0;
  outlets out_;
  std::vector<subscriber*> by_home_;  ///< index: home number
  std::deque<std::shared_ptr<std::vector<core::event> const>> waiting_;
  place at_;
  bool busy_ = false;
  subscriber* next_up_ = nullptr;  ///< kept right by `remove` while a list is walked
};

/// Brings what was committed to every I/O thread: one shared object, one post a thread, nothing per home.
class hub {
 public:
  explicit hub(poster post) : post_(std::move(post)) {}
  /// In the order of the threads, before the first event.
  void attach(hub_shard& shard) { shards_.push_back(&shard); }

  /// Any thread; calls from one thread keep their order.
  void announce(std::vector<core::event> events);
  /// On the thread of `shard`: joins, and tells older sessions of the device, wherever they are.
  void join(std::size_t shard, subscriber& who, ports::home_number home, ports::device_number device);

 private:
  std::vector<hub_shard*> shards_;
  poster post_;
  std::atomic<std::uint64_t> stamps_{0};
};

}  // namespace carerelay::io
