#include "relay/io/loop/signals.hpp"

#include <pthread.h>

#include <csignal>

namespace carerelay::io {

signal_wait::signal_wait(std::initializer_list<int> numbers) {
  sigemptyset(&awaited_);
  for (int const number : numbers) sigaddset(&awaited_, number);
  pthread_sigmask(SIG_BLOCK, &awaited_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

std::optional<int> signal_wait::next(std::chrono::milliseconds most) {
  auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(most);
  timespec const wait{seconds.count(), std::chrono::nanoseconds(most - seconds).count()};
  int const number = sigtimedwait(&awaited_, nullptr, &wait);
  if (number < 0) return std::nullopt;
  return number;
}

}  // namespace carerelay::io
