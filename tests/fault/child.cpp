#include "tests/fault/child.hpp"

#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <cstdio>
#include <exception>

#include <stdexcept>

namespace carerelay::fault {
namespace {

[[noreturn]] void be_child(std::function<void(std::function<void(int)> const&)> const& work, int promises, int errors) {
  ::dup2(errors, STDERR_FILENO);
  for (int const each : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTERM})
    ::signal(each, SIG_DFL);  // not the test's own
  rlimit const none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  int status = 0;
  try {
    work([promises](int number) {
      if (::write(promises, &number, sizeof number) != sizeof number) ::_exit(9);
    });
  } catch (std::exception const& e) {
    std::fprintf(stderr, "%s\n", e.what());
    status = 3;
  }
  ::_exit(status);
}

/// Reads both pipes until the child is gone.
void listen_to(int promises, int errors, ended& out) {
  pollfd both[2] = {{promises, POLLIN, 0}, {errors, POLLIN, 0}};
  for (int open = 2; open > 0;) {
    if (::poll(both, 2, -1) < 0) break;
    for (auto& each : both) {
      if (each.fd < 0 || each.revents == 0) continue;
      char buffer[4096];
      auto const size = ::read(each.fd, buffer, sizeof buffer / sizeof(int) * sizeof(int));
      if (size <= 0) {
        each.fd = -1;
        --open;
      } else if (&each == &both[1]) {
        out.errors.append(buffer, static_cast<std::size_t>(size));
      } else {
        out.promised = reinterpret_cast<int const*>(buffer)[static_cast<std::size_t>(size) / sizeof(int) - 1];
      }
    }
  }
}

}  // namespace

ended run_child(std::function<void(std::function<void(int)> const&)> const& work, int kill_after_ms) {
  int promises[2], errors[2];
  if (::pipe(promises) != 0 || ::pipe(errors) != 0) throw std::runtime_error("pipe");
  ::fflush(nullptr);
  pid_t const child = ::fork();
  if (child < 0) throw std::runtime_error("fork");
  if (child == 0) {
    ::close(promises[0]);
    ::close(errors[0]);
    be_child(work, promises[1], errors[1]);
  }
  ::close(promises[1]);
  ::close(errors[1]);
  if (kill_after_ms >= 0) {
    ::usleep(static_cast<useconds_t>(kill_after_ms) * 1'000);
    ::kill(child, SIGKILL);
  }
  ended out;
  listen_to(promises[0], errors[0], out);
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(promises[0]);
  ::close(errors[0]);
  if (WIFSIGNALED(status)) out.signal = WTERMSIG(status);
  if (WIFEXITED(status)) out.status = WEXITSTATUS(status);
  return out;
}

}  // namespace carerelay::fault
