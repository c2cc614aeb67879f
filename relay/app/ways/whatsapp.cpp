#include <algorithm>
#include <thread>

#include "adapters/system/clock.hpp"
#include "adapters/whatsapp/answers.hpp"
#include "adapters/whatsapp/groups.hpp"
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

curl::web_account account_of(config::settings const& all) {
  return egress_of(all, all.whatsapp.ca_file, all.whatsapp.private_address != 0, nullptr);
}

whatsapp::whatsapp_settings settings_of(config::whatsapp_settings const& how, bool to_group) {
  whatsapp::whatsapp_settings out;
  out.server = how.server;
  out.phone_number_id = how.phone_number_id;
  out.token = [file = how.token_file] { return first_line(file); };
  out.template_name = how.message_template;
  out.language = how.language;
  out.to_group = to_group;
  return out;
}

std::unique_ptr<whatsapp::whatsapp_channel> channel_of(curl::web_account account, whatsapp::whatsapp_settings how,
                                                       ports::delivery_names names, std::atomic<bool> const* give_up) {
  account.give_up = give_up;
  return std::make_unique<whatsapp::whatsapp_channel>(std::make_unique<curl::web_sender>(std::move(account)),
                                                      std::move(how), std::move(names),
                                                      [] { return system::clock().now(); });
}

/// A group of that title that there is already, so that a second try makes no second group; else a new one.
std::optional<std::string> find_or_make(whatsapp::groups& at, std::string const& title, say_line const& say) {
  constexpr int looks_most = 20;
  for (int look = 0; look < looks_most; ++look) {
    auto const all = at.list();
    if (all.how.what != ports::send_outcome::accepted) {
      say("the groups of the number could not be listed: " + in_words(all.how));
      return std::nullopt;
    }
    for (auto const& one : all.groups)
      if (one.subject == title) return one.id;
    if (look == 0) {
      auto const asked = at.make(title);
      if (asked.how.what != ports::send_outcome::accepted) {
        say("the group was not made: " + in_words(asked.how));
        return std::nullopt;
      }
      say("WhatsApp was asked for a group called " + title);
    }
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
  say("the group is not there yet: run this again in a minute, it makes no second one");
  return std::nullopt;
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
    one.account = all.whatsapp.number;
    std::vector<core::channel_rules> out{std::move(one)};
    for (auto const& room : all.rooms) {
      if (room.kind != group_kind) continue;
      auto group = rules_of_room(all, room);
      group.renderer = group.room->plain;
      group.account = all.whatsapp.number;
      out.push_back(std::move(group));
    }
    return out;
  }

  io::way_out open(config::settings const& all, core::channel_rules const& rules,
                   std::string const& secret) const override {
    io::way_out way;
    way.rules = &rules;
    auto const make = [account = account_of(all), how = settings_of(all.whatsapp, rules.room.has_value()),
                       names = names_of(secret)](std::atomic<bool> const& give_up) {
      return channel_of(account, how, names, &give_up);
    };
    way.make_channel = make;
    if (rules.room || rules.account.empty()) return way;
    way.look_every = std::chrono::milliseconds(20);  // it waits by itself
    way.make_box = [make, queue = answers_](std::atomic<bool> const& give_up) {
      return std::make_unique<whatsapp::answer_box>(make(give_up), queue);
    };
    return way;
  }

  std::shared_ptr<ports::callback_reader const> callback(config::settings const& all, core::channel_rules const& rules,
                                                         std::string const& secret) const override {
    if (rules.room) return nullptr;  // one address for all that the number sends
    auto const& how = all.whatsapp;
    return std::make_shared<whatsapp::whatsapp_callback>(
        whatsapp::callback_settings{first_line(how.app_secret_file), first_line(how.verify_token_file),
                                    how.phone_number_id},
        names_of(secret), answers_);
  }

  bool test(config::settings const& all, core::channel_rules const& rules, std::string const& given, protocol::instant,
            say_line const& say) const override {
    bool const to_group = rules.room.has_value();
    auto const to = to_group ? rules.room->address : given;
    auto const channel = channel_of(account_of(all), settings_of(all.whatsapp, to_group), names_of("test"), nullptr);
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

 private:
  /// From the webhook, which understands what people write, to who may wait for the service.
  std::shared_ptr<whatsapp::answer_queue> answers_ = std::make_shared<whatsapp::answer_queue>();
};

}  // namespace

bool look_after_group(config::settings const& all, std::string const& title, std::string const& room,
                      say_line const& say) {
  if (all.whatsapp.phone_number_id.empty()) {
    say("WhatsApp is not set up: channels.whatsapp.phone_number_id is empty");
    return false;
  }
  curl::web_sender web(account_of(all));
  auto const how = settings_of(all.whatsapp, true);
  whatsapp::groups at(web, how, [] { return system::clock().now(); });
  auto const failed = [&](char const* what, whatsapp::group_answer const& said) {
    bool const is_bad = said.how.what != ports::send_outcome::accepted;
    if (is_bad) say(std::string(what) + ": " + in_words(said.how));
    return is_bad;
  };
  std::string id;
  for (auto const& one : all.rooms)
    if (one.kind == group_kind && one.name == room) id = one.address;
  if (!room.empty() && id.empty()) {
    say("no room of kind whatsapp_group is called so: " + room);
    return false;
  }
  if (id.empty()) {
    auto const made = find_or_make(at, title, say);
    if (!made) return false;
    id = *made;
  }
  auto const link = at.invite_link(id);
  if (failed("its invite link could not be had", link)) return false;
  auto const people = at.people(id);
  if (failed("who is in it could not be asked", people)) return false;
  auto const count = std::count_if(people.people.begin(), people.people.end(),
                                   [](std::string const& one) { return one.starts_with("tel "); });
  say("address = \"" + id + "\"");
  say("invite link, for at most 7 people besides this number: " + link.link);
  say("in it now: " + std::to_string(count));
  return true;
}

way_maker const& whatsapp_ways() {
  static whatsapp_maker const one;
  return one;
}

}  // namespace carerelay::app
