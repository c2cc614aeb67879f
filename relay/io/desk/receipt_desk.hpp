#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "relay/io/desk/receipt_batch.hpp"
#include "relay/io/loop/counters.hpp"

namespace carerelay::io {

class store_worker;

/// Gathers what the sessions of one I/O thread want recorded and hands it to the store thread: once a turn of the loop
/// or every `most` receipts, not one by one. Used on its thread only.
class receipt_desk {
 public:
  static constexpr std::size_t most = 128;

  /// `later` runs its argument on this thread after what is waiting there now.
  receipt_desk(std::size_t thread, store_worker& worker, std::function<void(std::function<void()>)> later,
               thread_counters& figures);

  /// `owner` hears `marks_recorded` when this and its earlier marks are durable.
  void record(std::shared_ptr<receipt_owner> const& owner, ports::delivered_mark const& mark);
  void record(write_job act);

  /// The store is behind: nothing is lost, but whoever brings more should stop. Ask after each message read.
  [[nodiscard]] bool is_behind() const noexcept { return behind_; }
  /// Called once, on this thread, when the store has caught up.
  void when_caught_up(std::function<void()> what);
  /// The store has room again: hands over what waits here.
  void room_again();
  /// Hands over now; false while the store takes no more.
  bool flush();

 private:
  void added();

  std::size_t thread_;
  store_worker& worker_;
  std::function<void(std::function<void()>)> later_;
  thread_counters& figures_;
  std::unique_ptr<receipt_batch> batch_;
  std::vector<std::function<void()>> waiting_;
  bool scheduled_ = false, behind_ = false;
};

}  // namespace carerelay::io
