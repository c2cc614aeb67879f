#include "relay/cli/program_parts.hpp"

#include <CLI/CLI.hpp>

#include "config/describe.hpp"
#include "config/schema.hpp"
#include "relay/cli/program.hpp"

namespace carerelay::cli {

CLI::App& command(CLI::App& under, char const* name, char const* what, char const* example) {
  auto& made = *under.add_subcommand(name, what);
  made.footer(std::string("Example:\n  ") + example);
  return made;
}

void add_remote(CLI::App& to, place& where) {
  // CARERELAY_SERVER is looked at when neither this nor --store is given: a flag beats the environment.
  to.add_option("--server", where.server, "address of the relay, https://host:port (or CARERELAY_SERVER)");
  to.add_option("--ca", where.ca_file, "PEM file of the authority to trust (default: the system's)")
      ->envname("CARERELAY_CA");
  to.add_option("--token-file", where.token_file, "file that holds the publisher's token (default: CARERELAY_TOKEN)");
}

void add_place(CLI::App& to, place& where) {
  add_remote(to, where);
  to.add_option("--store", where.store, "work on the store of a stopped relay instead")->excludes("--server");
}

void add_json(CLI::App& to, bool& flag) { to.add_flag("--json", flag, "print one JSON object"); }

namespace {

/// Options of relay settings are the schema's; CLI11 only has to pass them through.
std::vector<config::named_value> settings_flags(std::vector<std::string> const& left) {
  std::vector<config::named_value> flags;
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::string_view text = left[i];
    if (!text.starts_with("--")) throw CLI::ExtrasError({left[i]});
    text.remove_prefix(2);
    auto const equals = text.find('=');
    if (equals == text.npos) throw CLI::ValidationError(left[i], "settings are given as --section.key=value");
    flags.push_back({std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))});
  }
  return flags;
}

}  // namespace

void add_serving(CLI::App& app, world& with, chosen& what) {
  auto& serve_ = command(app, "serve", "Run the relay until SIGTERM.",
                         "carerelay serve --config /etc/carerelay/carerelay.toml --listen.port=8443");
  auto& check_ = command(app, "check-config", "Read the settings, report every fault, open nothing.",
                         "carerelay check-config --config /etc/carerelay/carerelay.toml");
  for (auto* const each : {&serve_, &check_}) {
    auto const how = std::make_shared<serve_options>();
    each->add_option("--config", how->config_file, "settings file (TOML)")->envname("CARERELAY_CONFIG");
    each->add_flag("--print-settings", how->print_settings, "print every setting and where it came from, then end");
    each->allow_extras();
    each->footer(each->get_footer() + "\n\nSettings, each also as --section.key=value:\n" + config::help_text());
    bool const serving = each == &serve_;
    each->callback([how, each, serving, &with, &what] {
      how->flags = settings_flags(each->remaining());
      what = [how, serving, &with] { return serving ? serve(*how, with) : check_config(*how, with); };
    });
  }
}

void add_backup(CLI::App& app, world& with, chosen& what) {
  auto const copy = std::make_shared<backup_options>();
  auto& backup_ = command(app, "backup", "Have the running relay write a complete, verified copy of its store.",
                          "carerelay backup --server https://relay.example:8443");
  add_remote(backup_, copy->where);
  add_json(backup_, copy->json);
  backup_.callback([copy, &with, &what] { what = [copy, &with] { return backup(*copy, with); }; });
}

int finish(CLI::App& app, int argc, char const* const* argv, chosen& what, world& with) {
  try {
    app.parse(argc, argv);
  } catch (CLI::ParseError const& e) {
    bool const asked_for_help = e.get_exit_code() == 0;
    app.exit(e, with.out, with.err);
    return asked_for_help ? done : wrong_usage;
  }
  try {
    return what();
  } catch (std::exception const& e) {
    with.err << "carerelay: " << e.what() << '\n';
    return refused;
  }
}

int run_relay(int argc, char const* const* argv, world& with) {
  CLI::App app("Carerelay's relay alone: it carries sealed results and has nothing that opens one.", "carerelay-relay");
  app.set_version_flag("--version", "carerelay-relay " + with.version);
  app.require_subcommand(1);
  app.footer(
      "Example:\n  carerelay-relay serve --config /etc/carerelay/carerelay.toml\n\nEverything else is in carerelay.");
  chosen what;
  add_serving(app, with, what);
  add_backup(app, with, what);
  return finish(app, argc, argv, what, with);
}

}  // namespace carerelay::cli
