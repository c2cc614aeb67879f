#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "relay/http/route.hpp"
#include "relay/io/session/lane.hpp"

namespace carerelay::io {

/// One request on its way through a route. Shared with the threads that work for it.
struct request_state {
  http::route const* route = nullptr;
  std::vector<std::string> arguments;
  http::request request;
  http::answer answer;
  std::function<http::answer(http::request const&, http::context&)> then{};  ///< instead of the route: see `afterwards`
  http::session_use session;
};

/// Runs the route where it belongs: what reads on a reader, what writes on the store thread, what asks others on the
/// egress. `answer` is then whole, and durable where it says that something was done.
task<void> run_route(lane& on, std::shared_ptr<request_state> what);

/// After the answer is whole: what a security team should know is logged, and that a session was used written down now
/// and then. Nobody waits for it.
void tell(lane& on, request_state const& what, std::string const& source);

}  // namespace carerelay::io
