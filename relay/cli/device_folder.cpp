#include "relay/cli/device_folder.hpp"

#include <charconv>
#include <filesystem>

#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"

namespace carerelay::cli {

namespace json = protocol::json;
using protocol::crypto::p256_private_key;

server_address parse_server(std::string const& url) {
  static constexpr std::string_view scheme = "https://";
  std::string_view rest = url;
  server_address out;
  bool good = rest.starts_with(scheme);
  if (good) {
    rest.remove_prefix(scheme.size());
    while (!rest.empty() && rest.back() == '/') rest.remove_suffix(1);
    auto const colon = rest.rfind(':');
    if (colon != rest.npos && rest.find(']', colon) == rest.npos) {
      auto const digits = rest.substr(colon + 1);
      auto const [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
      good = wrong == std::errc{} && end == digits.data() + digits.size() && out.port != 0;
      rest = rest.substr(0, colon);
    }
    good = good && !rest.empty() && rest.find('/') == rest.npos;
    out.host = std::string(rest);
  }
  if (!good) throw std::runtime_error("the server must be given as https://host:port, not " + url);
  return out;
}

void enrol_device(std::string const& folder, std::string const& server, std::string const& ca_file,
                  std::string const& code, std::string const& name, world& with) {
  (void)parse_server(server);
  std::filesystem::create_directories(folder);
  std::string const key_file = folder + "/key.pem", identity_file = folder + "/identity.json";
  if (std::filesystem::exists(identity_file))
    throw std::runtime_error(folder + " holds an enrolled device already: leave out --enrol, or name another folder");
  std::filesystem::remove(key_file);  // of an enrolment that never finished
  auto const key = p256_private_key::generate();
  with.write_secret(key_file, key.pem());

  std::string body;
  json::writer out(body);
  out.begin_object().member("code", code).raw_member("public_key", key.public_key().jwk()).member("name", name);
  out.end_object();
  door_request request;
  request.method = "POST";
  request.path = "/v1/devices";
  request.body = body;
  auto const where = remote_door(with.https(ca_file), server, "");
  auto const answer = expect_json(where->ask(request));

  std::string identity;
  json::writer kept(identity);
  kept.begin_object().member("server", server).member("home", text_of(answer, "home"));
  kept.member("device", text_of(answer, "device")).end_object();
  with.write_secret(identity_file, identity);
}

device_folder load_device(std::string const& folder, world& with) {
  if (!std::filesystem::exists(folder + "/identity.json"))
    throw std::runtime_error(folder +
                             " holds no device yet: ask for a one-time code and run this again with "
                             "--enrol CODE --server https://host:port");
  auto const identity = json::read(with.read_file(folder + "/identity.json"), 64 * 1024);
  auto const key = p256_private_key::from_pem(with.read_file(folder + "/key.pem"));
  if (!identity || !key) throw std::runtime_error(folder + " is damaged: identity.json or key.pem does not read");
  auto const home = protocol::home_id::parse(text_of(*identity, "home"));
  auto const device = protocol::device_id::parse(text_of(*identity, "device"));
  if (!home || !device) throw std::runtime_error(folder + "/identity.json names no home and device");
  auto const server = text_of(*identity, "server");
  return {server, {*home, *device, parse_server(server).host}, *key};
}

}  // namespace carerelay::cli
