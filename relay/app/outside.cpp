#include "relay/app/outside.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <iterator>

#include "adapters/curl/https_client.hpp"
#include "adapters/files/journal_file.hpp"
#include "adapters/files/whole_file.hpp"
#include "adapters/sqlite/store.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/random.hpp"
#include "adapters/tls/tls_context.hpp"
#include "relay/app/at_rest_door.hpp"
#include "relay/app/compose.hpp"
#include "relay/app/pages.hpp"
#include "relay/app/ways.hpp"

namespace carerelay::app {

namespace {

std::string read_input(std::string const& path) {
  if (path != "-") return files::read_file(path);
  return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

}  // namespace

std::unique_ptr<cli::door> open_at_rest(std::string const& path) {
  static system::clock const clock;
  static system::random random;
  sqlite::settings how;
  how.path = path;
  return open_at_rest(std::make_unique<sqlite::store>(how, random), clock, random);
}

cli::world outside() {
  static system::clock const clock;
  static system::random random;
  bool const terminal = ::isatty(STDOUT_FILENO) == 1;
  return {.out = std::cout,
          .err = std::cerr,
          .terminal = terminal,
          .clock = clock,
          .random = random,
          .https = [](std::string const& ca) { return std::make_unique<curl::https_client>(ca); },
          .at_rest = [](std::string const& store) { return open_at_rest(store); },
          .journal = [](std::string const& path) { return std::make_unique<files::journal_file>(path); },
          .client_tls =
              [](std::string const& ca, std::string const& host) {
                tls::trust const whom{ca.empty() ? std::string() : files::read_file(ca), {}, host};
                return std::make_unique<tls::tls_maker>(tls::tls_context::client(whom));
              },
          .read_file = read_input,
          .write_secret = [](std::string const& path, std::string_view text) { files::write_new_secret(path, text); },
          .replace_secret = [](std::string const& path, std::string_view text) { files::write_file(path, text, 0600); },
          .has_file = [](std::string const& path) { return std::filesystem::exists(path); },
          .environment =
              [](char const* name) {
                char const* const value = std::getenv(name);
                return std::string(value == nullptr ? "" : value);
              },
          .channel_faults = faults_of_channels,
          .try_channel = try_channel,
          .look_after_group = look_after_group,
          .serve = serve_until_told,
          .demo = {},
          .version = program_and_pages()};
}

}  // namespace carerelay::app
