#include <algorithm>
#include <stdexcept>

#include "adapters/curl/imap_box.hpp"
#include "adapters/curl/smtp_sender.hpp"
#include "adapters/email/letter.hpp"
#include "adapters/email/mail_channel.hpp"
#include "adapters/email/mail_return_box.hpp"
#include "adapters/files/whole_file.hpp"
#include "relay/app/ways/way_maker.hpp"
#include "relay/core/ways/delivery_keys.hpp"

namespace carerelay::app {
namespace {

constexpr std::string_view email_name = "email";

curl::mail_security security_of(std::string const& word) {
  return word == "tls" ? curl::mail_security::tls : curl::mail_security::starttls;
}

curl::mail_auth auth_of(std::string const& word) {
  if (word == "none") return curl::mail_auth::none;
  if (word == "plain") return curl::mail_auth::plain;
  if (word == "login") return curl::mail_auth::login;
  if (word == "xoauth2") return curl::mail_auth::xoauth2;
  return curl::mail_auth::any;
}

std::string after_at(std::string const& address) { return address.substr(address.find('@') + 1); }

curl::mail_account outgoing_account(config::email_settings const& how) {
  curl::mail_account out;
  out.host = how.server;
  out.port = how.port;
  out.security = security_of(how.security);
  out.ca_file = how.ca_file;
  out.auth = auth_of(how.auth);
  out.user = how.user;
  out.secret = [file = how.secret_file] { return first_line(file); };
  out.helo = after_at(how.from);
  return out;
}

curl::mail_account incoming_account(config::email_settings const& how) {
  curl::mail_account out;
  out.host = how.imap_server;
  out.port = how.imap_port;
  out.security = security_of(how.imap_security);
  out.ca_file = how.ca_file;
  out.auth = auth_of(how.imap_auth);
  out.user = how.imap_user;
  out.secret = [file = how.imap_secret_file] { return first_line(file); };
  return out;
}

email::letter_settings letter_of(config::email_settings const& how) {
  return {how.from, how.from_name, how.reply_to, how.helpline};
}

email::return_addresses returns_of(config::email_settings const& how) {
  email::return_addresses out;
  out.local = how.return_address.substr(0, how.return_address.find('@'));
  out.domain = after_at(how.return_address);
  out.ask_for_receipts = how.read_receipts != 0;
  return out;
}

core::lane_rules lane_of(config::email_settings const& how) {
  core::lane_rules out;
  out.connections = how.connections;
  out.per_minute = how.per_minute;
  out.burst = how.burst;
  out.per_day = how.per_day;
  out.retry_least = how.retry_least;
  out.retry_most = how.retry_most;
  out.give_up = how.give_up;
  out.pause = how.pause;
  return out;
}

protocol::secure_email_list secure_list(std::string const& file) {
  if (file.empty()) return {};
  auto list = protocol::secure_email_list::parse(files::read_file(file));
  if (list) return std::move(*list);
  auto const wrong = list.error();
  auto const& first = wrong.front();
  throw std::runtime_error(file + ": line " + first.pointer.substr(1) + ": " + first.detail);
}

class email_maker final : public way_maker {
 public:
  void look(config::settings const& all, fault_teller const& tell) const override {
    auto const& how = all.email;
    if (!all.channels.secure_domains_file.empty()) {
      try {
        (void)secure_list(all.channels.secure_domains_file);
      } catch (std::exception const& why) {
        tell("channels.secure_domains_file", why.what());
      }
    }
    if (how.server.empty()) return;
    if (how.auth != "none") look_at_file("channels.email.secret_file", how.secret_file, tell);
    look_at_file("channels.email.ca_file", how.ca_file, tell);
    if (!how.imap_server.empty()) look_at_file("channels.email.imap_secret_file", how.imap_secret_file, tell);
  }

