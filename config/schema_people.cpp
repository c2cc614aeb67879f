#include <array>

#include "config/schema_row.hpp"
#include "config/text_rules.hpp"

namespace carerelay::config {
namespace {

template <auto Field>
constexpr auto whatsapp = row<&settings::whatsapp, Field>;
template <auto Field>
constexpr auto notify = row<&settings::notify, Field>;

constexpr std::array table{
    whatsapp<&whatsapp_settings::phone_number_id>(
        "channels.whatsapp.phone_number_id", {.least = 0, .most = 40, .rule = rules::word},
        "The id of the number that messages come from, as the WhatsApp Manager shows it. Empty: there is no WhatsApp."),
    whatsapp<&whatsapp_settings::number>("channels.whatsapp.number",
                                         {.least = 0, .most = 16, .rule = rules::telephone_or_nothing},
                                         "The same number as people dial it, such as +447700900000: it is shown with "
                                         "the codes by which they are bound."),
    whatsapp<&whatsapp_settings::token_file>(
        "channels.whatsapp.token_file", {.least = 0, .rule = rules::path},
        "A file with the access token of a system user. Read again for each message."),
    whatsapp<&whatsapp_settings::app_secret_file>(
        "channels.whatsapp.app_secret_file", {.least = 0, .rule = rules::path},
        "A file with the secret of the app: it signs what WhatsApp tells us."),
    whatsapp<&whatsapp_settings::verify_token_file>(
        "channels.whatsapp.verify_token_file", {.least = 0, .rule = rules::path},
        "A file with a word of your own. WhatsApp must say it when the address of its webhook is registered: "
        "/v1/channels/whatsapp/callback."),
    whatsapp<&whatsapp_settings::message_template>(
        "channels.whatsapp.template", {.least = 0, .most = 512, .rule = rules::word},
        "The name of an approved template with two texts in its body and three quick replies: we have it, help, stop."),
    whatsapp<&whatsapp_settings::language>("channels.whatsapp.language", {.least = 2, .most = 15, .rule = rules::word},
                                           "Its language."),
    whatsapp<&whatsapp_settings::server>("channels.whatsapp.server", {.most = 200, .rule = rules::issuer_or_nothing},
                                         "The address of the Graph API with its version."),
    whatsapp<&whatsapp_settings::ca_file>(
        "channels.whatsapp.ca_file", {.least = 0, .rule = rules::path},
        "The authorities to trust for its certificate, in PEM. Empty: those of the system."),
    whatsapp<&whatsapp_settings::private_address>("channels.whatsapp.private_address", {.least = 0, .most = 1},
                                                  "1: it may be at a loopback or private address. For tests."),
    whatsapp<&whatsapp_settings::per_minute>("channels.whatsapp.per_minute", {"messages", 1, 100'000},
                                             "Messages a minute."),
    whatsapp<&whatsapp_settings::burst>("channels.whatsapp.burst", {"messages", 1, 10'000},
                                        "Messages at once, after a quiet time."),
    whatsapp<&whatsapp_settings::per_day>("channels.whatsapp.per_day", {"messages", 1, 10'000'000},
                                          "Messages a day (Europe/London): the limit of the account."),
    whatsapp<&whatsapp_settings::retry_least>(
        "channels.whatsapp.retry_least_seconds", {"seconds", 1, 3'600},
        "The longest wait before the second attempt; it doubles with each attempt."),
    whatsapp<&whatsapp_settings::pause>(
        "channels.whatsapp.pause_seconds", {"seconds", 1, 86'400},
        "How long the channel rests after the account was refused; then it tries once."),

    notify<&notify_settings::api_key_file>(
        "channels.notify.api_key_file", {.least = 0, .rule = rules::path},
        "A file with an API key, whole as the service shows it. Empty: there is no Notify."),
    notify<&notify_settings::callback_token_file>("channels.notify.callback_token_file",
                                                  {.least = 0, .rule = rules::path},
                                                  "A file with the bearer token that was given with the address for "
                                                  "delivery receipts: /v1/channels/notify_sms/callback."),
    notify<&notify_settings::sms_template>(
        "channels.notify.sms_template", {.least = 0, .most = 36, .rule = rules::word},
        "The id of a text message template whose whole body is ((message)). Empty: no text messages."),
    notify<&notify_settings::email_template>("channels.notify.email_template",
                                             {.least = 0, .most = 36, .rule = rules::word},
                                             "The id of an email template with the subject ((subject)) and the body "
                                             "((message)). Empty: no mails by Notify."),
    notify<&notify_settings::helpline>("channels.notify.helpline", {.least = 0, .most = 64, .rule = rules::line},
                                       "The helpline's telephone, as people should read it in each mail."),
    notify<&notify_settings::server>("channels.notify.server", {.most = 200, .rule = rules::issuer_or_nothing},
                                     "The address of the service."),
    notify<&notify_settings::ca_file>(
        "channels.notify.ca_file", {.least = 0, .rule = rules::path},
        "The authorities to trust for its certificate, in PEM. Empty: those of the system."),
    notify<&notify_settings::private_address>("channels.notify.private_address", {.least = 0, .most = 1},
                                              "1: it may be at a loopback or private address. For tests."),
    notify<&notify_settings::per_minute>(
        "channels.notify.per_minute", {"messages", 1, 100'000},
        "Messages a minute by each of the two ways. The service takes 3,000 with one key."),
    notify<&notify_settings::burst>("channels.notify.burst", {"messages", 1, 10'000},
                                    "Messages at once, after a quiet time."),
    notify<&notify_settings::per_day>("channels.notify.per_day", {"messages", 1, 10'000'000},
                                      "Messages a day (Europe/London) by each of the two ways."),
    notify<&notify_settings::retry_least>("channels.notify.retry_least_seconds", {"seconds", 1, 3'600},
                                          "The longest wait before the second attempt; it doubles with each attempt."),
    notify<&notify_settings::pause>("channels.notify.pause_seconds", {"seconds", 1, 86'400},
                                    "How long the channel rests after the key was refused; then it tries once."),
};

}  // namespace

std::span<entry const> people_rows() noexcept { return table; }

}  // namespace carerelay::config
