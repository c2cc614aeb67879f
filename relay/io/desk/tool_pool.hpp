#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "relay/io/desk/receipt_batch.hpp"

namespace carerelay::io {

/// A few threads, each with a Tool of its own, for questions that block: no I/O thread waits for the disk or for
/// somebody else's server.
template <class Tool>
class tool_pool {
 public:
  /// A question threw: for the log. On the pool's thread.
  using trouble = std::function<void(std::exception const&)>;
  using make_tool = std::function<std::unique_ptr<Tool>()>;

  /// `make` is called once on each thread. At most `most` questions wait.
  tool_pool(make_tool make, std::size_t threads, std::size_t most, poster post, trouble report)
      : make_(std::move(make)), most_(most), post_(std::move(post)), report_(std::move(report)) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
  }
  /// As `stop`.
  ~tool_pool() { stop(); }
  tool_pool(tool_pool const&) = delete;
  tool_pool& operator=(tool_pool const&) = delete;

  /// Asks, and gives the answer on I/O thread `thread`: none when the question threw. False, with nothing asked, while
  /// too many wait. Any thread.
  template <class Answer>
  [[nodiscard]] bool ask(std::size_t thread, std::function<Answer(Tool&)> question,
                         std::function<void(std::optional<Answer>)> answer) {
    return submit([this, thread, question = std::move(question), answer = std::move(answer)](Tool* tool) {
      auto const found = std::make_shared<std::optional<Answer>>();
      if (tool != nullptr) guarded([&] { found->emplace(question(*tool)); });
      post_(thread, [found, answer] { answer(std::move(*found)); });
    });
  }
  /// Waiting questions; any thread.
  [[nodiscard]] std::size_t waiting() const {
    std::lock_guard const lock(mutex_);
    return waiting_.size();
  }
  /// Answers what waits, then ends the threads.
  void stop() {
    {
      std::lock_guard const lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_)
      if (thread.joinable()) thread.join();
  }

 private:
  using work = std::function<void(Tool*)>;

  bool submit(work what) {
    {
      std::lock_guard const lock(mutex_);
      if (stopping_ || waiting_.size() >= most_) return false;
      waiting_.push_back(std::move(what));
    }
    wake_.notify_one();
    return true;
  }
  void guarded(std::function<void()> const& what) {
    try {
      what();
    } catch (std::exception const& why) {
      report_(why);
    }
  }
  void run() {
    std::unique_ptr<Tool> tool;
    guarded([&] { tool = make_(); });
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      auto const what = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      what(tool.get());
      lock.lock();
    }
  }

  make_tool make_;
  std::size_t most_;
  poster post_;
  trouble report_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<work> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace carerelay::io
