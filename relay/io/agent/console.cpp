#include "relay/io/agent/console.hpp"

#include <unistd.h>
#include <boost/asio/basic_signal_set.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>

#include <csignal>
#include <iostream>
#include <string>

#include "relay/io/loop/io_thread.hpp"

namespace carerelay::io {

struct console::state {
  state(io_thread& thread, std::function<void(std::string_view)> on_line, std::function<void()> on_stop)
      : line(std::move(on_line)),
        stop(std::move(on_stop)),
        signals(thread.context(), SIGINT, SIGTERM),
        input(thread.context()) {}

  std::function<void(std::string_view)> line;
  std::function<void()> stop;
  asio::basic_signal_set<executor> signals;
  asio::posix::basic_stream_descriptor<executor> input;
  std::string typed;

  void read_more() {
    asio::async_read_until(input, asio::dynamic_buffer(typed, 64 * 1024), '\n', [this](error_code ec, std::size_t n) {
      if (ec) return;  // the end, or a line longer than anyone types
      std::string const one = typed.substr(0, n - 1);
      typed.erase(0, n);
      line(one);
      read_more();
    });
  }
};

console::console(io_thread& thread, std::function<void(std::string_view)> line, std::function<void()> stop)
    : state_(std::make_unique<state>(thread, std::move(line), std::move(stop))) {
  state_->signals.async_wait([s = state_.get()](error_code ec, int) {
    if (!ec) s->stop();
  });
  error_code unpollable;  // a file or /dev/null cannot be waited for: then nothing is typed
  int const copy = ::dup(STDIN_FILENO);
  if (copy < 0) return;
  state_->input.assign(copy, unpollable);
  if (unpollable)
    ::close(copy);
  else
    state_->read_more();
}

console::~console() = default;

}  // namespace carerelay::io
