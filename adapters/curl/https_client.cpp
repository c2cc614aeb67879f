#include "adapters/curl/https_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

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
  if (into.body.size() + count > into.limit) return 0;
  into.body.append(bytes, count);
  return count;
}

std::string sentence(CURLcode code, std::string const& url, char const* detail) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return "the server's name in " + url + " is not known: check the address";
    case CURLE_COULDNT_RESOLVE_PROXY: return "the name of the proxy to " + url + " is not known";
    case CURLE_COULDNT_CONNECT: return "nothing answers at " + url + ": is the relay running?";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "the certificate of " + url + " is not trusted (" + detail + "): name its authority with --ca FILE";
    case CURLE_SSL_CACERT_BADFILE: return std::string("the file given with --ca cannot be read: ") + detail;
    case CURLE_OPERATION_TIMEDOUT: return url + " did not answer in time";
    case CURLE_WRITE_ERROR: return "the answer of " + url + " is larger than expected";
    default: return url + " could not be asked: " + (detail[0] != '\0' ? detail : curl_easy_strerror(code));
  }
}

}  // namespace

struct https_client::state {
  std::string ca_file;
  std::optional<https_proxy> proxy;  ///< none: as the environment says
  handle h;

  /// By which way the call leaves.
  void choose_way(ports::http_call const& what) {
    bool const has_proxy = proxy && !proxy->url.empty();
    if (!has_proxy) {
      if (what.public_only) return connect_public_only(h.get(), nullptr);
      if (proxy) go_by(h.get(), *proxy);
      return;
    }
    if (may_be_public(what.url)) return go_by(h.get(), *proxy);
    if (what.public_only) throw std::runtime_error(what.url + " is at an address of the network inside: not asked");
    go_by(h.get(), {});
  }
};

https_client::https_client(std::string ca_file) : state_(std::make_unique<state>()) {
  state_->ca_file = std::move(ca_file);
  state_->h = make_handle();
}

https_client::https_client(std::string ca_file, https_proxy proxy) : https_client(std::move(ca_file)) {
  state_->proxy = std::move(proxy);
}

https_client::~https_client() = default;

ports::http_answer https_client::ask(ports::http_call const& what) {
  CURL* const h = state_->h.get();
  curl_easy_reset(h);
  receiving got;
  got.limit = what.answer_limit;
  char detail[CURL_ERROR_SIZE] = "";
  list headers(curl_slist_append(nullptr, "Expect:"));
  for (auto const& [name, value] : what.headers)
    headers.reset(curl_slist_append(headers.release(), (name + ": " + value).c_str()));

  curl_easy_setopt(h, CURLOPT_URL, what.url.c_str());
  curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, what.method.c_str());
  curl_easy_setopt(h, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, std::min(15'000L, static_cast<long>(what.patience.count())));
  curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, static_cast<long>(what.patience.count()));
  curl_easy_setopt(h, CURLOPT_ERRORBUFFER, detail);
  curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(h, CURLOPT_WRITEDATA, &got);
  end_when(h, what.give_up);
  auto const& authorities = what.ca_file.empty() ? state_->ca_file : what.ca_file;
  if (!authorities.empty()) curl_easy_setopt(h, CURLOPT_CAINFO, authorities.c_str());
  state_->choose_way(what);
  if (what.method != "GET" && what.method != "HEAD") {
    curl_easy_setopt(h, CURLOPT_POSTFIELDS, what.body.data());
    curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(what.body.size()));
  }
  CURLcode const code = curl_easy_perform(h);
  if (code != CURLE_OK) throw std::runtime_error(sentence(code, what.url, detail));

  ports::http_answer answer;
  long status = 0;
  char* type = nullptr;
  curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(h, CURLINFO_CONTENT_TYPE, &type);
  answer.status = static_cast<int>(status);
  if (type != nullptr) answer.content_type = type;
  curl_header* found = nullptr;
  if (curl_easy_header(h, "Retry-After", 0, CURLH_HEADER, -1, &found) == CURLHE_OK) answer.retry_after = found->value;
  answer.body = std::move(got.body);
  return answer;
}

}  // namespace carerelay::curl
