#pragma once

#include <signal.h>

#include <chrono>
#include <initializer_list>
#include <optional>

namespace carerelay::io {

/// Signals as values that one thread waits for. Made before any other thread, so that all of them inherit the block; a
/// broken pipe is ignored from then on too.
class signal_wait {
 public:
  explicit signal_wait(std::initializer_list<int> numbers);
  /// The next signal, or none after `most`.
  [[nodiscard]] std::optional<int> next(std::chrono::milliseconds most);

 private:
  sigset_t awaited_{};
};

}  // namespace carerelay::io
