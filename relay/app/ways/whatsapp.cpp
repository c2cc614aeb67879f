#include "adapters/curl/web_sender.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/whatsapp/template_post.hpp"
#include "adapters/whatsapp/whatsapp_channel.hpp"
#include "relay/app/ways/way_maker.hpp"

namespace carerelay::app {
namespace {

constexpr std::string_view whatsapp_name = "whatsapp", group_kind = "whatsapp_group";

core::lane_rules lane_of(config::whatsapp_settings const& how) {
  core::lane_rules out;
  out.per_minute = how.per_minute;
  out.burst = how.burst;
  out.per_day = how.per_day;
  out.retry_least = how.retry_least;
  out.pause = how.pause;
  return out;
}

std::unique_ptr<whatsapp::whatsapp_channel> channel_of(config::whatsapp_settings const& how, bool to_group,
                                                       ports::delivery_names names, std::atomic<bool> const* give_up) {
  curl::web_account account;
  account.ca_file = how.ca_file;
  account.private_address = how.private_address != 0;
  account.give_up = give_up;
  whatsapp::whatsapp_settings out;
  out.server = how.server;
  out.phone_number_id = how.phone_number_id;
  out.token = [file = how.token_file] { return first_line(file); };
  out.template_name = how.message_template;
  out.language = how.language;
  out.to_group = to_group;
  return std::make_unique<whatsapp::whatsapp_channel>(std::make_unique<curl::web_sender>(std::move(account)),
                                                      std::move(out), std::move(names),
                                                      [] { return system::clock().now(); });
}

class whatsapp_maker final : public way_maker {
 public:
  bool is_for_rooms(std::string_view kind) const override { return kind == group_kind; }

  void look(config::settings const& all, fault_teller const& tell) const override {
    auto const& how = all.whatsapp;
    for (auto const& room : all.rooms)
      if (room.kind == group_kind && how.phone_number_id.empty())
        tell("rooms." + room.name + ".kind", "needs channels.whatsapp.phone_number_id, whose group it is");
    if (how.phone_number_id.empty()) return;
    look_at_file("channels.whatsapp.token_file", how.token_file, tell);
    look_at_file("channels.whatsapp.app_secret_file", how.app_secret_file, tell);
    look_at_file("channels.whatsapp.verify_token_file", how.verify_token_file, tell);
    look_at_file("channels.whatsapp.ca_file", how.ca_file, tell);
  }

  std::vector<core::channel_rules> channels(config::settings const& all) const override {
    if (all.whatsapp.phone_number_id.empty()) return {};
    core::channel_rules one;
    one.name = whatsapp_name;
    one.kind = protocol::channel_kind::chat;
    one.way = protocol::way::chat;
    one.to_telephone = true;
    one.link = public_url(all) + "/inbox";
    one.known_hosts = known_hosts(all);
    one.lane = lane_of(all.whatsapp);
    one.renderer = std::make_shared<whatsapp::template_post>();
    std::vector<core::channel_rules> out{std::move(one)};
    for (auto const& room : all.rooms) {
      if (room.kind != group_kind) continue;
      auto group = rules_of_room(all, room);
      group.renderer = group.room->plain;
      out.push_back(std::move(group));
    }
    return out;
  }

  io::way_out open(config::settings const& all, core::channel_rules const& rules,
                   std::string const& secret) const override {
    io::way_out way;
    way.rules = &rules;
    way.make_channel = [how = all.whatsapp, to_group = rules.room.has_value(), names = names_of(secret)](
                           std::atomic<bool> const& give_up) { return channel_of(how, to_group, names, &give_up); };
    return way;
  }

  std::shared_ptr<ports::callback_reader const> callback(config::settings const& all, core::channel_rules const& rules,
                                                         std::string const& secret) const override {
    if (rules.room) return nullptr;  // one address for all that the number sends
    auto const& how = all.whatsapp;
    return std::make_shared<whatsapp::whatsapp_callback>(
        whatsapp::callback_settings{first_line(how.app_secret_file), first_line(how.verify_token_file),
                                    how.phone_number_id},
        names_of(secret));
  }

  bool test(config::settings const& all, core::channel_rules const& rules, std::string const& given, protocol::instant,
            say_line const& say) const override {
    bool const to_group = rules.room.has_value();
    auto const to = to_group ? rules.room->address : given;
    auto const channel = channel_of(all.whatsapp, to_group, names_of("test"), nullptr);
    auto const met = channel->greet();
    bool fine = met.what == ports::send_outcome::accepted;
    say(fine ? "WhatsApp: the token is good for the number" : "WhatsApp: the account does not work: " + in_words(met));
    if (!fine || to.empty()) return fine;
    ports::outgoing post;
    post.to = to;
    post.bytes =
        std::make_shared<std::string const>(R"(["This is a test of the relay. Nothing to do.",")" + rules.link + "\"]");
    auto const sent = channel->send(post);
    fine = sent.what == ports::send_outcome::accepted;
    say(fine ? "a test message to " + to + " was taken: " + sent.remote
             : "a test message to " + to + " was not taken: " + in_words(sent));
    if (fine) say("whether it arrived comes back to " + public_url(all) + "/v1/channels/whatsapp/callback");
    return fine;
  }
};

}  // namespace

way_maker const& whatsapp_ways() {
  static whatsapp_maker const one;
  return one;
}

}  // namespace carerelay::app
