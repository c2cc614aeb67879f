#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

namespace carerelay::fault {

/// How a child process ended, what it promised and what it wrote to standard error.
struct ended {
  int signal = 0;  ///< 0 when it ended by itself
  int status = 0;
  int promised = -1;  ///< the last number it said was done; -1: none
  std::string errors;
};

/// Runs `work` in a process of its own, which may be killed. `work` calls what it is given with each number it has
/// done. `kill_after_ms` below 0: it is left to end by itself.
ended run_child(std::function<void(std::function<void(int)> const& done)> const& work, int kill_after_ms = -1);

}  // namespace carerelay::fault
