#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports/random.hpp"
#include "adapters/ports/store.hpp"
#include "relay/core/record/event.hpp"
#include "relay/core/ways/outbox.hpp"

/// Homes of our own (tag `canary`): in no audience but that of the relay's own tests, which go by each way that leads
/// to them: the stream, and every channel to single homes for which they have an address.
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
  std::string way;  ///< "stream", or the channel
  std::string why;  ///< a word: not_stored, no_news (it used to bring some), or why it was not sent or not delivered
  friend bool operator==(silent_canary const&, silent_canary const&) = default;
};

struct canary_look {
  std::vector<silent_canary> silent;  ///< of the newest test that was waited for long enough
  bool has_judged = false;            ///< else nothing is known yet: what was silent stays so
  std::optional<instant> next;        ///< when to look again; none: there is no canary, or no test is to be sent
};

/// Sends the test that is due, once however often it is asked, and says by which ways the last has not arrived. A way
/// is judged by what is known of it: the stream by the device's word, a channel by the service's answer, and by news of
/// the delivery where it brought such news of that home before. Inside a transaction; `told` is to be told after it.
[[nodiscard]] canary_look look_at_canaries(ports::store_writer& store, canary_rules const& rules,
                                           outbox_rules const& ways, instant now, ports::random& random,
                                           std::vector<event>& told);

}  // namespace carerelay::core
