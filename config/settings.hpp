#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

/// What an operator may change, as plain values. A default-made `settings` holds the defaults; keys, units,
/// ranges and help are one table in config/schema.cpp, and whatever `load` gives is inside the ranges. Tests
/// and the demo may fill these structs themselves.
namespace carerelay::config {

enum class log_level : std::uint8_t { debug, info, warning, error };

struct listen_settings {
  std::string address = "0.0.0.0";              ///< IPv4 or IPv6 address of the public TLS listener
  std::uint16_t port = 8443;                    ///< 0: any free port
  std::vector<std::string> hosts{"localhost"};  ///< names clients may use in Host, lower case, no port; first ours
  std::vector<std::string> origins;  ///< other web origins whose pages may connect: "https://intranet.example"
  std::uint32_t io_threads = 2;
  std::string internal_address = "127.0.0.1";  ///< plain HTTP: health and metrics
  std::uint16_t internal_port = 9090;          ///< 0: any free port
};

struct tls_settings {
  std::string certificate = "/etc/carerelay/certificate.pem";  ///< PEM, leaf first, then its chain
  std::string key = "/etc/carerelay/key.pem";                  ///< PEM
};

struct store_settings {
  std::string path = "/var/lib/carerelay/carerelay.db";
  std::string backup_dir = "/var/lib/carerelay/backups";
  std::uint64_t reserve_mib = 64;      ///< kept back, so that receipts are still recorded on a full disk
  std::uint32_t group_max = 256;       ///< receipts in one commit
  std::chrono::milliseconds group{5};  ///< longest a receipt waits for its group
  std::uint32_t readers = 2;           ///< read-only connections
};

struct stream_settings {
  std::chrono::milliseconds heartbeat{25'000};  ///< between pings, give or take a fifth
  std::chrono::milliseconds pong{10'000};
  std::chrono::milliseconds hello{10'000};  ///< from the end of the handshake
  std::chrono::milliseconds slow{20'000};   ///< without progress, then closed 4101
  std::uint32_t window = 64;                ///< deliveries not yet stored
  std::uint32_t frames_per_second = 50;     ///< inbound
  std::uint32_t frame_burst = 200;
  std::uint64_t queue_bytes = 1'048'576;  ///< waiting to be written, per session
  std::size_t recorded_crowd = 64;        ///< from so many receipts in a commit on, `recorded` rides on the next ping
};

struct limit_settings {
  std::uint32_t connections = 100'000;
  std::uint32_t per_source_connections = 1'000;     ///< live ones from one address
  std::uint32_t per_source_new_per_minute = 1'200;  ///< handshakes from one address
  std::uint32_t http_per_minute = 600;              ///< requests from one address
  std::uint32_t http_in_flight = 256;               ///< requests being answered, all addresses
};

struct drain_settings {
  std::chrono::seconds wait{30};  ///< from SIGTERM to the end
  std::chrono::milliseconds retry_least{2'000};
  std::chrono::milliseconds retry_most{60'000};
};

struct enrolment_settings {
  std::chrono::hours code{72};  ///< a one-time code's life
  std::uint32_t code_tries = 5;
  std::chrono::minutes home_token{15};  ///< life of a home's token for HTTP calls
};

struct sign_in_settings {
  std::string issuer;              ///< of the identity provider; "": people sign in with one-time links
  std::string client_id;           ///< what the provider calls us
  std::string client_secret_file;  ///< "": a public client, with PKCE alone
  std::string ca_file;             ///< PEM, for a provider of one's own; "": the system's authorities
  std::string public_url;          ///< "https://relay.example"; "": the first of listen.hosts and listen.port
  std::vector<std::string> algorithms{"ES256", "PS256", "RS256"};  ///< of the provider's signature
  std::vector<std::string> scopes{"openid", "email"};
  std::vector<std::string> require_amr;  ///< one of these in the token's `amr`; empty: not asked
  std::vector<std::string> require_acr;  ///< the token's `acr` is one of these; empty: not asked
  std::chrono::minutes link{15};         ///< life of a one-time link
  std::chrono::minutes idle{30};         ///< a session ends when it was not used for so long
  std::chrono::minutes longest{720};     ///< a session ends, used or not
};

struct approval_settings {
  std::uint32_t persons = 2;         ///< who must stand for an urgent message or one to every home; 1: its author alone
  std::chrono::seconds wait{1'800};  ///< for signatures, then the draft expires
  std::chrono::seconds confirm{900};  ///< for the second person of what was sent alone, then a notice says so
  std::uint32_t all_homes_from = 20;  ///< a snapshot of every live home is "all homes" when it is more than these
  std::uint32_t all_homes_most = 3;   ///< sends to all homes in `all_homes`; the next needs a third person
  std::chrono::seconds all_homes{600};
};

struct evidence_settings {
  std::chrono::seconds checkpoint{10};  ///< at most so long after something happened the log is signed
};

struct push_settings {
  std::string subject;                     ///< mailto: or https:; "": nothing is pushed
  std::string ca_file;                     ///< PEM, for push services of one's own; "": the system's authorities
  std::vector<std::string> hosts;          ///< push services that may be at a private address
  std::chrono::milliseconds wait{10'000};  ///< for connected devices to store an urgent message first
};

struct service_settings {
  std::string name = "Carerelay";  ///< what the pages call themselves
  std::string organisation;        ///< who runs it
  std::string logo;                ///< a file, SVG or PNG; "": the name alone
  std::string helpline;            ///< for homes that cannot get on
  std::string accessibility;       ///< whom to tell what of the pages cannot be used
};

/// What all ways beside the stream share.
struct channels_settings {
  std::string secure_domains_file;  ///< accredited mail domains with their dates; "": nhs.net alone
  std::vector<std::string> known_hosts{"gov.uk", "nhs.uk", "cqc.org.uk"};  ///< links may lead there and below
  std::string https_proxy, https_proxy_secret_file;  ///< for all that is asked over HTTPS; "": none
};

struct email_settings {
  std::string server;  ///< host of the mail server; "": no email
  std::uint16_t port = 587;
  std::string security = "starttls";  ///< or tls
  std::string ca_file;                ///< PEM; "": the system's authorities
  std::string auth = "any";           ///< none, any, plain, login, xoauth2
  std::string user, secret_file;
  std::string from, from_name = "Carerelay", reply_to, helpline;
  std::string return_address;  ///< failures come back to it, with a name behind a plus
  std::uint32_t read_receipts = 1;
  std::string imap_server;  ///< "": nothing is collected
  std::uint16_t imap_port = 993;
  std::string imap_security = "tls", imap_auth = "any", imap_user, imap_secret_file;
  std::chrono::seconds look_every{15};
  std::uint32_t connections = 3, per_minute = 30, burst = 10, per_day = 10'000;
  std::chrono::seconds retry_least{15}, retry_most{3'600};
  std::chrono::hours give_up{72};
  std::chrono::seconds pause{60};
};

/// A group that messages are posted to: one for each `[rooms.NAME]` of the file.
struct room_settings {
  std::string name;                   ///< 2 to 40 of a-z, 0-9 and hyphen; the channel's name as well
  std::string kind;                   ///< hosted, teams, standard, slack … (room_kinds in config/rooms.hpp)
  std::string title;                  ///< as people call it; "": the name
  std::vector<std::string> areas;     ///< GSS codes; empty: every message it may get
  std::string host;                   ///< hosted: who pastes the posts
  std::string url_file;               ///< holds the address to post to, which is a secret
  std::string secret_file;            ///< standard: holds the key that signs
  std::string address;                ///< of the group at its service
  std::string account, server;        ///< xmpp, matrix: ours there
  std::string ca_file;                ///< PEM; "": the system's authorities
  std::uint32_t private_address = 0;  ///< 1: it may be at a loopback or private address
  std::uint32_t per_minute = 30, burst = 5;
  std::uint32_t retry_least_seconds = 15, pause_seconds = 60;

  [[nodiscard]] std::string const& called() const noexcept { return title.empty() ? name : title; }
};

/// WhatsApp Cloud API, to a home's contacts one by one.
struct whatsapp_settings {
  std::string phone_number_id, number;  ///< whom messages come from, its id ("": no WhatsApp) and as people dial it
  std::string token_file, app_secret_file, verify_token_file;
  std::string message_template, language = "en_GB";
  std::string server = "https://graph.facebook.com/v24.0", ca_file;
  std::uint32_t private_address = 0;  ///< 1: the server may be at a loopback or private address
  std::uint32_t per_minute = 600, burst = 20, per_day = 1'000;
  std::chrono::seconds retry_least{15}, pause{60};
};

/// GOV.UK Notify, to a home's contacts one by one.
struct notify_settings {
  std::string api_key_file;  ///< "": no Notify
  std::string callback_token_file;
  std::string sms_template, email_template;  ///< ids; "": not that way
  std::string helpline;
  std::string server = "https://api.notifications.service.gov.uk", ca_file;
  std::uint32_t private_address = 0;
  std::uint32_t per_minute = 1'500, burst = 100, per_day = 250'000;
  std::chrono::seconds retry_least{15}, pause{60};
};

/// What is done about homes that stay silent.
struct escalation_settings {
  std::uint32_t on = 1;  ///< 0: nothing
  std::chrono::seconds immediate{4 * 3'600}, expected{48 * 3'600}, future{7 * 86'400};
  std::chrono::seconds result_read{3'600}, result_answer{4 * 3'600};  ///< of a result that is sent as immediate
  std::uint32_t next_percent = 25;                                    ///< of these, between two steps
  std::vector<std::string> steps{"email", "whatsapp", "notify_sms", "deputy", "call_list"};
  std::chrono::seconds quiet{240};  ///< without news, a channel that used to bring some is quiet
  std::chrono::seconds canary_every{900}, canary_wait{240};  ///< 0: canary homes are sent nothing
};

struct log_settings {
  log_level level = log_level::info;
};

struct settings {
  listen_settings listen;
  tls_settings tls;
  store_settings store;
  stream_settings stream;
  limit_settings limits;
  drain_settings drain;
  enrolment_settings enrolment;
  sign_in_settings sign_in;
  approval_settings approval;
  evidence_settings evidence;
  push_settings push;
  service_settings service;
  channels_settings channels;
  email_settings email;
  whatsapp_settings whatsapp;
  notify_settings notify;
  log_settings log;
  std::vector<room_settings> rooms;  ///< in the order of the file
  escalation_settings escalation;
};

}  // namespace carerelay::config
