#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "relay/app/demo_homes.hpp"
#include "relay/app/demo_script.hpp"

namespace carerelay::app {

/// What goes on while somebody looks at the pages: a bulletin now and then, homes that take their time, colleagues who
/// approve what waits. Everything by the calls that people's pages make.
class demo_live {
 public:
  /// All must outlive it. `approvers` are people of the team; what one of them wrote another approves.
  demo_live(demo_script& script, std::vector<cli::door*> approvers);
  /// Does what is due. Called often.
  void go_on(std::chrono::steady_clock::time_point now);

 private:
  void publish_next();
  void approve_waiting();

  demo_script& script_;
  std::vector<cli::door*> approvers_;
  std::size_t number_ = 0;
  std::chrono::steady_clock::time_point next_bulletin_{}, next_look_{};
};

}  // namespace carerelay::app
