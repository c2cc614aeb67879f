#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "config/settings.hpp"

namespace carerelay::io {

/// One named value of an event. Ids, numbers and words of ours only: never a body, headline, result, token or a
/// person's address.
struct log_field {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, bool> value;

  log_field(std::string_view n, std::string_view v) : name(n), value(v) {}
  log_field(std::string_view n, std::string const& v) : name(n), value(std::string_view(v)) {}
  log_field(std::string_view n, char const* v) : name(n), value(std::string_view(v)) {}
  log_field(std::string_view n, bool v) : name(n), value(v) {}
  template <std::integral Integer>
  log_field(std::string_view n, Integer v) : name(n), value(static_cast<std::int64_t>(v)) {}
};

/// Events as JSON lines: `{"time":"…","level":"info","event":"relay_started","port":8443}`. Never blocks the caller:
/// when whoever reads the lines is too slow the oldest are lost, and the number of lost ones is itself an event.
class event_log {
 public:
  /// Where lines go, without their end; any thread, one at a time.
  using line_sink = std::function<void(std::string_view)>;

  /// To standard error.
  explicit event_log(config::log_level least);
  /// To `to` at once: for tests.
  event_log(config::log_level least, line_sink to);
  ~event_log();
  event_log(event_log const&) = delete;
  event_log& operator=(event_log const&) = delete;

  using fields = std::initializer_list<log_field>;
  void debug(std::string_view event, fields what = {}) {
    say(config::log_level::debug, event, std::span(what.begin(), what.size()));
  }
  void info(std::string_view event, fields what = {}) {
    say(config::log_level::info, event, std::span(what.begin(), what.size()));
  }
  void warning(std::string_view event, fields what = {}) {
    say(config::log_level::warning, event, std::span(what.begin(), what.size()));
  }
  void error(std::string_view event, fields what = {}) {
    say(config::log_level::error, event, std::span(what.begin(), what.size()));
  }
  /// The same with fields that were gathered.
  void say(config::log_level level, std::string_view event, std::span<log_field const> what);
  /// Waits until everything said has been written.
  void flush();

 private:
  struct backend;
  config::log_level least_;
  std::unique_ptr<backend> backend_;
};

}  // namespace carerelay::io
