#include "tests/contract/channel_kit.hpp"

#include "adapters/email/letter.hpp"
#include "adapters/email/mail_channel.hpp"
#include "adapters/email/mime.hpp"

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

std::unique_ptr<played_side> make_email() { return std::make_unique<email_side>(); }

}  // namespace

std::vector<kind_of_channel> const& every_channel() {
  static std::vector<kind_of_channel> const all{{"email", make_email}};
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
