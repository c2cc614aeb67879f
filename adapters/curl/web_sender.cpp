#include "adapters/curl/web_sender.hpp"

#include <algorithm>
#include <exception>

#include "adapters/curl/handle.hpp"
#include "adapters/curl/public_only.hpp"

namespace carerelay::curl {
namespace {

struct receiving {
  std::string body;
  std::size_t limit = 0;
};

std::size_t take(char* bytes, std::size_t, std::size_t count, void* to) {
  auto& into = *static_cast<receiving*>(to);
  auto const fits = std::min(count, into.limit - into.body.size());
  into.body.append(bytes, fits);
  return fits;  // fewer ends the call: its status is known by then
}

bool is_our_fault(CURLcode code) noexcept {
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE || code == CURLE_URL_MALFORMAT ||
         code == CURLE_UNSUPPORTED_PROTOCOL;
}

bool has_line_break(std::string_view text) noexcept { return text.find_first_of("\r\n") != std::string_view::npos; }

}  // namespace

struct web_sender::state {
  web_account account;
  handle h;
  bool was_refused = false;

  /// What is the same for every call. False, with the reason in `out`, when nothing may be asked.
  bool begin(std::string const& url, std::chrono::milliseconds patience, ports::web_reply& out) {
    CURL* const to = h.get();
    curl_easy_reset(to);
    was_refused = false;
    curl_easy_setopt(to, CURLOPT_URL, url.c_str());
    curl_easy_setopt(to, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(to, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(to, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(to, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(to, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(to, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(to, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(to, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(account.connect, patience).count()));
    curl_easy_setopt(to, CURLOPT_TIMEOUT_MS, static_cast<long>(patience.count()));
    if (!account.ca_file.empty()) curl_easy_setopt(to, CURLOPT_CAINFO, account.ca_file.c_str());
    go_by(to, {});
    try {
      if (!account.private_address) go_out(url);
    } catch (std::exception const&) {
      out.is_ours = true;
      out.trouble = "secret_unreadable";
      return false;
    }
    end_when(to, account.give_up);
    if (!was_refused) return true;
    out.is_ours = true;
    out.trouble = "private_address";
    return false;
  }

  /// To public addresses alone, by the proxy when there is one.
  void go_out(std::string const& url) {
    CURL* const to = h.get();
    if (account.proxy.url.empty()) return connect_public_only(to, &was_refused);
    was_refused = !may_be_public(url);
    go_by(to, account.proxy);
  }

  void explain(CURLcode code, ports::web_reply& out) const {
    long connect_status = 0;
    curl_easy_getinfo(h.get(), CURLINFO_HTTP_CONNECTCODE, &connect_status);
    bool const by_proxy = !account.proxy.url.empty() && !account.private_address;
    if (by_proxy && connect_status != 200) out.left_whole = false;  // it was the question for a tunnel that left
    if (connect_status >= 400 || code == CURLE_COULDNT_RESOLVE_PROXY) {
      out.is_ours = connect_status == 403 || connect_status == 407;
      out.trouble = connect_status == 407 ? "proxy_wants_a_password" : "refused_by_proxy";
      if (code == CURLE_COULDNT_RESOLVE_PROXY) out.trouble = trouble_of(code);
      return;
    }
    out.is_ours = is_our_fault(code) || was_refused;
    out.trouble = was_refused ? "private_address" : trouble_of(code);
  }
};

web_sender::web_sender(web_account account) : state_(std::make_unique<state>()) {
  state_->account = std::move(account);
  state_->h = make_handle();
}

web_sender::~web_sender() = default;

ports::web_reply web_sender::ask(ports::web_request const& what) {
  auto& my = *state_;
  CURL* const h = my.h.get();
  ports::web_reply out;
  receiving got;
  got.limit = what.answer_limit;
  if (!my.begin(what.url, what.patience, out)) return out;
  list headers(curl_slist_append(nullptr, "Expect:"));
  auto const add = [&headers](std::string const& line) {
    headers.reset(curl_slist_append(headers.release(), line.c_str()));
  };
  add("User-Agent: carerelay");
  for (auto const& [name, value] : what.headers) {
    if (has_line_break(name) || has_line_break(value)) {
      out.is_ours = true;
      out.trouble = "bad_header";
      return out;
    }
    add(name + ": " + value);
  }
  curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, what.method.c_str());
  curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(h, CURLOPT_WRITEDATA, &got);
  bool const has_body = what.method != "GET" && what.method != "HEAD";
  if (has_body) {
    curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(what.body.size()));
    curl_easy_setopt(h, CURLOPT_POSTFIELDS, what.body.data());
  }
  CURLcode const code = curl_easy_perform(h);
  long status = 0, sent = 0;
  curl_off_t uploaded = 0;
  curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(h, CURLINFO_SIZE_UPLOAD_T, &uploaded);
  curl_easy_getinfo(h, CURLINFO_REQUEST_SIZE, &sent);
  out.status = static_cast<int>(status);
  out.left_whole = sent > 0 && (!has_body || uploaded >= static_cast<curl_off_t>(what.body.size()));
  out.body = std::move(got.body);
  if (out.status == 0) {
    my.explain(code, out);
    return out;
  }
  curl_header* found = nullptr;
  if (curl_easy_header(h, "Retry-After", 0, CURLH_HEADER, -1, &found) == CURLHE_OK) out.retry_after = found->value;
  return out;
}

ports::web_reply web_sender::reach(std::string const& url) {
  auto& my = *state_;
  ports::web_reply out;
  if (!my.begin(url, my.account.connect, out)) return out;
  curl_easy_setopt(my.h.get(), CURLOPT_CONNECT_ONLY, 1L);
  CURLcode const code = curl_easy_perform(my.h.get());
  if (code != CURLE_OK) my.explain(code, out);
  return out;
}

}  // namespace carerelay::curl
