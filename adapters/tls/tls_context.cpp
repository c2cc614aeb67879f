#include "adapters/tls/tls_context.hpp"

#include <openssl/err.h>

#include <arpa/inet.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <new>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "adapters/tls/socket_bio.hpp"
#include "adapters/tls/tls_transport.hpp"
#include "adapters/tls/verify_words.hpp"

namespace carerelay::tls {

struct tls_context::state {
  ssl_ctx_ptr context;
  bool is_client = false;
  trust whom;
  std::vector<std::string> warnings;
};

namespace {

using namespace std::string_literals;

constexpr unsigned char offered_protocol[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

[[noreturn]] void refuse(std::string const& sentence) {
  auto const code = ERR_peek_last_error();
  char const* const reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  ERR_clear_error();
  throw std::runtime_error{reason != nullptr ? sentence + " (OpenSSL: " + reason + ")" : sentence};
}

int choose_protocol(SSL*, unsigned char const** out, unsigned char* out_size, unsigned char const* in, unsigned in_size,
                    void*) {
  auto* chosen = const_cast<unsigned char*>(*out);
  int const verdict = SSL_select_next_proto(&chosen, out_size, offered_protocol, sizeof offered_protocol, in, in_size);
  *out = chosen;
  return verdict == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// An encrypted key must be an error at start, not a prompt on somebody's terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

ssl_ctx_ptr make_context(SSL_METHOD const* method) {
  ERR_clear_error();
  ssl_ctx_ptr made{SSL_CTX_new(method)};
  if (made == nullptr) refuse("OpenSSL gives no TLS context");
  auto* const c = made.get();
  bool const ok =
      SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION) == 1 &&
      SSL_CTX_set_cipher_list(c, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
      SSL_CTX_set_ciphersuites(c, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256") == 1 &&
      SSL_CTX_set1_groups_list(c, "X25519:P-256:P-384") == 1;
  if (!ok) refuse("this OpenSSL lacks TLS 1.2 and 1.3 with ECDHE and AES-GCM");
  SSL_CTX_set_options(c, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // One recv for a small record instead of two; the buffer is released with the others once it is empty.
  SSL_CTX_set_read_ahead(c, 1);
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);  // tickets resume without it
  SSL_CTX_set_default_passwd_cb(c, &no_passphrase);
  return made;
}

void use_chain(SSL_CTX* context, std::string_view pem, std::string const& name) {
  auto const source = memory_bio(pem);
  x509_ptr const leaf{PEM_read_bio_X509(source.get(), nullptr, &no_passphrase, nullptr)};
  if (leaf == nullptr) refuse(name + ": expected a certificate in PEM (-----BEGIN CERTIFICATE-----)");
  if (SSL_CTX_use_certificate(context, leaf.get()) != 1) refuse(name + ": this certificate cannot be used for TLS");
  for (;;) {
    x509_ptr next{PEM_read_bio_X509(source.get(), nullptr, &no_passphrase, nullptr)};
    if (next == nullptr) break;
    if (SSL_CTX_add0_chain_cert(context, next.get()) != 1) refuse(name + ": a certificate of the chain cannot be used");
    static_cast<void>(next.release());  // the context owns it now
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
    refuse(name + ": a certificate of the chain is damaged");
  ERR_clear_error();
}

void use_key(SSL_CTX* context, std::string_view pem, std::string const& name, std::string const& certificate_name) {
  auto const source = memory_bio(pem);
  pkey_ptr const key{PEM_read_bio_PrivateKey(source.get(), nullptr, &no_passphrase, nullptr)};
  if (key == nullptr)
    refuse(name + ": expected a private key in PEM without a passphrase (-----BEGIN PRIVATE KEY-----)");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1)
    refuse(name + ": this key does not belong to the certificate in " + certificate_name);
}

std::string day_of(ASN1_TIME const* when) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(when, &parts) != 1) return "an unreadable date";
  char text[16] = {};
  std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
  return text;
}

std::vector<std::string> look_at_dates(SSL_CTX* context, std::string const& name) {
  std::vector<std::string> found;
  auto const* const leaf = SSL_CTX_get0_certificate(context);
  auto const* const ends = X509_get0_notAfter(leaf);
  auto const* const begins = X509_get0_notBefore(leaf);
  auto soon = std::time(nullptr) + 14 * 24 * 3600;
  if (X509_cmp_current_time(ends) < 0) {
    found.push_back(name + ": the certificate expired on " + day_of(ends));
  } else if (X509_cmp_time(ends, &soon) < 0) {
    found.push_back(name + ": the certificate expires on " + day_of(ends));
  }
  if (X509_cmp_current_time(begins) > 0)
    found.push_back(name + ": the certificate is valid only from " + day_of(begins));
  return found;
}

std::string file_text(std::string const& path, char const* what) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  if (!file || !(text << file.rdbuf()))
    throw std::runtime_error{path + ": cannot be read; expected " + what + " in PEM"};
  return std::move(text).str();
}

/// A pinned certificate is enough by itself: no authority, no dates, no names.
int check_pin(X509_STORE_CTX* chain, void* argument) {
  auto const& pins = static_cast<trust const*>(argument)->pins;
  auto* const leaf = X509_STORE_CTX_get0_cert(chain);
  auto const text = leaf != nullptr ? digest_of(leaf) : std::string{};
  bool const is_pinned = !text.empty() && std::find(pins.begin(), pins.end(), text) != pins.end();
  X509_STORE_CTX_set_error(chain, is_pinned ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
  return is_pinned ? 1 : 0;
}

void trust_authorities(SSL_CTX* context, std::string const& pem) {
  if (pem.empty()) {
    if (SSL_CTX_set_default_verify_paths(context) != 1) refuse("the system's certificate authorities cannot be loaded");
    return;
  }
  auto* const store = SSL_CTX_get_cert_store(context);
  auto const source = memory_bio(pem);
  int count = 0;
  for (;; ++count) {
    x509_ptr const one{PEM_read_bio_X509(source.get(), nullptr, &no_passphrase, nullptr)};
    if (one == nullptr) break;
    X509_STORE_add_cert(store, one.get());
  }
  if (count == 0) refuse("the certificate authority: expected at least one certificate in PEM");
  ERR_clear_error();
}

bool is_address(std::string const& host) {
  unsigned char bytes[16];
  return inet_pton(AF_INET, host.c_str(), bytes) == 1 || inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

void expect_host(SSL* ssl, trust const& whom) {
  if (whom.host.empty()) return;
  if (is_address(whom.host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), whom.host.c_str());
    return;
  }
  SSL_set_tlsext_host_name(ssl, whom.host.c_str());
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  SSL_set1_host(ssl, whom.host.c_str());
}

}  // namespace

tls_context::tls_context(std::unique_ptr<state> made) noexcept : state_{std::move(made)} {}
tls_context::~tls_context() = default;

std::vector<std::string> const& tls_context::warnings() const noexcept { return state_->warnings; }

std::shared_ptr<tls_context const> tls_context::server(std::string_view certificate_pem, std::string_view key_pem,
                                                       std::string_view certificate_name, std::string_view key_name) {
  auto made = std::make_unique<state>();
  made->context = make_context(TLS_server_method());
  auto* const c = made->context.get();
  use_chain(c, certificate_pem, std::string{certificate_name});
  use_key(c, key_pem, std::string{key_name}, std::string{certificate_name});
  SSL_CTX_set_options(c, SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_num_tickets(c, 1);
  constexpr unsigned char session_scope[] = "carerelay";
  SSL_CTX_set_session_id_context(c, session_scope, sizeof session_scope - 1);
  SSL_CTX_set_alpn_select_cb(c, &choose_protocol, nullptr);
  made->warnings = look_at_dates(c, std::string{certificate_name});
  return std::make_shared<tls_context const>(std::move(made));
}

std::shared_ptr<tls_context const> tls_context::server_from_files(std::string const& certificate_path,
                                                                  std::string const& key_path) {
  auto const certificate = file_text(certificate_path, "a certificate chain");
  auto const key = file_text(key_path, "a private key");
  return server(certificate, key, certificate_path, key_path);
}

std::shared_ptr<tls_context const> tls_context::client(trust const& whom) {
  if (whom.host.empty() && whom.pins.empty())
    throw std::runtime_error{"a TLS client needs the server's name or a pinned certificate"};
  auto made = std::make_unique<state>();
  made->context = make_context(TLS_client_method());
  made->is_client = true;
  made->whom = whom;
  auto* const c = made->context.get();
  SSL_CTX_set_verify(c, SSL_VERIFY_PEER, nullptr);
  if (whom.pins.empty()) {
    trust_authorities(c, whom.ca_pem);
    SSL_CTX_set_cert_verify_callback(c, &tls_transport::verify, nullptr);
  } else {
    SSL_CTX_set_cert_verify_callback(c, &check_pin, &made->whom);
  }
  SSL_CTX_set_alpn_protos(c, offered_protocol, sizeof offered_protocol);
  return std::make_shared<tls_context const>(std::move(made));
}

std::unique_ptr<ports::transport> tls_context::make(int socket) const {
  ssl_ptr ssl{SSL_new(state_->context.get())};
  auto bio = make_socket_bio(socket);
  if (ssl == nullptr || bio == nullptr) throw std::bad_alloc{};
  auto* const both = bio.release();
  SSL_set_bio(ssl.get(), both, both);
  if (state_->is_client) {
    expect_host(ssl.get(), state_->whom);
    SSL_set_connect_state(ssl.get());
  } else {
    SSL_set_accept_state(ssl.get());
  }
  // A server's callbacks look at nothing of ours, and OpenSSL keeps its own share of the context.
  auto owner = state_->is_client ? std::shared_ptr<void const>{shared_from_this()} : nullptr;
  return std::make_unique<tls_transport>(std::move(ssl), socket, std::move(owner));
}

tls_maker::tls_maker(std::shared_ptr<tls_context const> first) noexcept : current_{std::move(first)} {}

std::unique_ptr<ports::transport> tls_maker::make(int socket) {
  std::shared_ptr<tls_context const> now;
  {
    std::lock_guard const lock{guard_};
    now = current_;
  }
  return now->make(socket);
}

void tls_maker::swap(std::shared_ptr<tls_context const> next) noexcept {
  std::lock_guard const lock{guard_};
  current_.swap(next);
}

}  // namespace carerelay::tls
