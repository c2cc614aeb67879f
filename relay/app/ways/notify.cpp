#include <stdexcept>

#include "adapters/notify/notify_channel.hpp"
#include "adapters/notify/short_text.hpp"
#include "adapters/system/clock.hpp"
#include "relay/app/ways/way_maker.hpp"

namespace carerelay::app {
namespace {

constexpr std::string_view sms_name = "notify_sms", email_name = "notify_email";

notify::api_key key_in(std::string const& file) {
  auto key = notify::api_key::parse(first_line(file));
  if (!key)
    throw std::runtime_error(file + " holds no API key of GOV.UK Notify: name, service id, secret, with hyphens");
  return *std::move(key);
}

core::channel_rules rules_of(config::settings const& all, std::string_view name) {
  auto const& how = all.notify;
  core::channel_rules one;
  one.name = name;
  one.kind = protocol::channel_kind::text;
  one.way = protocol::way::chat;
  one.to_telephone = name == sms_name;
  one.link = public_url(all) + "/inbox";
  one.known_hosts = known_hosts(all);
  one.lane.per_minute = how.per_minute;
  one.lane.burst = how.burst;
  one.lane.per_day = how.per_day;
  one.lane.retry_least = how.retry_least;
  one.lane.pause = how.pause;
  if (one.to_telephone)
    one.renderer = std::make_shared<notify::sms_text>();
  else
    one.renderer = std::make_shared<notify::email_text>(how.helpline);
  return one;
}

std::unique_ptr<notify::notify_channel> channel_of(config::notify_settings const& how, curl::web_account account,
                                                   bool is_sms, ports::delivery_names names) {
  notify::notify_settings out;
  out.server = how.server;
  out.key = key_in(how.api_key_file);
  out.sort = is_sms ? notify::sort::sms : notify::sort::email;
  out.template_id = is_sms ? how.sms_template : how.email_template;
  return std::make_unique<notify::notify_channel>(std::make_unique<curl::web_sender>(std::move(account)),
                                                  std::move(out), std::move(names),
                                                  [] { return system::clock().now(); });
}

curl::web_account account_of(config::settings const& all, std::atomic<bool> const* give_up) {
  return egress_of(all, all.notify.ca_file, all.notify.private_address != 0, give_up);
}

class notify_maker final : public way_maker {
 public:
  void look(config::settings const& all, fault_teller const& tell) const override {
    auto const& how = all.notify;
    if (how.api_key_file.empty()) return;
    try {
      (void)key_in(how.api_key_file);
    } catch (std::exception const& why) {
      tell("channels.notify.api_key_file", why.what());
    }
    look_at_file("channels.notify.callback_token_file", how.callback_token_file, tell);
    look_at_file("channels.notify.ca_file", how.ca_file, tell);
  }

  std::vector<core::channel_rules> channels(config::settings const& all) const override {
    std::vector<core::channel_rules> out;
    if (all.notify.api_key_file.empty()) return out;
    if (!all.notify.sms_template.empty()) out.push_back(rules_of(all, sms_name));
    if (!all.notify.email_template.empty()) out.push_back(rules_of(all, email_name));
    return out;
  }

  io::way_out open(config::settings const& all, core::channel_rules const& rules,
                   std::string const& secret) const override {
    io::way_out way;
    way.rules = &rules;
    way.make_channel = [how = all.notify, account = account_of(all, nullptr), is_sms = rules.to_telephone,
                        names = names_of(secret)](std::atomic<bool> const& give_up) {
      auto mine = account;
      mine.give_up = &give_up;
      return channel_of(how, std::move(mine), is_sms, names);
    };
    return way;
  }

  std::shared_ptr<ports::callback_reader const> callback(config::settings const& all, core::channel_rules const&,
                                                         std::string const& secret) const override {
    return std::make_shared<notify::notify_callback>(first_line(all.notify.callback_token_file), names_of(secret));
  }

  bool test(config::settings const& all, core::channel_rules const& rules, std::string const& to, protocol::instant,
            say_line const& say) const override {
    auto const channel = channel_of(all.notify, account_of(all, nullptr), rules.to_telephone, names_of("test"));
    auto const met = channel->greet();
    bool fine = met.what == ports::send_outcome::accepted;
    say(fine ? "GOV.UK Notify: the key is good, and the template is there"
             : "GOV.UK Notify: the key or the template does not work: " + in_words(met));
    if (!fine || to.empty()) return fine;
    ports::outgoing post;
    post.to = to;
    post.bytes = std::make_shared<std::string const>(
        rules.to_telephone ? R"({"message":"This is a test of the relay. Nothing to do."})"
                           : R"({"subject":"A test","message":"This is a test of the relay. Nothing to do."})");
    auto const sent = channel->send(post);
    fine = sent.what == ports::send_outcome::accepted;
    say(fine ? "a test message to " + to + " was taken: " + sent.remote
             : "a test message to " + to + " was not taken: " + in_words(sent));
    if (fine) say("whether it arrived comes back to " + public_url(all) + "/v1/channels/" + rules.name + "/callback");
    return fine;
  }
};

}  // namespace

way_maker const& notify_ways() {
  static notify_maker const one;
  return one;
}

}  // namespace carerelay::app
