#include "relay/cli/device_folder.hpp"

#include <charconv>
#include <filesystem>

#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"

namespace carerelay::cli {

namespace json = protocol::json;
using protocol::crypto::p256_private_key;

namespace {

std::string recovery_file(std::string const& folder, int n) {
  return folder + "/recovery-" + std::to_string(n) + ".pem";
}

std::string old_sealing_file(std::string const& folder, int n) {
  return folder + "/sealing-old-" + std::to_string(n) + ".pem";
}

std::string next_sealing_file(std::string const& folder) { return folder + "/sealing-next.pem"; }

/// None when there is no such file; throws when it is no key.
std::optional<p256_private_key> read_key(std::string const& file, world& with) {
  if (!with.has_file(file)) return std::nullopt;
  auto const key = p256_private_key::from_pem(with.read_file(file));
  if (!key) throw std::runtime_error(file + " is no P-256 key: the folder is damaged");
  return *key;
}

}  // namespace

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
  auto const sealing = p256_private_key::generate();
  with.write_secret(key_file, key.pem());
  with.replace_secret(folder + "/sealing.pem", sealing.pem());

  std::string body;
  json::writer out(body);
  out.begin_object().member("code", code).raw_member("public_key", key.public_key().jwk());
  out.raw_member("sealing_key", sealing.public_key().jwk()).member("name", name).end_object();
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
  auto const key = read_key(folder + "/key.pem", with);
  if (!identity || !key) throw std::runtime_error(folder + " is damaged: identity.json or key.pem does not read");
  auto const home = protocol::home_id::parse(text_of(*identity, "home"));
  auto const device = protocol::device_id::parse(text_of(*identity, "device"));
  if (!home || !device) throw std::runtime_error(folder + "/identity.json names no home and device");
  auto const server = text_of(*identity, "server");
  // A device of an older version has no sealing key: a key nobody knows opens nothing.
  auto sealing = read_key(folder + "/sealing.pem", with);
  device_folder out{folder,
                    server,
                    {{*home, *device, parse_server(server).host},
                     *key,
                     sealing ? *sealing : p256_private_key::generate(),
                     read_key(folder + "/home-identity.pem", with),
                     {},
                     {}}};
  for (int n = 1; auto earlier = read_key(old_sealing_file(folder, n), with); ++n) {
    out.device.earlier.push_back(*earlier);
  }
  if (auto const next = read_key(next_sealing_file(folder), with)) out.device.earlier.push_back(*next);
  for (int n = 1; auto recovered = read_key(recovery_file(folder, n), with); ++n) {
    out.device.recovered.push_back(*recovered);
  }
  return out;
}

std::unique_ptr<door> device_door(device_folder const& from, std::string const& ca_file, world& with) {
  auto const first = remote_door(with.https(ca_file), from.server, "");
  return remote_door(with.https(ca_file), from.server, ask_token(*first, from.device, with.clock.now()));
}

void keep_identity(device_folder& in, p256_private_key const& identity, world& with) {
  with.replace_secret(in.path + "/home-identity.pem", identity.pem());
  in.device.identity = identity;
}

void keep_recovered(device_folder& in, p256_private_key const& key, world& with) {
  for (auto const& one : in.device.recovered) {
    if (one.public_key() == key.public_key()) return;
  }
  in.device.recovered.push_back(key);
  with.write_secret(recovery_file(in.path, static_cast<int>(in.device.recovered.size())), key.pem());
}

p256_private_key next_sealing(device_folder const& in, world& with) {
  auto const file = next_sealing_file(in.path);
  if (auto made = read_key(file, with)) return *made;
  auto made = p256_private_key::generate();
  with.write_secret(file, made.pem());  // before anybody seals for it
  return made;
}

void settle_sealing(device_folder& in, protocol::crypto::p256_public_key const& listed, world& with) {
  auto const next = read_key(next_sealing_file(in.path), with);
  if (!next || next->public_key() != listed) return;
  if (in.device.sealing.public_key() != listed) {
    int n = 1;
    while (with.has_file(old_sealing_file(in.path, n))) ++n;
    with.write_secret(old_sealing_file(in.path, n), in.device.sealing.pem());
    with.replace_secret(in.path + "/sealing.pem", next->pem());
    in.device.earlier.push_back(in.device.sealing);
    in.device.sealing = *next;
  }
  std::filesystem::remove(next_sealing_file(in.path));
}

int forget_sealing(device_folder& in) {
  int gone = 0;
  while (std::filesystem::remove(old_sealing_file(in.path, gone + 1))) ++gone;
  in.device.earlier.clear();
  return gone;
}

void keep_list(device_folder const& in, protocol::seal::signed_list const& list, world& with) {
  with.replace_secret(in.path + "/home.jws", list.text);
}

std::string kept_list(device_folder const& in, world& with) {
  return with.has_file(in.path + "/home.jws") ? with.read_file(in.path + "/home.jws") : std::string();
}

sender_key note_sender(device_folder const& in, protocol::publisher_id const& sender,
                       protocol::crypto::p256_public_key const& key, world& with) {
  auto const file = in.path + "/senders/" + sender.text() + ".jwk";
  if (with.has_file(file)) return with.read_file(file) == key.jwk() ? sender_key::known : sender_key::changed;
  std::filesystem::create_directories(in.path + "/senders");
  with.write_secret(file, key.jwk());
  return sender_key::first;
}

std::string_view word(sender_key value) noexcept {
  switch (value) {
    case sender_key::first: return "first";
    case sender_key::known: return "known";
    case sender_key::changed: return "changed";
  }
  return {};
}

}  // namespace carerelay::cli
