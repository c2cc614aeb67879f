#pragma once

#include <functional>
#include <memory>
#include <random>
#include <string_view>

#include "adapters/ports/clock.hpp"
#include "relay/core/stream/home_agent.hpp"
#include "relay/io/loop/nursery.hpp"
#include "relay/io/wire/ws_connect.hpp"

namespace carerelay::io {

class io_thread;

/// Keeps one home's device connected: connects, lets the agent talk, waits as the goodbye asks, connects again. Used on
/// its thread only.
class agent_link final : private core::agent_sink, private ws_listener {
 public:
  struct callbacks {
    std::function<void(core::agent_record const&)> keep;  ///< durable on return; may throw
    std::function<void(core::agent_news const&)> news;
    std::function<void(std::string_view)> trouble;  ///< a sentence: why there is no connection
    std::function<void(std::string_view)> ended;    ///< it has stopped for good and why; "" when told to
  };

  /// `thread`, `maker` and `clock` outlive the link; so does what the callbacks name.
  agent_link(io_thread& thread, ports::transport_maker& maker, ports::clock const& clock, ws_target where,
             core::home_agent agent, callbacks what, std::uint32_t seed);
  ~agent_link();

  void start(nursery& owner);
  /// Says goodbye and ends; `ended` comes when it has.
  void stop();
  /// Breaks the connection without a goodbye and stays away for `how_long`: poor Wi-Fi, as simulated homes have it.
  void lose_network(std::chrono::milliseconds how_long);

  bool read(std::uint64_t seq);
  bool respond(std::uint64_t seq, protocol::response what, std::string role, std::string name, std::string note,
               protocol::event_id key);
  [[nodiscard]] core::home_agent const& agent() const noexcept { return agent_; }

 private:
  void keep(core::agent_record const& record) override;
  void say(protocol::client_frame const& frame) override;
  void tell(core::agent_news const& news) override;
  void hang_up(std::string_view why) override;

  void on_message(std::string_view text) override;
  void on_drained() override {}
  void on_closed(ws_end const& how) override;

  task<void> run();
  task<void> wait(std::chrono::milliseconds how_long);
  task<void> until_closed();
  [[nodiscard]] std::chrono::milliseconds pause(core::agent_retry const& retry);
  /// Runs what may throw from the disk; on failure the connection ends and is tried again.
  template <class Work>
  bool guarded(Work&& work);

  io_thread& thread_;
  ports::transport_maker& maker_;
  ports::clock const& clock_;
  ws_target where_;
  core::home_agent agent_;
  callbacks what_;
  std::minstd_rand random_;
  steady_timer timer_;
  std::unique_ptr<ws_stream> stream_;
  std::uint16_t close_code_ = 1006;
  std::chrono::milliseconds away_{0};
  unsigned failures_ = 0;
  bool stopping_ = false;
  std::string frame_;
};

}  // namespace carerelay::io
