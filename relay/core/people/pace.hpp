#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "protocol/instant.hpp"

/// How often one device, or somebody in the name of one home, may do what costs the relay something: beside the budgets
/// of a source (admission), because a device can come from many addresses. What is kept is bounded by the register:
/// only devices and homes that are in it are ever counted.
namespace carerelay::core {

using protocol::instant;

/// What is counted, and for whom.
enum class paced : std::uint8_t {
  token,      ///< short tokens of a device that proved who it is
  list,       ///< device lists, keys and statements of a device that proved who it is
  enrolment,  ///< wrong codes for a home that was named with them
  words       ///< wrong words for a device
};
[[nodiscard]] std::string_view word(paced value) noexcept;

struct pace_rule {
  std::uint32_t at_once;            ///< may be used without waiting
  std::chrono::milliseconds each;   ///< one more comes back every so long
  std::chrono::milliseconds first;  ///< penalty for going beyond; doubles each time
  std::chrono::milliseconds most;   ///< longest penalty; a step of it is forgotten every so long
};
/// The longest wait for a token is shorter than a token lives (15 minutes): whoever must wait was given one that is
/// still good. Nothing here is asked on the stream, by which homes receive.
[[nodiscard]] pace_rule rule_of(paced what) noexcept;

/// Time comes in; used by one thread at a time.
class pace_book {
 public:
  explicit pace_book(std::size_t most_remembered = 65'536) : most_(most_remembered) {}

  /// How long until `who` may do this again; zero: now. Asking costs nothing and makes no wait longer.
  [[nodiscard]] std::chrono::milliseconds wait(paced what, std::string_view who, instant now) const;
  /// It was done (or tried, and was wrong). Gives the penalty that begins when this was too often; zero otherwise.
  std::chrono::milliseconds count(paced what, std::string_view who, instant now);

  [[nodiscard]] std::size_t remembered() const noexcept { return records_.size(); }

 private:
  struct record {
    instant spent{};  ///< runs ahead of the clock by what has been used
    instant blocked_until{}, forgets_at{};
    std::uint32_t strikes = 0;
  };
  [[nodiscard]] static std::string key_of(paced what, std::string_view who);
  static void fade(record& who, instant now, std::chrono::milliseconds step) noexcept;
  void forget_idle(instant now);

  std::size_t most_;
  std::unordered_map<std::string, record> records_;
};

}  // namespace carerelay::core
