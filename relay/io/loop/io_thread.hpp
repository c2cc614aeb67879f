#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "relay/io/loop/asio.hpp"
#include "relay/io/loop/ticker.hpp"

namespace carerelay::io {

/// What the sessions of one I/O thread share: the io_context, the wheel and two scratch buffers. A session
/// lives on one thread and never moves; others reach it by `post`. Not started, it can also be run by hand
/// (tests, the agent).
class io_thread {
 public:
  io_thread();
  ~io_thread();  ///< stops and joins
  io_thread(io_thread const&) = delete;
  io_thread& operator=(io_thread const&) = delete;

  /// Runs the context on a thread of its own until `stop`. What a handler throws ends the process: handlers
  /// that may throw are coroutines of the nursery.
  void start();
  void stop() noexcept;  ///< any thread; lets the running handler end, drops the rest
  void join();

  [[nodiscard]] asio::io_context& context() noexcept { return context_; }
  [[nodiscard]] executor get_executor() noexcept { return context_.get_executor(); }
  [[nodiscard]] ticker& timers() noexcept { return ticker_; }

  /// Overwritten by the next read or write of any stream of this thread: use at once, keep nothing.
  [[nodiscard]] std::span<char> read_scratch() noexcept { return {scratch_.get(), read_bytes}; }
  [[nodiscard]] std::span<char> write_scratch() noexcept { return {scratch_.get() + read_bytes, write_bytes}; }

  /// Any thread.
  void post(std::function<void()> what);

 private:
  static constexpr std::size_t read_bytes = 16 * 1024 + 512;  // one whole TLS record
  static constexpr std::size_t write_bytes = 64 * 1024;

  asio::io_context context_{1};
  ticker ticker_{context_};
  std::unique_ptr<char[]> scratch_;
  std::optional<asio::executor_work_guard<executor>> work_;
  std::thread thread_;
};

/// The I/O threads of a relay.
class io_threads {
 public:
  explicit io_threads(std::size_t count);
  void start();
  void stop() noexcept;
  void join();
  [[nodiscard]] std::size_t size() const noexcept { return threads_.size(); }
  [[nodiscard]] io_thread& operator[](std::size_t i) noexcept { return *threads_[i]; }

 private:
  std::vector<std::unique_ptr<io_thread>> threads_;
};

}  // namespace carerelay::io
