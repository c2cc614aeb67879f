#pragma once

#include <CLI/CLI.hpp>

#include <functional>

#include "relay/cli/commands.hpp"

/// Inside of program.cpp: what the groups of subcommands share.
namespace carerelay::cli {

using chosen = std::function<int()>;

CLI::App& command(CLI::App& under, char const* name, char const* what, char const* example);
void add_remote(CLI::App& to, place& where);
void add_place(CLI::App& to, place& where);
void add_json(CLI::App& to, bool& flag);

/// `serve` and `check-config`
void add_serving(CLI::App& app, world& with, chosen& what);
void add_backup(CLI::App& app, world& with, chosen& what);
/// `devices` and `device`
void add_devices(CLI::App& app, world& with, chosen& what);

/// Reads the command line and runs what it chose; the exit code.
int finish(CLI::App& app, int argc, char const* const* argv, chosen& what, world& with);

}  // namespace carerelay::cli
