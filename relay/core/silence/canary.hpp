#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports/random.hpp"
#include "adapters/ports/store.hpp"
#include "relay/core/record/event.hpp"

/// Homes of our own (tag `canary`): in no audience but that of the relay's own tests, which they must answer.
namespace carerelay::core {

using protocol::instant;

/// In whose name the tests are sent: a team without members, made with the first test.
inline constexpr std::string_view canary_team = "relay-tests";

struct canary_rules {
  std::chrono::milliseconds every = std::chrono::minutes(15);  ///< 0: never
  std::chrono::milliseconds wait = std::chrono::minutes(4);    ///< then a canary is silent
};

struct silent_canary {
  protocol::home_id home;
  protocol::area_code area;
  std::string way;  ///< "stream"
  friend bool operator==(silent_canary const&, silent_canary const&) = default;
};

struct canary_look {
  std::vector<silent_canary> silent;  ///< of the newest test that was waited for long enough
  bool has_judged = false;            ///< else nothing is known yet: what was silent stays so
  std::optional<instant> next;        ///< when to look again; none: there is no canary, or no test is to be sent
};

/// Sends the test that is due, once however often it is asked, and says who has not answered the last. Inside a
/// transaction; `told` is to be told after it.
[[nodiscard]] canary_look look_at_canaries(ports::store_writer& store, canary_rules const& rules, instant now,
                                           ports::random& random, std::vector<event>& told);

}  // namespace carerelay::core
