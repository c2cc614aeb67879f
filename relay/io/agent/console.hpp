#pragma once

#include <functional>
#include <memory>
#include <string_view>

namespace carerelay::io {

class io_thread;

/// Lines typed on standard input and the wish to stop (SIGINT, SIGTERM), on an io_thread.
class console {
 public:
  /// Both are called on `thread`. The end of the input is not a wish to stop.
  console(io_thread& thread, std::function<void(std::string_view line)> line, std::function<void()> stop);
  ~console();
  console(console const&) = delete;
  console& operator=(console const&) = delete;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace carerelay::io
