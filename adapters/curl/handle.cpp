#include "adapters/curl/handle.hpp"

#include <mutex>
#include <stdexcept>

namespace carerelay::curl {
namespace {

int look_whether_to_go_on(void* flag, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<std::atomic<bool> const*>(flag)->load() ? 1 : 0;
}

void set_sign_in(CURL* h, mail_account const& to) {
  if (to.auth == mail_auth::none) return;
  std::string const secret = to.secret ? to.secret() : std::string();
  curl_easy_setopt(h, CURLOPT_USERNAME, to.user.c_str());
  switch (to.auth) {
    case mail_auth::none: return;
    case mail_auth::any: break;
    case mail_auth::plain: curl_easy_setopt(h, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN"); break;
    case mail_auth::login: curl_easy_setopt(h, CURLOPT_LOGIN_OPTIONS, "AUTH=LOGIN"); break;
    case mail_auth::xoauth2:
      curl_easy_setopt(h, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
      curl_easy_setopt(h, CURLOPT_XOAUTH2_BEARER, secret.c_str());
      return;
  }
  curl_easy_setopt(h, CURLOPT_PASSWORD, secret.c_str());
}

}  // namespace

void start_library_once() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

handle make_handle() {
  start_library_once();
  handle out(curl_easy_init());
  if (!out) throw std::runtime_error("libcurl could not start");
  return out;
}

void end_when(CURL* h, std::atomic<bool> const* flag) {
  if (flag == nullptr) return;
  curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, &look_whether_to_go_on);
  curl_easy_setopt(h, CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(flag));
}

void go_by(CURL* h, https_proxy const& proxy) {
  curl_easy_setopt(h, CURLOPT_PROXY, proxy.url.c_str());
  if (proxy.url.empty()) return;
  curl_easy_setopt(h, CURLOPT_NOPROXY, "");  // nothing goes round it
  curl_easy_setopt(h, CURLOPT_HTTPPROXYTUNNEL, 1L);
  curl_easy_setopt(h, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!proxy.secret) return;
  auto const secret = proxy.secret();
  curl_easy_setopt(h, CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_BASIC));
  curl_easy_setopt(h, CURLOPT_PROXYUSERPWD, secret.c_str());
}

char const* trouble_of(CURLcode code) noexcept {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return "name_unknown";
    case CURLE_COULDNT_RESOLVE_PROXY: return "proxy_unknown";
    case CURLE_COULDNT_CONNECT: return "no_connection";
    case CURLE_OPERATION_TIMEDOUT: return "too_slow";
    case CURLE_SSL_CONNECT_ERROR: return "tls_failed";
    case CURLE_ABORTED_BY_CALLBACK: return "stopping";
    case CURLE_PEER_FAILED_VERIFICATION: return "certificate_not_trusted";
    case CURLE_SSL_CACERT_BADFILE: return "ca_file_unreadable";
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return "bad_address";
    case CURLE_USE_SSL_FAILED: return "no_encryption_offered";
    case CURLE_LOGIN_DENIED: return "sign_in_refused";
    default: return "connection_lost";
  }
}

void set_account(CURL* h, mail_account const& to, std::string const& scheme, std::string const& path,
                 std::string& detail) {
  curl_easy_reset(h);
  detail.assign(CURL_ERROR_SIZE, '\0');
  bool const is_wrapped = to.security == mail_security::tls;
  auto const url = scheme + (is_wrapped ? "s" : "") + "://" + to.host + ':' + std::to_string(to.port) + '/' + path;
  curl_easy_setopt(h, CURLOPT_URL, url.c_str());
  curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps,imap,imaps");
  curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
  // Nothing in the clear: an answer that hides STARTTLS ends the call.
  curl_easy_setopt(h, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  curl_easy_setopt(h, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!to.ca_file.empty()) curl_easy_setopt(h, CURLOPT_CAINFO, to.ca_file.c_str());
  curl_easy_setopt(h, CURLOPT_PROXY, "");
  curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(to.connect.count()));
  curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, static_cast<long>((to.connect + to.answer).count()));
  curl_easy_setopt(h, CURLOPT_MAXAGE_CONN, static_cast<long>(to.keep.count()));
  curl_easy_setopt(h, CURLOPT_ERRORBUFFER, detail.data());
  end_when(h, to.give_up);
  set_sign_in(h, to);
}

}  // namespace carerelay::curl
