#include "relay/app/compose.hpp"

#include <sys/resource.h>

#include <csignal>

#include "adapters/curl/https_client.hpp"
#include "adapters/files/kept_file.hpp"
#include "adapters/files/whole_file.hpp"
#include "adapters/memory/kept_text.hpp"
#include "adapters/memory/store.hpp"
#include "adapters/sqlite/store.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/random.hpp"
#include "adapters/tls/tcp_transport.hpp"
#include "adapters/tls/tls_context.hpp"
#include "protocol/words.hpp"
#include "relay/app/pages.hpp"
#include "relay/app/ways.hpp"
#include "relay/core/people/identity.hpp"
#include "relay/core/record/log_keeper.hpp"
#include "relay/core/ways/after_restore.hpp"
#include "relay/core/ways/delivery_keys.hpp"
#include "relay/io/loop/signals.hpp"
#include "relay/io/server.hpp"

namespace carerelay::app {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<ports::store> open_store(config::store_settings const& how, ports::random& random) {
  if (how.path == ":memory:") return std::make_unique<memory::store>("memory", &random);
  sqlite::settings file;
  file.path = how.path;
  file.reserve_bytes = how.reserve_mib << 20;
  return std::make_unique<sqlite::store>(file, random);
}

/// What lies beside the store's file, or is gone with a store in memory.
std::unique_ptr<ports::kept_text> kept_beside(std::string const& store, char const* what, bool in_memory) {
  if (in_memory || store == ":memory:") return std::make_unique<memory::kept_text>();
  return std::make_unique<files::kept_file>(store + what);
}

std::unique_ptr<io::event_log> open_log(config::log_settings const& how, std::function<void(std::string_view)> lines) {
  if (lines) return std::make_unique<io::event_log>(how.level, std::move(lines));
  return std::make_unique<io::event_log>(how.level);
}

/// Each home is a descriptor: all that the machine gives are taken.
void raise_descriptor_limit(io::event_log& log) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  log.info("descriptors", {{"limit", static_cast<std::int64_t>(limit.rlim_cur)}});
}

void tell_warnings(tls::tls_context const& certificate, io::event_log& log) {
  for (auto const& warning : certificate.warnings()) log.warning("certificate_warning", {{"why", warning}});
}

void tell_log(core::log_found found, io::event_log& log) {
  switch (found) {
    case core::log_found::as_left: return;
    case core::log_found::begun: return log.info("evidence_log_begun");
    case core::log_found::key_changed: return log.info("evidence_log_changed", {{"why", core::word(found)}});
    case core::log_found::restored:
    case core::log_found::behind:
    case core::log_found::another_register: return log.warning("evidence_log_changed", {{"why", core::word(found)}});
  }
}

/// Something may have happened since that this store does not know.
bool was_put_back(core::log_found found) noexcept {
  switch (found) {
    case core::log_found::as_left:
    case core::log_found::begun:
    case core::log_found::key_changed: return false;
    case core::log_found::restored:
    case core::log_found::behind:
    case core::log_found::another_register: return true;
  }
  return false;
}

void set_approval(http::relay_facts& facts, config::approval_settings const& how) {
  facts.approval.two_persons = how.persons > 1;
  facts.approval.wait = how.wait;
  facts.approval.confirm = how.confirm;
  facts.approval.all_homes_from = how.all_homes_from;
  facts.approval.all_homes_most = how.all_homes_most;
  facts.approval.all_homes_window = how.all_homes;
}

void set_codes(http::relay_facts& facts, config::enrolment_settings const& how) {
  facts.codes.life = how.code;
  facts.codes.tries = static_cast<int>(how.code_tries);
}

/// The key by which push services know this relay is made once: browsers subscribe to it.
void set_push(http::relay_facts& facts, config::push_settings const& how, ports::store_writer& store) {
  auto& rules = facts.push;
  rules.subject = how.subject;
  rules.ca_file = how.ca_file;
  rules.hosts = how.hosts;
  rules.wait = how.wait;
  if (how.subject.empty()) return;
  if (store.secret(core::vapid_secret).empty())
    store.put_secret(core::vapid_secret, protocol::crypto::p256_private_key::generate().pem());
  rules.key = protocol::crypto::p256_private_key::from_pem(store.secret(core::vapid_secret)).value();
}

/// The whole text without the line end that editors leave.
std::string secret_in(std::string const& file) {
  auto text = files::read_file(file);
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  if (text.empty()) throw std::runtime_error("the file of sign_in.client_secret_file, " + file + ", is empty");
  return text;
}

void set_sign_in(http::relay_facts& facts, config::settings const& all, ports::store& store) {
  auto const& how = all.sign_in;
  auto& rules = facts.sign_in;
  rules.idle = how.idle;
  rules.longest = how.longest;
  rules.link = how.link;
  rules.public_url = how.public_url;
  if (rules.public_url.empty())
    rules.public_url = "https://" + all.listen.hosts.front() + ':' + std::to_string(all.listen.port);
  facts.sign_in_secret = store.reader()->secret(core::sign_in_secret);
  if (how.issuer.empty()) return;
  auto& provider = rules.provider;
  provider.issuer = how.issuer;
  provider.client_id = how.client_id;
  if (!how.client_secret_file.empty()) provider.client_secret = secret_in(how.client_secret_file);
  provider.redirect_uri = rules.public_url + "/v1/sign-in/callback";
  for (auto const& word : how.algorithms)
    if (auto const known = protocol::from_word<protocol::jws_algorithm>(word)) provider.algorithms.push_back(*known);
  provider.scopes = how.scopes;
  provider.amr = how.require_amr;
  provider.acr = how.require_acr;
}

}  // namespace

