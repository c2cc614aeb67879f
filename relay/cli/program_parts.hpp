#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

#include "relay/cli/commands.hpp"

/// Private to the program's sources: what every subcommand is made of.
namespace carerelay::cli {

/// What the command line chose to run.
using chosen = std::function<int()>;

CLI::App& command(CLI::App& under, char const* name, char const* what, char const* example);
void add_remote(CLI::App& to, place& where);
void add_place(CLI::App& to, place& where);
void add_json(CLI::App& to, bool& flag);

/// `serve` and `check-config`
void add_serving(CLI::App& app, world& with, chosen& what);
void add_backup(CLI::App& app, world& with, chosen& what);
/// `publishers`, `members` and what signs people in
void add_publishers(CLI::App& app, world& with, chosen& what);
void add_channels(CLI::App& app, world& with, chosen& what);
/// `homes contacts`, under `homes`
void add_chat(CLI::App& homes, world& with, chosen& what);
void add_contacts(CLI::App& homes, world& with, chosen& what);
void add_drafts(CLI::App& app, world& with, chosen& what);
/// `devices` and `device`
void add_devices(CLI::App& app, world& with, chosen& what);

/// Reads the command line and runs what it chose; the exit code.
int finish(CLI::App& app, int argc, char const* const* argv, chosen& what, world& with);

}  // namespace carerelay::cli
