#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "adapters/ports/clock.hpp"
#include "adapters/ports/http_client.hpp"
#include "adapters/ports/journal.hpp"
#include "adapters/ports/random.hpp"
#include "adapters/ports/transport.hpp"
#include "config/load.hpp"
#include "relay/cli/door.hpp"

/// What the subcommands need of outside. relay/app fills it with the real thing, tests with what they like.
namespace carerelay::cli {

/// What `carerelay demo` was asked for.
struct demo_options {
  bool once = false;
  bool json = false;
  std::string folder;  ///< "" for a new temporary one
  std::uint32_t seed = 1;
};

struct world {
  std::ostream& out;
  std::ostream& err;
  bool terminal = false;  ///< `out` is one: draw progress bars
  ports::clock const& clock;
  ports::random& random;
  /// Errors of these are std::runtime_error with a sentence for a person.
  std::function<std::unique_ptr<ports::http_client>(std::string const& ca_file)> https;
  std::function<std::unique_ptr<door>(std::string const& store)> at_rest;  ///< opens the store of a stopped relay
  std::function<std::unique_ptr<ports::journal>(std::string const& path)> journal;
  std::function<std::unique_ptr<ports::transport_maker>(std::string const& ca_file, std::string const& host)>
      client_tls;
  std::function<std::string(std::string const& path)> read_file;                       ///< "-" is standard input
  std::function<void(std::string const& path, std::string_view text)> write_secret;    ///< 0600; never over another
  std::function<void(std::string const& path, std::string_view text)> replace_secret;  ///< 0600
  std::function<bool(std::string const& path)> has_file;
  std::function<std::string(char const* name)> environment;                         ///< "" when not set
  std::function<std::vector<std::string>(config::settings const&)> channel_faults;  ///< a sentence each
  /// Tells each step; false when something did not work.
  std::function<bool(config::settings const&, std::string const& name, std::string const& to, protocol::instant now,
                     std::function<void(std::string const&)> const& say)>
      try_channel;
  /// Makes a WhatsApp group of this title, or looks at that of a room; false when something did not work.
  std::function<bool(config::settings const&, std::string const& title, std::string const& room,
                     std::function<void(std::string const&)> const& say)>
      look_after_group;
  std::function<int(config::loaded const&)> serve;  ///< until told to stop; the exit code
  std::function<int(demo_options const&)> demo;
  std::string version{};  ///< of the program, and the hash of the pages in it
};

/// Exit codes of every subcommand.
inline constexpr int done = 0, refused = 1, wrong_usage = 2;

}  // namespace carerelay::cli
