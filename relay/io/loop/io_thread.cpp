#include "relay/io/loop/io_thread.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace carerelay::io {

io_thread::io_thread() : scratch_{std::make_unique_for_overwrite<char[]>(read_bytes + write_bytes)} {}

io_thread::~io_thread() {
  stop();
  join();
}

void io_thread::start() {
  work_.emplace(context_.get_executor());
  thread_ = std::thread{[this] { context_.run(); }};
}

void io_thread::stop() noexcept { context_.stop(); }

void io_thread::join() {
  if (thread_.joinable()) thread_.join();
}

void io_thread::post(std::function<void()> what) { asio::post(context_, std::move(what)); }

io_threads::io_threads(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) threads_.push_back(std::make_unique<io_thread>());
}

void io_threads::start() {
  for (auto const& one : threads_) one->start();
}

void io_threads::stop() noexcept {
  for (auto const& one : threads_) one->stop();
}

void io_threads::join() {
  for (auto const& one : threads_) one->join();
}

}  // namespace carerelay::io
