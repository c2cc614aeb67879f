#pragma once

#include <csignal>
#include <string>
#include <vector>

#include "tests/support/kit/world.hpp"

namespace carerelay::testing {

/// `carerelay serve` as a process of its own on a store in a file, for what only a process can show.
class process_world {
 public:
  /// Registers as `world` does, then starts.
  explicit process_world(std::size_t homes);
  ~process_world();
  process_world(process_world const&) = delete;
  process_world& operator=(process_world const&) = delete;

  /// Starts it again after it ended; waits until it listens. `more`: another flag.
  void start(std::string const& more = {});
  void signal(int number) const;
  /// The exit code; 128 and the signal's number when one ended it; -1 when it still runs after `most`.
  int wait_exit(milliseconds most = std::chrono::seconds(30));
  /// Waits for an event of the log since the last start.
  [[nodiscard]] bool logged(std::string_view event, milliseconds most = patience) const;
  void spoil_certificate() const;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] home_line connect(std::size_t home) const { return {port_, certs.ca, cast.devices[home]}; }
  [[nodiscard]] http_reply call(std::string_view method, std::string_view path, std::string_view body = {}) const;
  std::string publish(std::string const& draft) const;

  temp_folder folder;
  certificates certs;
  testing::cast cast;

 private:
  [[nodiscard]] std::string log_text() const;
  std::string log_file_;
  int child_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace carerelay::testing
