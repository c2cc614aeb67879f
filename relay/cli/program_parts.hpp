#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

#include "relay/cli/commands.hpp"

/// Private to the program's sources: what every subcommand is made of.
namespace carerelay::cli {

/// What the command line chose to run.
using chosen = std::function<int()>;

inline CLI::App& command(CLI::App& under, char const* name, char const* what, char const* example) {
  auto& made = *under.add_subcommand(name, what);
  made.footer(std::string("Example:\n  ") + example);
  return made;
}

inline void add_remote(CLI::App& to, place& where) {
  to.add_option("--server", where.server, "address of the relay, https://host:port (or CARERELAY_SERVER)")
      ->envname("CARERELAY_SERVER");
  to.add_option("--ca", where.ca_file, "PEM file of the authority to trust (default: the system's)")
      ->envname("CARERELAY_CA");
  to.add_option("--token-file", where.token_file, "file that holds the publisher's token (default: CARERELAY_TOKEN)");
}

inline void add_place(CLI::App& to, place& where) {
  add_remote(to, where);
  to.add_option("--store", where.store, "work on the store of a stopped relay instead")->excludes("--server");
}

inline void add_json(CLI::App& to, bool& flag) { to.add_flag("--json", flag, "print one JSON object"); }

void add_publishers(CLI::App& app, world& with, chosen& what);
void add_drafts(CLI::App& app, world& with, chosen& what);

}  // namespace carerelay::cli
