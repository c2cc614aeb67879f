#include "relay/io/desk/receipt_desk.hpp"

#include <utility>

#include "relay/io/desk/store_worker.hpp"

namespace carerelay::io {
namespace {

std::unique_ptr<receipt_batch> new_batch(std::size_t thread) {
  auto batch = std::make_unique<receipt_batch>();
  batch->thread = thread;
  return batch;
}

}  // namespace

receipt_desk::receipt_desk(std::size_t thread, store_worker& worker, std::function<void(std::function<void()>)> later,
                           thread_counters& figures)
    : thread_(thread), worker_(worker), later_(std::move(later)), figures_(figures), batch_(new_batch(thread)) {}

void receipt_desk::record(std::shared_ptr<receipt_owner> const& owner, ports::delivered_mark const& mark) {
  if (batch_->marks.empty()) {
    batch_->marks.reserve(most);
    batch_->owners.reserve(most);
  }
  batch_->marks.push_back(mark);
  // A cumulative `stored` makes several marks in a row: one word to their owner is enough.
  if (!batch_->owners.empty() && batch_->owners.back().owner == owner)
    batch_->owners.back().up_to = mark.seq;
  else
    batch_->owners.push_back({owner, mark.seq});
  figures_.marks.add();
  added();
}

void receipt_desk::record(write_job act) {
  batch_->acts.push_back({batch_->marks.size(), std::move(act), write_outcome::committed});
  added();
}

void receipt_desk::added() {
  if (batch_->size() >= most && !behind_) {
    flush();
  } else if (!scheduled_ && !behind_) {
    scheduled_ = true;
    later_([this] {
      scheduled_ = false;
      flush();
    });
  }
}

bool receipt_desk::flush() {
  if (batch_->size() == 0) return true;
  if (!worker_.hand_over(batch_)) {
    if (!behind_) figures_.paused.add();
    behind_ = true;
    return false;
  }
  batch_ = new_batch(thread_);
  behind_ = false;
  return true;
}

void receipt_desk::when_caught_up(std::function<void()> what) { waiting_.push_back(std::move(what)); }

void receipt_desk::room_again() {
  if (!flush()) return;
  behind_ = false;
  auto const told = std::exchange(waiting_, {});
  for (auto const& what : told) what();
}

}  // namespace carerelay::io
