#include "config/describe.hpp"
#include "relay/cli/commands.hpp"

extern char** environ;

namespace carerelay::cli {

namespace {

/// The settings of all sources, or nothing after every fault has been told.
std::optional<config::loaded> load_settings(serve_options const& how, world& with) {
  config::sources from;
  from.flags = how.flags;
  from.environment = config::variables_of(environ);
  if (!how.config_file.empty()) {
    auto text = config::read_file(how.config_file);
    if (!text) {
      with.err << config::to_text(text.error());
      return std::nullopt;
    }
    from.file_name = how.config_file;
    from.file_text = std::move(*text);
  }
  auto settings = config::load(from);
  if (settings) return std::move(*settings);
  with.err << config::to_text(settings.error());
  return std::nullopt;
}

}  // namespace

int serve(serve_options const& how, world& with) {
  auto const settings = load_settings(how, with);
  if (!settings) return refused;
  if (how.print_settings) {
    with.out << config::print(*settings);
    return done;
  }
  return with.serve(*settings);
}

int check_config(serve_options const& how, world& with) {
  auto const settings = load_settings(how, with);
  if (!settings) return refused;
  if (how.print_settings)
    with.out << config::print(*settings);
  else
    with.out << "the settings are fine\n";
  return done;
}

}  // namespace carerelay::cli
