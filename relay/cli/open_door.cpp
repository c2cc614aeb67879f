#include <algorithm>

#include "relay/cli/commands.hpp"

namespace carerelay::cli {

namespace {

std::string trimmed(std::string text) {
  auto const blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  while (!text.empty() && blank(text.back())) text.pop_back();
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), blank));
  return text;
}

}  // namespace

std::unique_ptr<door> open_door(place const& where, world& with) {
  if (!where.store.empty()) return with.at_rest(where.store);
  std::string const server = where.server.empty() ? with.environment("CARERELAY_SERVER") : where.server;
  if (server.empty())
    throw std::runtime_error("which relay? Name it with --server https://host:port or CARERELAY_SERVER");
  if (!server.starts_with("https://")) throw std::runtime_error("--server must begin with https://, not " + server);
  std::string const token =
      trimmed(where.token_file.empty() ? with.environment("CARERELAY_TOKEN") : with.read_file(where.token_file));
  if (token.empty())
    throw std::runtime_error("no token: put it into a file and name it with --token-file, or set CARERELAY_TOKEN");
  return remote_door(with.https(where.ca_file), server, token);
}

}  // namespace carerelay::cli