  std::vector<core::channel_rules> channels(config::settings const& all) const override {
    if (all.email.server.empty()) return {};
    core::channel_rules one;
    one.name = email_name;
    one.kind = protocol::channel_kind::email;
    one.way = protocol::way::email;
    one.link = public_url(all) + "/inbox";
    one.secure = secure_list(all.channels.secure_domains_file);
    one.known_hosts = known_hosts(all);
    one.lane = lane_of(all.email);
    one.renderer = std::make_shared<email::letter>(letter_of(all.email));
    return {std::move(one)};
  }

  bool wants_delivery_keys() const override { return true; }

  io::way_out open(config::settings const& all, core::channel_rules const& rules,
                   std::string const& secret) const override {
    auto const how = all.email;
    auto keys = core::keys_in(secret);
    auto const tokens = std::make_shared<email::delivery_tokens const>(std::move(keys.keys), keys.current);
    io::way_out way;
    way.rules = &rules;
    way.look_every = how.look_every;
    way.make_channel = [how, tokens](std::atomic<bool> const& give_up) {
      auto account = outgoing_account(how);
      account.give_up = &give_up;
      return std::make_unique<email::mail_channel>(std::make_unique<curl::smtp_sender>(std::move(account)), tokens,
                                                   returns_of(how));
    };
    if (!how.imap_server.empty()) {
      way.make_box = [how, tokens](std::atomic<bool> const& give_up) {
        auto account = incoming_account(how), onwards = outgoing_account(how);
        account.give_up = onwards.give_up = &give_up;
        auto const sender = std::make_shared<curl::smtp_sender>(std::move(onwards));
        // The envelope's sender is plain, so that a failure of it is nobody's delivery.
        auto hand_on = [sender, how](std::string const& bytes) {
          ports::mail_envelope mail;
          mail.from = how.return_address;
          mail.to = how.reply_to;
          auto const head = "Resent-From: <" + how.return_address + ">\r\nResent-To: <" + how.reply_to + ">\r\n";
          mail.head = head;
          mail.rest = bytes;
          return sender->send(mail).what == ports::mail_outcome::accepted;
        };
        return std::make_unique<email::mail_return_box>(std::make_unique<curl::imap_box>(std::move(account)), tokens,
                                                        std::move(hand_on));
      };
    }
    return way;
  }

  bool test(config::settings const& all, core::channel_rules const&, std::string const& to, protocol::instant now,
            say_line const& say) const override {
    auto const& how = all.email;
    auto const tokens = std::make_shared<email::delivery_tokens const>(
        std::map<std::uint8_t, std::string>{{std::uint8_t{0}, "test"}}, std::uint8_t{0});
    email::mail_channel channel(std::make_unique<curl::smtp_sender>(outgoing_account(how)), tokens, returns_of(how));
    auto const met = channel.greet();
    bool fine = met.what == ports::send_outcome::accepted;
    auto const server = how.server + ':' + std::to_string(how.port);
    say(fine ? "mail server " + server + ": encrypted, its certificate is trusted, signed in"
             : "mail server " + server + ": did not let us in: " + in_words(met));
    if (fine && !to.empty()) {
      ports::outgoing mail;
      mail.to = to;
      mail.bytes = std::make_shared<std::string const>(email::test_letter(letter_of(how), now));
      auto const sent = channel.send(mail);
      fine = sent.what == ports::send_outcome::accepted;
      say(fine ? "a test mail to " + to + " was taken: " + in_words(sent) +
                     (sent.remote.empty() ? "" : ", " + sent.remote)
               : "a test mail to " + to + " was not taken: " + in_words(sent));
    }
    if (how.imap_server.empty()) {
      say("no mailbox is configured: nothing will be known of failures");
      return fine;
    }
    try {
      curl::imap_box box(incoming_account(how));
      say("mailbox " + how.imap_server + ':' + std::to_string(how.imap_port) + ": signed in, " +
          std::to_string(box.waiting().size()) + " mails wait");
    } catch (std::exception const& why) {
      say(why.what());
      return false;
    }
    return fine;
  }
};

}  // namespace

way_maker const& email_ways() {
  static email_maker const one;
  return one;
}

}  // namespace carerelay::app
