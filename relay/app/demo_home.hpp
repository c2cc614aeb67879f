#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relay/io/agent/agent_link.hpp"
#include "relay/io/loop/ticker.hpp"

namespace carerelay::io {
class io_thread;
class nursery;
}  // namespace carerelay::io

/// A simulated home: a real device of the stream with a plan of what its people do.
namespace carerelay::app {

enum class habit : std::uint8_t {
  prompt,  ///< reads and answers within a second or two
  slow,    ///< reads and answers late
  reads,   ///< reads, never answers
  silent,  ///< the tablet stores it, nobody looks
  flaky,   ///< the network goes as the first message comes; then as prompt
  late,    ///< offline until told to come; then as prompt
  never    ///< never connects: nobody enrolled a device
};

struct home_plan {
  habit what = habit::prompt;
  protocol::response answer = protocol::response::actioned;
  std::chrono::milliseconds reading{300};    ///< from storing to reading
  std::chrono::milliseconds answering{400};  ///< from reading to answering
};

/// The plans of `count` homes: of every twelve, six are prompt and one is of each other habit; the seed shuffles who.
[[nodiscard]] std::vector<home_plan> make_plans(std::size_t count, std::uint32_t seed);

/// How far a message will come at a home with that plan, when it is told in time.
[[nodiscard]] protocol::stage expected_stage(home_plan const& plan, bool wants_answer) noexcept;

/// Everything on one io_thread.
class demo_home {
 public:
  demo_home(io::io_thread& thread, ports::transport_maker& maker, ports::clock const& clock, io::ws_target where,
            core::agent_identity who, protocol::crypto::p256_private_key key, home_plan plan, std::uint32_t seed,
            std::function<void(protocol::message const&)> look_into, std::function<void()> confirmed);

  void start(io::nursery& owner);
  void stop();
  /// From now on its people take so many times longer. On its thread.
  void slow_down(int times);
  [[nodiscard]] bool has_ended() const noexcept { return ended_; }
  [[nodiscard]] home_plan const& plan() const noexcept { return plan_; }
  [[nodiscard]] std::size_t acts_waiting() const noexcept { return link_.agent().acts_waiting(); }

 private:
  struct task_to_do {
    std::chrono::steady_clock::time_point when;
    std::uint64_t seq = 0;
    std::optional<protocol::response> answer;  ///< none: read it
  };
  void heard(core::agent_news const& news);
  void plan_for(std::uint64_t seq, bool wants_answer);
  void add(std::chrono::milliseconds from_now, std::uint64_t seq, std::optional<protocol::response> answer);
  void act();

  io::io_thread& thread_;
  home_plan plan_;
  std::function<void(protocol::message const&)> look_into_;  ///< every message, as it comes
  std::function<void()> confirmed_;                          ///< what was not yet confirmed is
  io::agent_link link_;
  io::ticker::timer alarm_;
  std::vector<task_to_do> to_do_;  ///< soonest last
  std::uint32_t keys_ = 0;
  std::uint32_t seed_;
  bool dropped_once_ = false;
  bool ended_ = false;
};

}  // namespace carerelay::app
