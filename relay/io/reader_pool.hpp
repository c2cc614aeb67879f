#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "adapters/ports/store.hpp"
#include "relay/io/receipt_batch.hpp"

namespace carerelay::io {

/// A few threads, each with its own reader, so that no question to the store waits on an I/O thread.
class reader_pool {
 public:
  /// A question threw: for the log. On the reader's thread.
  using trouble = std::function<void(std::exception const&)>;

  /// `store` must outlive the pool. At most `most` questions wait.
  reader_pool(ports::store& store, std::size_t threads, std::size_t most, poster post, trouble report);
  /// As `stop`.
  ~reader_pool();
  reader_pool(reader_pool const&) = delete;
  reader_pool& operator=(reader_pool const&) = delete;

  /// Asks, and gives the answer on I/O thread `thread`: none when the question threw. False, with nothing asked, while
  /// too many wait. Any thread.
  template <class Answer>
  [[nodiscard]] bool ask(std::size_t thread, std::function<Answer(ports::store_reader&)> question,
                         std::function<void(std::optional<Answer>)> answer) {
    return submit(
        [this, thread, question = std::move(question), answer = std::move(answer)](ports::store_reader& store) {
          auto const found = std::make_shared<std::optional<Answer>>();
          guarded([&] { found->emplace(question(store)); });
          post_(thread, [found, answer] { answer(std::move(*found)); });
        });
  }
  /// Waiting questions; any thread.
  [[nodiscard]] std::size_t waiting() const;
  /// Answers what waits, then ends the threads.
  void stop();

 private:
  using work = std::function<void(ports::store_reader&)>;
  bool submit(work what);
  void guarded(std::function<void()> const& what);
  void run(ports::store& store);

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