/// Each stands on those before it.
struct running_relay::parts {
  parts(config::settings settings, relay_options instead)
      : tls_files(settings.tls),
        log(open_log(settings.log, std::move(instead.log_lines))),
        certificate(tls::tls_context::server_from_files(tls_files.certificate, tls_files.key)),
        encrypted(certificate),
        log_key(kept_beside(settings.store.path, ".log-key", instead.store != nullptr)),
        log_signed(kept_beside(settings.store.path, ".log-signed", instead.store != nullptr)),
        store(instead.store ? std::move(instead.store) : open_store(settings.store, random)),
        keeper(core::log_key_in(*log_key, random), *log_signed) {
    raise_descriptor_limit(*log);
    tell_warnings(*certificate, *log);
    core::log_found found{};
    std::string delivery_keys;
    std::size_t in_doubt = 0;
    facts.outbox = rules_of_channels(settings);
    store->write([&](ports::store_writer& writer) {
      core::ensure_secrets(writer, random);
      delivery_keys = core::keep_delivery_keys(writer, random, clock.now());
      found = keeper.settle(writer, clock.now());
      if (was_put_back(found)) in_doubt = core::doubt_what_waits(writer, facts.outbox, clock.now());
      set_push(facts, settings.push, writer);
    });
    tell_log(found, *log);
    if (in_doubt > 0) log->warning("channels_in_doubt", {{"rows", in_doubt}, {"why", core::word(found)}});
    set_codes(facts, settings.enrolment);
    set_sign_in(facts, settings, *store);
    auto const outgoing = [ca = settings.sign_in.ca_file, proxy = proxy_of(settings)] {
      return std::make_unique<curl::https_client>(ca, proxy);
    };
    set_approval(facts, settings.approval);
    set_pages(facts, settings.service);
    facts.quiet = settings.escalation.quiet;
    auto const secret = store->reader()->secret(core::delivery_secret);
    auto ways = ways_of(settings, facts.outbox, secret, delivery_keys);
    facts.callbacks = callbacks_of(settings, facts.outbox, secret);
    server = std::make_unique<io::server>(
        std::move(settings),
        io::server_ground{*store, clock, random, encrypted, plain, facts, *log, &keeper, outgoing, std::move(ways)});
  }

  config::tls_settings tls_files;
  std::unique_ptr<io::event_log> log;
  system::clock clock;
  system::random random;
  std::shared_ptr<tls::tls_context const> certificate;
  tls::tls_maker encrypted;
  tls::tcp_maker plain;
  std::unique_ptr<ports::kept_text> log_key, log_signed;
  std::unique_ptr<ports::store> store;
  core::log_keeper keeper;
  http::relay_facts facts;
  std::unique_ptr<io::server> server;
};

running_relay::running_relay(std::unique_ptr<parts> made) : parts_(std::move(made)) {}
running_relay::~running_relay() { stop(); }

std::uint16_t running_relay::port() const noexcept { return parts_->server->port(); }
std::uint16_t running_relay::internal_port() const noexcept { return parts_->server->internal_port(); }
std::size_t running_relay::sessions() const noexcept { return parts_->server->sessions(); }
ports::store& running_relay::store() noexcept { return *parts_->store; }

void running_relay::reload_certificate() {
  try {
    auto const next = tls::tls_context::server_from_files(parts_->tls_files.certificate, parts_->tls_files.key);
    parts_->encrypted.swap(next);
    parts_->log->info("certificate_reloaded");
    tell_warnings(*next, *parts_->log);
  } catch (std::exception const& why) {
    parts_->log->error("certificate_kept", {{"why", why.what()}});
  }
}

void running_relay::drain() { parts_->server->drain(); }
bool running_relay::wait_drained(std::chrono::milliseconds most) { return parts_->server->wait_drained(most); }
void running_relay::stop() { parts_->server->stop(); }

std::unique_ptr<running_relay> start_relay(config::settings settings, relay_options instead) {
  std::unique_ptr<running_relay> relay(
      new running_relay(std::make_unique<running_relay::parts>(std::move(settings), std::move(instead))));
  relay->parts_->server->start();
  return relay;
}

int serve_until_told(config::loaded const& settings) {
  io::signal_wait signals{SIGTERM, SIGINT, SIGHUP};
  auto const relay = start_relay(settings.values);
  for (;;) {
    auto const told = signals.next(1h);
    if (told == SIGHUP) relay->reload_certificate();
    if (told == SIGTERM || told == SIGINT) break;
  }
  relay->drain();
  auto const end = std::chrono::steady_clock::now() + settings.values.drain.wait;
  bool gone = false, firmly = false;
  while (!gone && !firmly && std::chrono::steady_clock::now() < end) {
    gone = relay->wait_drained(20ms);
    auto const again = signals.next(0ms);
    firmly = again == SIGTERM || again == SIGINT;
  }
  relay->stop();
  return 0;
}

}  // namespace carerelay::app
