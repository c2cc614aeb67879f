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
  if (!settings) {
    with.err << config::to_text(settings.error());
    return std::nullopt;
  }
  if (!with.channel_faults) return std::move(*settings);
  auto const wrong = with.channel_faults(settings->values);
  for (auto const& one : wrong) with.err << one << '\n';
  if (!wrong.empty()) return std::nullopt;
  return std::move(*settings);
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

int channels_test(serve_options const& how, std::string const& name, std::string const& to, world& with) {
  auto const settings = load_settings(how, with);
  if (!settings) return refused;
  auto const say = [&](std::string const& line) { with.out << line << '\n'; };
  return with.try_channel(settings->values, name, to, with.clock.now(), say) ? done : refused;
}

int channels_group(serve_options const& how, std::string const& title, std::string const& room, world& with) {
  auto const settings = load_settings(how, with);
  if (!settings) return refused;
  if (title.empty() == room.empty()) {
    with.err << "give either --title, to make a group, or --room, to look at that of a room\n";
    return wrong_usage;
  }
  auto const say = [&](std::string const& line) { with.out << line << '\n'; };
  return with.look_after_group(settings->values, title, room, say) ? done : refused;
}

}  // namespace carerelay::cli
