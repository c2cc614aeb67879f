#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/system/clock.hpp"
#include "relay/app/demo_script.hpp"
#include "relay/cli/home_trust.hpp"
#include "relay/io/loop/io_thread.hpp"
#include "relay/io/loop/nursery.hpp"

namespace carerelay::app {

/// All simulated homes, on a thread of their own.
class demo_homes {
 public:
  /// `ca_pem`: whom they trust. They connect to localhost:`port`.
  demo_homes(std::string const& ca_pem, std::uint16_t port);
  ~demo_homes();

  /// Spends a one-time code for the home through `relay`, as its manager would, and gives it a device.
  void enrol(cli::door& relay, demo_cast const& home, std::uint32_t seed);
  /// The device of a home, with its keys. Before it connects.
  [[nodiscard]] cli::home_device& device_of(std::string const& home) { return devices_.at(home); }
  /// How many sealed results were opened by the homes they were for.
  [[nodiscard]] unsigned opened() const noexcept { return opened_; }
  /// How many homes were told that what one person had sent alone is confirmed.
  [[nodiscard]] unsigned confirmed() const noexcept { return confirmed_; }
  /// As people do who have other things to do: the demo's checks are over.
  void slow_down(int times);
  void connect(habit who);
  void connect_all_but(habit who);
  /// Says goodbye for all and waits until they are gone.
  void stop();

 private:
  void connect_if(bool (*wanted)(habit, habit), habit who);

  std::uint16_t port_;
  system::clock clock_;
  std::unique_ptr<ports::transport_maker> maker_;
  io::io_thread thread_;
  io::nursery nursery_;
  std::map<std::string, cli::home_device> devices_;  ///< by id of the home; never changed once they connect
  std::atomic<unsigned> opened_{0}, confirmed_{0};
  std::vector<std::unique_ptr<demo_home>> homes_;  ///< filled before the thread starts to touch them
};

}  // namespace carerelay::app
