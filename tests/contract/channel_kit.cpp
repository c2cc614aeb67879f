#include "tests/contract/channel_kit.hpp"

#include <stdexcept>
#include <utility>

#include "adapters/chat/web_room.hpp"
#include "adapters/email/letter.hpp"
#include "adapters/email/mail_channel.hpp"
#include "adapters/email/mime.hpp"
#include "tests/contract/people_sides.hpp"

namespace carerelay::contract {
namespace {

using ports::mail_outcome;
using ports::mail_reply;
using ports::mail_stage;

/// What a server of mail answers, as smtp_sender hears it (tests/system/channels plays it with real sockets).
class played_mail_server final : public ports::mail_sender {
 public:
  mail_reply send(ports::mail_envelope const& what) override {
    bool const is_taken = how == played::takes || how == played::takes_and_falls_silent;
    if (is_taken) mails.push_back(std::string(what.head) + std::string(what.rest));
    switch (how) {
      case played::takes: return {mail_outcome::accepted, mail_stage::content, 250, "2.0.0", "queued as A1", ""};
      case played::takes_and_falls_silent:
        return {mail_outcome::in_doubt, mail_stage::content, 354, "", "", "too_slow"};
      case played::is_busy: return {mail_outcome::refused, mail_stage::recipient, 451, "4.7.1", "later", ""};
      case played::is_gone: return {mail_outcome::refused, mail_stage::recipient, 550, "5.1.1", "no such", ""};
      case played::refuses_account:
        return {mail_outcome::account, mail_stage::sign_in, 535, "5.7.8", "wrong", "sign_in_refused"};
      case played::is_unreachable: return {mail_outcome::not_sent, mail_stage::connection, 0, "", "", "no_connection"};
    }
    return {};
  }
  mail_reply greet() override {
    if (how != played::takes) return send({});
    return {mail_outcome::accepted, mail_stage::sign_in, 250, "2.0.0", "Ok", ""};
  }

  played how = played::takes;
  std::vector<std::string> mails;
};

class email_side final : public played_side {
 public:
  email_side() : letter_({"care@trust.example", "Trust", "help@trust.example", ""}) {
    auto made = std::make_unique<played_mail_server>();
    server_ = made.get();
    channel_ = std::make_unique<email::mail_channel>(
        std::move(made),
        std::make_shared<email::delivery_tokens const>(std::map<std::uint8_t, std::string>{{std::uint8_t{0}, "key"}},
                                                       std::uint8_t{0}),
        email::return_addresses{"b", "returns.example", false});
  }
  ports::channel& channel() override { return *channel_; }
  ports::renderer const& renderer() override { return letter_; }
  std::string destination() override { return "manager@rosewood.example"; }
  void play(played how) override { server_->how = how; }
  std::vector<std::string> received() override { return server_->mails; }
  std::string name_of(std::size_t received) override {
    return std::string(email::read_mail(server_->mails[received]).header("message-id"));
  }

 private:
  email::letter letter_;
  played_mail_server* server_ = nullptr;
  std::unique_ptr<email::mail_channel> channel_;
};

/// What a service that takes posts answers, as web_sender hears it (tests/system/channels plays it with real sockets).
class played_service final : public ports::web_sender {
 public:
  ports::web_reply ask(ports::web_request const& what) override {
    if (how == played::takes || how == played::takes_and_falls_silent) posts.push_back(what);
    ports::web_reply out;
    switch (how) {
      case played::takes: out.status = 200; break;
      case played::takes_and_falls_silent: out.left_whole = true; [[fallthrough]];
      case played::is_unreachable: out.trouble = "connection_lost"; break;
      case played::is_busy: out.status = 429; break;
      case played::is_gone: out.status = 410; break;
      case played::refuses_account: out.status = 401; break;
    }
    return out;
  }
  ports::web_reply reach(std::string const&) override {
    ports::web_reply out;
    out.is_ours = how == played::refuses_account;
    if (how != played::takes) out.trouble = out.is_ours ? "certificate_not_trusted" : "no_connection";
    return out;
  }

  played how = played::takes;
  std::vector<ports::web_request> posts;
};

class room_side final : public played_side {
 public:
  explicit room_side(chat::dialect const& to) : to_(to), renderer_(to, "") {
    auto made = std::make_unique<played_service>();
    service_ = made.get();
    chat::web_room_settings how;
    how.to = &to;
    how.url = [] { return std::string("https://hooks.example/in"); };
    how.key = [] { return std::string("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"); };
    how.name_key = "key";
    how.now = [] { return *protocol::parse_instant("2026-11-21T12:00:00Z"); };
    channel_ = std::make_unique<chat::web_room>(std::move(made), std::move(how));
  }
  ports::channel& channel() override { return *channel_; }
  ports::renderer const& renderer() override { return renderer_; }
  std::string destination() override { return "managers-room"; }
  void play(played how) override { service_->how = how; }
  std::vector<std::string> received() override {
    std::vector<std::string> out;
    for (auto const& one : service_->posts) out.push_back(one.body);
    return out;
  }
  /// Only Standard Webhooks gives posts names; elsewhere people know them by their reference.
  std::string name_of(std::size_t received) override {
    for (auto const& [name, value] : service_->posts[received].headers)
      if (name == "webhook-id") return value;
    return to_.is_signed ? "post " + std::to_string(received) : "B7.1";
  }

 private:
  chat::dialect const& to_;
  chat::dialect_renderer renderer_;
  played_service* service_ = nullptr;
  std::unique_ptr<chat::web_room> channel_;
};

template <std::size_t Row>
std::unique_ptr<played_side> make_room() {
  return std::make_unique<room_side>(chat::dialects()[Row]);
}

template <std::size_t... Rows>
void add_rooms(std::vector<kind_of_channel>& to, std::index_sequence<Rows...>) {
  (to.push_back({std::string(chat::dialects()[Rows].word), make_room<Rows>}), ...);
}

std::unique_ptr<played_side> make_email() { return std::make_unique<email_side>(); }

}  // namespace

std::vector<kind_of_channel> const& every_channel() {
  static auto const all = [] {
    std::vector<kind_of_channel> out{{"email", make_email},
                                     {"xmpp", make_xmpp},
                                     {"matrix", make_matrix},
                                     {"whatsapp", make_whatsapp},
                                     {"whatsapp_group", make_whatsapp_group},
                                     {"notify_sms", make_notify_sms},
                                     {"notify_email", make_notify_email}};
    constexpr std::size_t kinds_of_rooms = 7;
    add_rooms(out, std::make_index_sequence<kinds_of_rooms>());
    if (chat::dialects().size() != kinds_of_rooms) throw std::logic_error("the contract leaves out a kind of room");
    return out;
  }();
  return all;
}

protocol::disclosed_post sample_post() {
  protocol::message what;
  what.sender_name = "NCL";
  what.sent = *protocol::parse_instant("2026-11-21T12:00:00Z");
  what.content.scope = protocol::message_scope::public_;
  what.content.info = {{}};
  what.content.info.front().language = "en-GB";
  what.content.info.front().headline = "Masks are back";
  what.content.info.front().description = "Wear one.";
  return protocol::disclose(what, protocol::channel_kind::email, protocol::destination_kind::ordinary_email,
                            "https://relay.example/inbox")
      .value();
}

}  // namespace carerelay::contract
