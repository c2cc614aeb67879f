#include "relay/io/reader_pool.hpp"

namespace carerelay::io {

reader_pool::reader_pool(ports::store& store, std::size_t threads, std::size_t most, poster post, trouble report)
    : most_(most), post_(std::move(post)), report_(std::move(report)) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this, &store] { run(store); });
}

reader_pool::~reader_pool() { stop(); }

bool reader_pool::submit(work what) {
  {
    std::lock_guard const lock(mutex_);
    if (stopping_ || waiting_.size() >= most_) return false;
    waiting_.push_back(std::move(what));
  }
  wake_.notify_one();
  return true;
}

std::size_t reader_pool::waiting() const {
  std::lock_guard const lock(mutex_);
  return waiting_.size();
}

void reader_pool::stop() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

void reader_pool::guarded(std::function<void()> const& what) {
  try {
    what();
  } catch (std::exception const& why) {
    report_(why);
  }
}

void reader_pool::run(ports::store& store) {
  auto const reader = store.reader();
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    auto const what = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    what(*reader);
    lock.lock();
  }
}

}  // namespace carerelay::io
