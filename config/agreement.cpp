#include "config/agreement.hpp"

#include <fmt/format.h>

namespace carerelay::config {
namespace {

bool is_every_address(std::string_view address) { return address == "0.0.0.0" || address == "::"; }

bool listens_overlap(listen_settings const& listen) {
  if (listen.port == 0 || listen.port != listen.internal_port) return false;
  return listen.address == listen.internal_address || is_every_address(listen.address) ||
         is_every_address(listen.internal_address);
}

/// A channel that is on needs all of it.
void judge_email(email_settings const& email, std::vector<contradiction>& found) {
  if (email.server.empty()) return;
  auto const need = [&](std::string_view key, std::string const& value, std::string_view why) {
    if (value.empty()) found.push_back({key, fmt::format("must be set when channels.email.server is: {}", why)});
  };
  need("channels.email.from", email.from, "the address that mail comes from");
  need("channels.email.reply_to", email.reply_to, "people answer mails, and somebody must read that");
  need("channels.email.return_address", email.return_address, "failures must come back to somewhere");
  if (email.auth != "none") {
    need("channels.email.user", email.user, "the account's name, or channels.email.auth none");
    need("channels.email.secret_file", email.secret_file, "the account's password, or channels.email.auth none");
  }
  if (email.return_address.find('+') != std::string::npos)
    found.push_back({"channels.email.return_address", "must have no plus: the relay puts one with a name behind it"});
  if (email.return_address.find('@') > 31 && !email.return_address.empty())
    found.push_back({"channels.email.return_address", "must have at most 31 characters before the @"});
  if (email.retry_most < email.retry_least)
    found.push_back({"channels.email.retry_most_seconds",
                     fmt::format("must be at least {} (channels.email.retry_least_seconds), not {}",
                                 email.retry_least.count(), email.retry_most.count())});
  if (email.imap_server.empty()) return;
  need("channels.email.imap_user", email.imap_user, "the mailbox's account");
  need("channels.email.imap_secret_file", email.imap_secret_file, "the mailbox's password");
}

void judge_whatsapp(whatsapp_settings const& how, std::vector<contradiction>& found) {
  if (how.phone_number_id.empty()) return;
  auto const need = [&](std::string_view key, std::string const& value, std::string_view why) {
    if (value.empty())
      found.push_back({key, fmt::format("must be set when channels.whatsapp.phone_number_id is: {}", why)});
  };
  need("channels.whatsapp.token_file", how.token_file, "the account's token");
  need("channels.whatsapp.app_secret_file", how.app_secret_file, "nothing that comes back is believed without it");
  need("channels.whatsapp.verify_token_file", how.verify_token_file,
       "the address of the webhook is registered with it");
  need("channels.whatsapp.template", how.message_template, "nothing else may be sent to who has not written to us");
  need("channels.whatsapp.server", how.server, "whom to ask");
}

void judge_notify(notify_settings const& how, std::vector<contradiction>& found) {
  if (how.api_key_file.empty()) return;
  if (how.sms_template.empty() && how.email_template.empty())
    found.push_back({"channels.notify.sms_template",
                     "must be set when channels.notify.api_key_file is, or channels.notify.email_template must be"});
  if (how.callback_token_file.empty())
    found.push_back({"channels.notify.callback_token_file",
                     "must be set when channels.notify.api_key_file is: no receipt is believed without it"});
  if (how.server.empty()) found.push_back({"channels.notify.server", "must be set: whom to ask"});
}

}  // namespace

std::vector<contradiction> contradictions(settings const& all) {
  std::vector<contradiction> found;
  auto const no_less = [&](std::string_view key, auto value, std::string_view other_key, auto other) {
    if (value < other) found.push_back({key, fmt::format("must be at least {} ({}), not {}", other, other_key, value)});
  };
  if (listens_overlap(all.listen)) {
    found.push_back({"listen.internal_port", "must be another than listen.port: both would listen on one address"});
  }
  no_less("stream.frame_burst", all.stream.frame_burst, "stream.frames_per_second", all.stream.frames_per_second);
  no_less("limits.connections", all.limits.connections, "limits.per_source_connections",
          all.limits.per_source_connections);
  no_less("drain.retry_most_ms", all.drain.retry_most.count(), "drain.retry_least_ms", all.drain.retry_least.count());
  no_less("sign_in.longest_minutes", all.sign_in.longest.count(), "sign_in.idle_minutes", all.sign_in.idle.count());
  if (!all.sign_in.issuer.empty() && all.sign_in.client_id.empty())
    found.push_back({"sign_in.client_id", "must be set when sign_in.issuer is: what the provider calls this relay"});
  judge_email(all.email, found);
  judge_whatsapp(all.whatsapp, found);
  judge_notify(all.notify, found);
  return found;
}

}  // namespace carerelay::config
