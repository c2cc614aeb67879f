#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/ports/channel.hpp"

/// What services tell us of posts by themselves, over HTTP.
namespace carerelay::ports {

/// The name of a delivery that only we can make, for adapters that hand it to a service and get it back.
struct delivery_names {
  std::function<std::string(outbox_number)> make;
  std::function<std::optional<outbox_number>(std::string_view)> read;  ///< none: not made by us
};

/// A call as it came. Views into it.
struct callback_call {
  std::string_view body;           ///< the raw bytes: signatures are over these
  std::string_view authorization;  ///< headers; "" when absent
  std::string_view hub_signature;  ///< X-Hub-Signature-256
  std::vector<std::pair<std::string, std::string>> const* query = nullptr;
};

/// Understands the calls of one service. Any thread. Throws nothing for what somebody sent.
class callback_reader {
 public:
  virtual ~callback_reader() = default;
  /// What it says, in its order, whatever else is in it left out. None when the caller has not shown who they are:
  /// then nothing of it was looked at. Takes the same time for every wrong proof of a length.
  [[nodiscard]] virtual std::optional<std::vector<came_back>> read(callback_call const& what) const = 0;
  /// The answer with which a service makes sure that the address is ours; none unless it has shown who it is.
  [[nodiscard]] virtual std::optional<std::string> challenge(callback_call const&) const { return std::nullopt; }
  /// Answers whoever said it, alone. Hands it on and does not wait. Best effort: throws nothing.
  virtual void reply(came_back const& /*to*/, std::string const& /*text*/) const {}
};

}  // namespace carerelay::ports
