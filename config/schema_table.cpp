#include "config/schema.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "config/schema_row.hpp"
#include "config/text_rules.hpp"
#include "protocol/limits.hpp"

namespace carerelay::config {
namespace {

template <auto Field>
constexpr auto listen = row<&settings::listen, Field>;
template <auto Field>
constexpr auto tls = row<&settings::tls, Field>;
template <auto Field>
constexpr auto store = row<&settings::store, Field>;
template <auto Field>
constexpr auto stream = row<&settings::stream, Field>;
template <auto Field>
constexpr auto limits = row<&settings::limits, Field>;
template <auto Field>
constexpr auto drain = row<&settings::drain, Field>;
template <auto Field>
constexpr auto enrolment = row<&settings::enrolment, Field>;
template <auto Field>
constexpr auto sign_in = row<&settings::sign_in, Field>;
template <auto Field>
constexpr auto approval = row<&settings::approval, Field>;
template <auto Field>
constexpr auto evidence = row<&settings::evidence, Field>;
template <auto Field>
constexpr auto push = row<&settings::push, Field>;
template <auto Field>
constexpr auto service = row<&settings::service, Field>;
template <auto Field>
constexpr auto channels = row<&settings::channels, Field>;
template <auto Field>
constexpr auto email = row<&settings::email, Field>;
template <auto Field>
constexpr auto escalation = row<&settings::escalation, Field>;
template <auto Field>
constexpr auto log_to = row<&settings::log, Field>;

/// A queue that cannot hold the largest message could never deliver it.
constexpr std::int64_t queue_least = protocol::limits::message_bytes + protocol::limits::client_frame_bytes;

constexpr std::array table{
    listen<&listen_settings::address>("listen.address", {.most = 45, .rule = rules::address},
                                      "The IPv4 or IPv6 address homes and publishers connect to. 0.0.0.0 is "
                                      "every IPv4 address of the machine."),
    listen<&listen_settings::port>("listen.port", {.least = 0, .most = 65'535},
                                   "The TCP port beside it. 0 takes any free port, for trying things out."),
    listen<&listen_settings::hosts>(
        "listen.hosts", {.least = 1, .most = 64, .rule = rules::host},
        "The names under which the relay is reached, without the port. A request for any other name is "
        "refused, and "
        "devices sign the name they connected to. The first is the one shown to people."),
    listen<&listen_settings::origins>("listen.origins", {.least = 0, .most = 64, .rule = rules::origin},
                                      "Other web origins whose pages may connect. The relay's own pages always may."),
    listen<&listen_settings::io_threads>("listen.io_threads", {"threads", 1, 64},
                                         "Threads that serve connections. One for each processor core is enough."),
    listen<&listen_settings::internal_address>("listen.internal_address", {.most = 45, .rule = rules::address},
                                               "The address of health checks and metrics. It is plain HTTP "
                                               "and asks for no password: keep it where only your "
                                               "monitoring can reach it."),
    listen<&listen_settings::internal_port>("listen.internal_port", {.least = 0, .most = 65'535},
                                            "The TCP port beside it. 0 takes any free port."),

    tls<&tls_settings::certificate>("tls.certificate", {.rule = rules::path},
                                    "The certificate in PEM, followed by its chain. Read again on SIGHUP, "
                                    "without dropping a connection."),
    tls<&tls_settings::key>("tls.key", {.rule = rules::path},
                            "Its private key in PEM, readable by the relay alone. Read again on SIGHUP."),

    store<&store_settings::path>("store.path", {.rule = rules::path},
                                 "The database. It must be on a local disk, and no other program may open it."),
    store<&store_settings::backup_dir>("store.backup_dir", {.rule = rules::path},
                                       "Where `carerelay backup` puts copies, made by the running relay."),
    store<&store_settings::reserve_mib>("store.reserve_mib", {"MiB", 1, 65'536},
                                        "Disk space kept back. When the disk is full, publishing is refused "
                                        "and receipts are still recorded in it."),
    store<&store_settings::group_max>("store.group_max", {"receipts", 1, 4'096},
                                      "Receipts written to disk together, at most."),
    store<&store_settings::group>("store.group_ms", {"ms", 1, 1'000},
                                  "The longest a receipt waits for others to be written with it."),
    store<&store_settings::readers>("store.readers", {"connections", 1, 16},
                                    "Connections to the database for reading, beside the one that writes."),

    stream<&stream_settings::heartbeat>("stream.heartbeat_ms", {"ms", 100, 600'000},
                                        "Time between the relay's pings to a home, give or take a fifth."),
    stream<&stream_settings::pong>("stream.pong_ms", {"ms", 100, 600'000},
                                   "How long a home may take to answer a ping before its connection is closed."),
    stream<&stream_settings::hello>("stream.hello_ms", {"ms", 100, 600'000},
                                    "How long a new connection may take to say who it is."),
    stream<&stream_settings::slow>("stream.slow_ms", {"ms", 100, 600'000},
                                   "How long a home may take in nothing of what waits for it before its "
                                   "connection is closed. It gets everything "
                                   "when it comes back."),
    stream<&stream_settings::window>("stream.window", {"messages", 1, std::int64_t{protocol::limits::window_most}},
                                     "Messages sent to a home before it has said that it stored them."),
    stream<&stream_settings::frames_per_second>("stream.frames_per_second", {"frames", 1, 100'000},
                                                "Frames taken from one connection, on average."),
    stream<&stream_settings::frame_burst>("stream.frame_burst", {"frames", 1, 1'000'000},
                                          "Frames taken from one connection at once."),
    stream<&stream_settings::queue_bytes>("stream.queue_bytes", {"bytes", queue_least, 268'435'456},
                                          "What may wait to be sent on one connection. It must hold the "
                                          "largest message. Over it the connection is "
                                          "closed, and the home resumes where it was."),
    stream<&stream_settings::recorded_crowd>("stream.recorded_crowd", {"receipts", 1, 65'536},
                                             "From so many receipts in one commit on, homes are told that theirs "
                                             "is on disk with their next ping instead of in a frame of its own."),

    limits<&limit_settings::connections>(
        "limits.connections", {"connections", 1, 1'000'000},
        "Connections at one time. The system's limit on open files must be a little higher."),
    limits<&limit_settings::per_source_connections>("limits.per_source_connections", {"connections", 1, 1'000'000},
                                                    "Connections at one time from one address. Many homes "
                                                    "can share the address of one provider's network."),
    limits<&limit_settings::per_source_new_per_minute>("limits.per_source_new_per_minute",
                                                       {"connections", 1, 10'000'000},
                                                       "New connections a minute from one address."),
    limits<&limit_settings::http_per_minute>("limits.http_per_minute", {"requests", 1, 10'000'000},
                                             "HTTP requests a minute from one address."),
    limits<&limit_settings::http_in_flight>("limits.http_in_flight", {"requests", 1, 100'000},
                                            "HTTP requests being answered at one time, from everywhere."),

    drain<&drain_settings::wait>("drain.seconds", {"seconds", 1, 3'600},
                                 "Time from SIGTERM to the end: homes are told to come back later, a few at a time."),
    drain<&drain_settings::retry_least>("drain.retry_least_ms", {"ms", 100, 3'600'000},
                                        "The soonest they are asked to come back."),
    drain<&drain_settings::retry_most>("drain.retry_most_ms", {"ms", 100, 3'600'000},
                                       "The latest they are asked to come back."),

    enrolment<&enrolment_settings::code>("enrolment.code_hours", {"hours", 1, 720},
                                         "How long a one-time enrolment code is good for."),
    enrolment<&enrolment_settings::code_tries>("enrolment.code_tries", {"tries", 1, 10},
                                               "Wrong codes a home may enter before a new one is needed."),
    enrolment<&enrolment_settings::home_token>("enrolment.home_token_minutes", {"minutes", 1, 1'440},
                                               "How long the token is good for that a home uses for HTTP requests."),

    sign_in<&sign_in_settings::issuer>("sign_in.issuer", {.least = 0, .most = 512, .rule = rules::issuer_or_nothing},
                                       "The identity provider (OpenID Connect) by which people sign in, exactly as it "
                                       "names itself. Empty: administrators make one-time links instead."),
    sign_in<&sign_in_settings::client_id>("sign_in.client_id", {.least = 0, .most = 256, .rule = rules::word},
                                          "What the provider calls this relay."),
    sign_in<&sign_in_settings::client_secret_file>(
        "sign_in.client_secret_file", {.least = 0, .rule = rules::path},
        "A file with the secret the provider gave, readable by the relay alone. Empty: there is none, and the "
        "relay is registered as a public client with PKCE."),
    sign_in<&sign_in_settings::ca_file>("sign_in.ca_file", {.least = 0, .rule = rules::path},
                                        "The authorities to trust for the provider's certificate, in PEM. Empty: "
                                        "those of the system."),
    sign_in<&sign_in_settings::public_url>(
        "sign_in.public_url", {.least = 0, .most = 512, .rule = rules::https_origin_or_nothing},
        "The address at which people's browsers see this relay, without a path. Empty: the first of "
        "listen.hosts with listen.port. Register its /v1/sign-in/callback with the provider."),
    sign_in<&sign_in_settings::algorithms>("sign_in.algorithms", {.least = 1, .most = 3, .rule = rules::jws_algorithm},
                                           "The signatures taken from the provider: ES256, PS256, RS256. Name only "
                                           "what it uses."),
    sign_in<&sign_in_settings::scopes>("sign_in.scopes", {.least = 1, .most = 16, .rule = rules::word},
                                       "What is asked of the provider. openid is needed; email is for invitations."),
    sign_in<&sign_in_settings::require_amr>("sign_in.require_amr", {.least = 0, .most = 16, .rule = rules::word},
                                            "Ways of proof (amr), one of which the provider must have used, such as "
                                            "mfa. Empty: not asked."),
    sign_in<&sign_in_settings::require_acr>("sign_in.require_acr", {.least = 0, .most = 16, .rule = rules::word},
                                            "Levels of proof (acr), one of which the provider must have reached. "
                                            "Empty: not asked."),
    sign_in<&sign_in_settings::link>("sign_in.link_minutes", {"minutes", 1, 1'440},
                                     "How long a one-time sign-in link is good for."),
    sign_in<&sign_in_settings::idle>("sign_in.idle_minutes", {"minutes", 1, 1'440},
                                     "A person who does nothing for so long is signed out."),
    sign_in<&sign_in_settings::longest>("sign_in.longest_minutes", {"minutes", 1, 10'080},
                                        "Everybody signs in again after so long."),
    approval<&approval_settings::persons>("approval.persons", {"persons", 1, 2},
                                          "How many persons must stand for a message of immediate urgency, or for one "
                                          "to every home. 2: somebody else approves it first. 1: its author alone."),
    approval<&approval_settings::wait>("approval.wait_seconds", {"seconds", 10, 86'400},
                                       "How long a message waits for the other person before it expires unsent."),
    approval<&approval_settings::confirm>("approval.confirm_seconds", {"seconds", 10, 86'400},
                                          "How long a message that one person sent alone may stay unconfirmed before "
                                          "the relay itself tells the homes so."),
    approval<&approval_settings::all_homes_from>(
        "approval.all_homes_from", {"homes", 0, 1'000'000},
        "A message counts as one to every home when it reaches every live home of the register and these are more than "
        "this number. One to `everyone` always counts."),
    approval<&approval_settings::all_homes_most>("approval.all_homes_most", {"messages", 1, 1'000},
                                                 "How many messages may go to every home in a short time before the "
                                                 "next one needs a third person."),
    approval<&approval_settings::all_homes>("approval.all_homes_seconds", {"seconds", 10, 86'400}, "That short time."),

    evidence<&evidence_settings::checkpoint>(
        "evidence.checkpoint_seconds", {"seconds", 1, 60},
        "How often the evidence log is signed while it grows. What is not signed yet cannot be proven yet."),

    push<&push_settings::subject>(
        "push.subject", {.least = 0, .most = 254, .rule = rules::contact_or_nothing},
        "Whom a push service may write to about this relay, such as mailto:ops@relay.example. "
        "Empty: browsers without a connection are not woken for urgent messages."),
    push<&push_settings::ca_file>("push.ca_file", {.least = 0, .rule = rules::path},
                                  "The authorities to trust for push services, in PEM. Empty: those of the system."),
    push<&push_settings::hosts>("push.hosts", {.least = 0, .most = 16, .rule = rules::host},
                                "Push services of your own that may be at a private address or another port than 443. "
                                "All others are asked at public addresses only."),
    push<&push_settings::wait>(
        "push.wait_ms", {"ms", 0, 600'000},
        "How long devices have to store an urgent message before those that have not are woken."),

    service<&service_settings::name>("service.name", {.least = 1, .most = 60, .rule = rules::line},
                                     "What the pages call this service."),
    service<&service_settings::organisation>("service.organisation", {.least = 0, .most = 120, .rule = rules::line},
                                             "The organisation that runs it, as the pages say it. Empty: not said."),
    service<&service_settings::logo>("service.logo", {.least = 0, .rule = rules::path},
                                     "A picture to show beside the name, SVG or PNG. Empty: the name alone. Use only "
                                     "what you may use."),
    service<&service_settings::helpline>("service.helpline", {.least = 0, .most = 60, .rule = rules::line},
                                         "A telephone number for homes that cannot get on with their pages."),
    service<&service_settings::accessibility>(
        "service.accessibility", {.least = 0, .most = 200, .rule = rules::line},
        "Whom to tell when somebody cannot use the pages: a telephone number or an email address."),
    channels<&channels_settings::secure_domains_file>(
        "channels.secure_domains_file", {.least = 0, .rule = rules::path},
        "A file of the mail domains that are accredited as secure, each with two dates: `trust.example 2026-04-01 "
        "2027-04-01`. Mailboxes of nhs.net always are. All others get a pointer where a secure one gets the text."),
    channels<&channels_settings::known_hosts>(
        "channels.known_hosts", {.least = 0, .most = 256, .rule = rules::host},
        "Where links in what leaves may lead to, with what is below. A message with another link waits for a person."),
    channels<&channels_settings::https_proxy>(
        "channels.https_proxy", {.least = 0, .most = 260, .rule = rules::proxy_or_nothing},
        "The proxy by which everything leaves that the relay asks over HTTPS: rooms, WhatsApp, GOV.UK Notify, the "
        "identity provider of sign_in and the push services of browsers. Such as http://proxy.example:3128. It passes "
        "on what is encrypted and cannot read it. Not for what is at a private address. Empty: none, whatever the "
        "environment says."),
    channels<&channels_settings::https_proxy_secret_file>("channels.https_proxy_secret_file",
                                                          {.least = 0, .rule = rules::path},
                                                          "A file with name:password for it. Empty: it asks for none."),

    email<&email_settings::server>("channels.email.server", {.least = 0, .most = 253, .rule = rules::host_or_nothing},
                                   "The mail server that takes what goes out. Empty: there is no email."),
    email<&email_settings::port>("channels.email.port", {.least = 1, .most = 65'535}, "Its port."),
    email<&email_settings::security>("channels.email.security", {.most = 16, .rule = rules::mail_security},
                                     "starttls (mostly port 587) or tls (465). The certificate is always checked."),
    email<&email_settings::ca_file>(
        "channels.email.ca_file", {.least = 0, .rule = rules::path},
        "The authorities to trust for the certificates of the mail server and the mailbox, in "
        "PEM. Empty: those of the system."),
    email<&email_settings::auth>("channels.email.auth", {.most = 16, .rule = rules::mail_auth},
                                 "How the relay signs in: none, any, plain, login or xoauth2."),
    email<&email_settings::user>("channels.email.user", {.least = 0, .most = 256, .rule = rules::word},
                                 "The account's name."),
    email<&email_settings::secret_file>(
        "channels.email.secret_file", {.least = 0, .rule = rules::path},
        "A file with the account's password, or with the token of xoauth2, which is read "
        "again at every new connection."),
    email<&email_settings::from>("channels.email.from", {.least = 0, .most = 254, .rule = rules::email_or_nothing},
                                 "The address that mail comes from."),
    email<&email_settings::from_name>("channels.email.from_name", {.least = 0, .most = 200, .rule = rules::line},
                                      "The name beside it."),
    email<&email_settings::reply_to>("channels.email.reply_to",
                                     {.least = 0, .most = 254, .rule = rules::email_or_nothing},
                                     "Where answers of people go: the helpline's mailbox."),
    email<&email_settings::helpline>("channels.email.helpline", {.least = 0, .most = 64, .rule = rules::line},
                                     "The helpline's telephone, as people should read it in each mail."),
    email<&email_settings::return_address>("channels.email.return_address",
                                           {.least = 0, .most = 200, .rule = rules::email_or_nothing},
                                           "Where failures and receipts come back to. The relay puts a plus and a "
                                           "signed name behind what stands before the "
                                           "@: the mailbox must take such addresses."),
    email<&email_settings::read_receipts>("channels.email.read_receipts", {.least = 0, .most = 1},
                                          "1: ask mail programs to say when a mail was shown."),
    email<&email_settings::imap_server>(
        "channels.email.imap_server", {.least = 0, .most = 253, .rule = rules::host_or_nothing},
        "The server of that mailbox (IMAP). Empty: nothing is collected, and nothing is "
        "known beyond what the mail server said."),
    email<&email_settings::imap_port>("channels.email.imap_port", {.least = 1, .most = 65'535}, "Its port."),
    email<&email_settings::imap_security>("channels.email.imap_security", {.most = 16, .rule = rules::mail_security},
                                          "tls (mostly port 993) or starttls (143)."),
    email<&email_settings::imap_auth>("channels.email.imap_auth", {.most = 16, .rule = rules::mail_auth},
                                      "How the relay signs in there: any, plain, login or xoauth2."),
    email<&email_settings::imap_user>("channels.email.imap_user", {.least = 0, .most = 256, .rule = rules::word},
                                      "The account's name."),
    email<&email_settings::imap_secret_file>("channels.email.imap_secret_file", {.least = 0, .rule = rules::path},
                                             "A file with its password or token."),
    email<&email_settings::look_every>("channels.email.look_every_seconds", {"seconds", 1, 3'600},
                                       "How often the mailbox is looked into."),
    email<&email_settings::connections>("channels.email.connections", {"connections", 1, 8},
                                        "Connections to the mail server at one time. NHSmail and Exchange allow 3."),
    email<&email_settings::per_minute>("channels.email.per_minute", {"mails", 1, 1'000'000},
                                       "Mails a minute that the account may send. NHSmail allows 30."),
    email<&email_settings::burst>("channels.email.burst", {"mails", 1, 100'000}, "Mails at once, after a quiet time."),
    email<&email_settings::per_day>("channels.email.per_day", {"mails", 1, 100'000'000},
                                    "Mails a day (Europe/London). NHSmail allows 10,000 recipients."),
    email<&email_settings::retry_least>("channels.email.retry_least_seconds", {"seconds", 1, 3'600},
                                        "The longest wait before the second attempt; it doubles with each attempt."),
    email<&email_settings::retry_most>("channels.email.retry_most_seconds", {"seconds", 1, 86'400},
                                       "The longest wait before any attempt."),
    email<&email_settings::give_up>("channels.email.give_up_hours", {"hours", 1, 720},
                                    "A mail that could not be sent for so long has failed; one that expires before, "
                                    "earlier."),
    email<&email_settings::pause>(
        "channels.email.pause_seconds", {"seconds", 1, 86'400},
        "How long the channel rests after the server refused our account; then it tries once."),

    escalation<&escalation_settings::on>("escalation.on", {.least = 0, .most = 1},
                                         "1: homes that stay silent are tried by other ways, and rung in the end. 0: "
                                         "nothing is done about them."),
    escalation<&escalation_settings::immediate>("escalation.immediate_seconds", {"seconds", 1, 2'592'000},
                                                "How long a home may stay silent about an immediate message before the "
                                                "first step. A message that asks for an answer sooner is not waited "
                                                "for longer than that."),
    escalation<&escalation_settings::expected>("escalation.expected_seconds", {"seconds", 1, 2'592'000},
                                               "The same about an expected one."),
    escalation<&escalation_settings::future>("escalation.future_seconds", {"seconds", 1, 2'592'000},
                                             "The same about a future one."),
    escalation<&escalation_settings::result_read>(
        "escalation.result_read_seconds", {"seconds", 1, 2'592'000},
        "How long a test result that was sent as immediate (a positive one) may stay unread."),
    escalation<&escalation_settings::result_answer>("escalation.result_answer_seconds", {"seconds", 1, 2'592'000},
                                                    "How long it may stay unanswered."),
    escalation<&escalation_settings::next_percent>("escalation.next_percent", {"percent", 1, 1'000},
                                                   "Each further step follows after this part of that time."),
    escalation<&escalation_settings::steps>(
        "escalation.steps", {.least = 0, .most = 20, .rule = rules::word},
        "The steps, in order: stream (what went when it was published), names of channels to one home (email, "
        "whatsapp, notify_email, notify_sms), deputy (the second contact), call_list (somebody rings the home). Steps "
        "that cannot be taken are passed over at once."),
    escalation<&escalation_settings::quiet>("escalation.quiet_seconds", {"seconds", 1, 3'600},
                                            "A channel that used to bring news of what it sent, and brings none for so "
                                            "long while something is out, raises an alarm."),
    escalation<&escalation_settings::canary_every>("escalation.canary_every_seconds", {"seconds", 0, 86'400},
                                                   "How often homes with the tag `canary`, which are ours, are sent a "
                                                   "test bulletin by each way that leads to them. 0: never."),
    escalation<&escalation_settings::canary_wait>(
        "escalation.canary_wait_seconds", {"seconds", 1, 3'600},
        "A way to a canary home by which it has not arrived after so long raises an alarm."),

    log_to<&log_settings::level>("log.level", {.most = 16, .rule = rules::log_level},
                                 "The least important events to log: debug, info, warning or error. The log "
                                 "never holds what messages say."),
};

constexpr std::array section_notes{
    section_note{"listen", "Where the relay listens."},
    section_note{"tls", "Every connection from outside is encrypted: TLS 1.2 or 1.3."},
    section_note{"store", "The embedded database, which holds everything."},
    section_note{"stream", "The connection of each home."},
    section_note{"limits", "How much is let in. What is over a limit is told to come back later."},
    section_note{"drain", "Stopping politely."},
    section_note{"enrolment", "How a home's devices are let in."},
    section_note{"sign_in", "How people of the teams sign in with a browser."},
    section_note{"approval", "Messages for which one person is not enough."},
    section_note{"evidence", "The log that proves what happened."},
    section_note{"push",
                 "Waking browsers for urgent messages (Web Push). What is pushed never says what a message says."},
    section_note{"service", "What the pages say of themselves."},
    section_note{"channels", "Ways beside the stream."},
    section_note{"channels.email", "Email to the address that the register has for a home."},
    section_note{"channels.whatsapp", "WhatsApp, to the contacts of a home that did not answer."},
    section_note{"channels.notify", "GOV.UK Notify, to the contacts of a home that did not answer."},
    section_note{"escalation", "Homes that stay silent, and channels that do."},
    section_note{"log", "One JSON line for each event, on standard error."},
};

}  // namespace

std::span<entry const> schema() noexcept {
  static std::vector<entry> const all = [] {
    std::vector<entry> out(table.begin(), table.end());
    auto const is_email = [](entry const& e) { return e.section() == "channels.email"; };
    auto const after_email = std::find_if(out.rbegin(), out.rend(), is_email).base();
    auto const people = people_rows();
    out.insert(after_email, people.begin(), people.end());
    return out;
  }();
  return all;
}
std::span<section_note const> sections() noexcept { return section_notes; }

}  // namespace carerelay::config
