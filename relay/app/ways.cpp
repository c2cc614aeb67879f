#include "relay/app/ways.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "adapters/chat/post_text.hpp"
#include "adapters/email/delivery_token.hpp"
#include "adapters/files/whole_file.hpp"
#include "relay/app/ways/way_maker.hpp"

namespace carerelay::app {
namespace {

std::array<way_maker const*, 6> makers() {
  return {&email_ways(), &room_ways(), &xmpp_ways(), &matrix_ways(), &whatsapp_ways(), &notify_ways()};
}

}  // namespace

std::string first_line(std::string const& file) {
  auto text = files::read_file(file);
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

void look_at_file(std::string_view key, std::string const& file, fault_teller const& tell) {
  if (file.empty()) return;
  try {
    if (first_line(file).empty()) tell(key, file + " is empty");
  } catch (std::exception const& why) {
    tell(key, why.what());
  }
}

std::string public_url(config::settings const& all) {
  if (!all.sign_in.public_url.empty()) return all.sign_in.public_url;
  return "https://" + all.listen.hosts.front() + ':' + std::to_string(all.listen.port);
}

std::vector<std::string> known_hosts(config::settings const& all) {
  auto out = all.channels.known_hosts;
  out.insert(out.end(), all.listen.hosts.begin(), all.listen.hosts.end());
  return out;
}

std::string in_words(ports::verdict const& what) {
  std::string out = what.why;
  if (!what.detail.empty() && what.detail != what.why) out += (out.empty() ? "" : ", ") + what.detail;
  return out;
}

ports::delivery_names names_of(std::string const& secret) {
  auto const tokens = std::make_shared<email::delivery_tokens const>(
      std::map<std::uint8_t, std::string>{{std::uint8_t{0}, secret}}, std::uint8_t{0});
  return {[tokens](ports::outbox_number row) {
            return tokens->make({row, 0});
          },
          [tokens](std::string_view text) -> std::optional<ports::outbox_number> {
            auto const name = tokens->read(text);
            return name ? std::optional(name->row) : std::nullopt;
          }};
}

curl::https_proxy proxy_of(config::settings const& all) {
  curl::https_proxy out;
  out.url = all.channels.https_proxy;
  if (!all.channels.https_proxy_secret_file.empty())
    out.secret = [file = all.channels.https_proxy_secret_file] { return first_line(file); };
  return out;
}

curl::web_account egress_of(config::settings const& all, std::string const& ca_file, bool private_address,
                            std::atomic<bool> const* give_up) {
  curl::web_account out;
  out.ca_file = ca_file;
  out.private_address = private_address;
  out.give_up = give_up;
  out.proxy = proxy_of(all);
  return out;
}

std::vector<std::string> faults_of_channels(config::settings const& all) {
  std::vector<std::string> out;
  for (auto const* maker : makers())
    maker->look(
        all, [&out](std::string_view key, std::string const& what) { out.push_back(std::string(key) + ": " + what); });
  look_at_file(
      "channels.https_proxy_secret_file", all.channels.https_proxy_secret_file,
      [&out](std::string_view key, std::string const& what) { out.push_back(std::string(key) + ": " + what); });
  auto const all_makers = makers();
  for (auto const& room : all.rooms)
    if (std::none_of(all_makers.begin(), all_makers.end(),
                     [&](auto const* one) { return one->is_for_rooms(room.kind); }))
      out.push_back("rooms." + room.name + ".kind: this program does not post to rooms of kind " + room.kind);
  return out;
}

core::channel_rules rules_of_room(config::settings const& all, config::room_settings const& room) {
  core::channel_rules out;
  out.name = room.name;
  out.kind = protocol::channel_kind::chat;
  out.way = protocol::way::chat;
  out.link = public_url(all) + "/inbox";
  out.known_hosts = known_hosts(all);
  out.lane.connections = 1;  // one after the other: people read them in that order
  out.lane.per_minute = room.per_minute;
  out.lane.burst = room.burst;
  out.lane.retry_least = std::chrono::seconds(room.retry_least_seconds);
  out.lane.pause = std::chrono::seconds(room.pause_seconds);
  auto& group = out.room.emplace();
  group.kind = room.kind;
  group.title = room.called();
  group.host = room.host;
  group.address = room.address.empty() ? room.name : room.address;
  for (auto const& code : room.areas)
    if (auto area = protocol::area_code::parse(code)) group.areas.push_back(std::move(*area));
  group.plain = std::make_shared<chat::plain_renderer>(all.service.helpline);
  return out;
}

core::outbox_rules rules_of_channels(config::settings const& all) {
  core::outbox_rules out;
  for (auto const* maker : makers())
    for (auto& one : maker->channels(all)) out.channels.push_back(std::move(one));
  return out;
}

std::vector<io::way_out> ways_of(config::settings const& all, core::outbox_rules const& rules,
                                 std::string const& secret, std::string const& delivery_keys) {
  std::vector<io::way_out> out;
  std::map<std::string, std::shared_ptr<io::heard_once>> by_account;
  for (auto const* maker : makers())
    for (auto const& one : maker->channels(all)) {
      if (one.is_by_hand()) continue;
      auto way = maker->open(all, *rules.find(one.name), maker->wants_delivery_keys() ? delivery_keys : secret);
      if (!one.account.empty()) {
        auto& once = by_account[one.account];
        if (!once) once = std::make_shared<io::heard_once>();
        way.once = once;
      }
      out.push_back(std::move(way));
    }
  return out;
}

callback_readers callbacks_of(config::settings const& all, core::outbox_rules const& rules, std::string const& secret) {
  callback_readers out;
  for (auto const* maker : makers())
    for (auto const& one : maker->channels(all))
      if (auto reader = maker->callback(all, *rules.find(one.name), secret)) out.emplace(one.name, std::move(reader));
  return out;
}

bool try_channel(config::settings const& all, std::string const& name, std::string const& to, protocol::instant now,
                 say_line const& say) {
  for (auto const* maker : makers())
    for (auto const& one : maker->channels(all))
      if (one.name == name) return maker->test(all, one, to, now, say);
  say("no channel of that name is configured: " + name);
  return false;
}

}  // namespace carerelay::app
