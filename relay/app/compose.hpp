#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "adapters/ports/store.hpp"
#include "config/load.hpp"

namespace carerelay::app {

/// What tests and the demo may put in the place of the usual.
struct relay_options {
  std::unique_ptr<ports::store> store;                ///< instead of the file that store.path names
  std::function<void(std::string_view)> log_lines{};  ///< instead of standard error; any thread, one at a time
};

/// A whole relay in this process, from its store to its listeners.
class running_relay {
 public:
  ~running_relay();  ///< as stop
  running_relay(running_relay const&) = delete;
  running_relay& operator=(running_relay const&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;
  [[nodiscard]] std::uint16_t internal_port() const noexcept;
  [[nodiscard]] std::size_t sessions() const noexcept;
  /// To read beside the relay, never to write.
  [[nodiscard]] ports::store& store() noexcept;

  /// New connections get the certificate that is in the files now; when it cannot be used the old one stays and the log
  /// says why.
  void reload_certificate();
  /// Says goodbye to everybody, spread over time; returns at once.
  void drain();
  [[nodiscard]] bool wait_drained(std::chrono::milliseconds most);
  /// Commits what it was given and ends.
  void stop();

 private:
  friend std::unique_ptr<running_relay> start_relay(config::settings settings, relay_options instead);
  struct parts;
  explicit running_relay(std::unique_ptr<parts> made);
  std::unique_ptr<parts> parts_;
};

/// Opens, listens and serves. A `store.path` of ":memory:" keeps everything in memory. Throws std::exception with a
/// sentence when a file, address or certificate cannot be used; nothing is left behind then.
[[nodiscard]] std::unique_ptr<running_relay> start_relay(config::settings settings, relay_options instead = {});

/// Serves until SIGTERM or SIGINT, then says goodbye; a second signal ends it at once. SIGHUP reloads the certificate.
/// Call it before any thread is started. Gives the exit code.
int serve_until_told(config::loaded const& settings);

}  // namespace carerelay::app
