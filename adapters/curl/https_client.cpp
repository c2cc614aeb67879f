#include "adapters/curl/https_client.hpp"

#include <curl/curl.h>

#include <algorithm>
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
  CURL* handle = nullptr;
};

https_client::https_client(std::string ca_file) : state_(std::make_unique<state>()) {
  start_library_once();
  state_->ca_file = std::move(ca_file);
  state_->handle = curl_easy_init();
  if (state_->handle == nullptr) throw std::runtime_error("libcurl could not start");
}

https_client::~https_client() { curl_easy_cleanup(state_->handle); }

ports::http_answer https_client::ask(ports::http_call const& what) {
  CURL* const h = state_->handle;
  curl_easy_reset(h);
  receiving got;
  got.limit = what.answer_limit;
  char detail[CURL_ERROR_SIZE] = "";
  curl_slist* headers = curl_slist_append(nullptr, "Expect:");
  for (auto const& [name, value] : what.headers) headers = curl_slist_append(headers, (name + ": " + value).c_str());

  curl_easy_setopt(h, CURLOPT_URL, what.url.c_str());
  curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, what.method.c_str());
  curl_easy_setopt(h, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, std::min(15'000L, static_cast<long>(what.patience.count())));
  curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, static_cast<long>(what.patience.count()));
  curl_easy_setopt(h, CURLOPT_ERRORBUFFER, detail);
  curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(h, CURLOPT_WRITEDATA, &got);
  end_when(h, what.give_up);
  auto const& authorities = what.ca_file.empty() ? state_->ca_file : what.ca_file;
  if (!authorities.empty()) curl_easy_setopt(h, CURLOPT_CAINFO, authorities.c_str());
  if (what.public_only) {
    connect_public_only(h, nullptr);
  }
  if (what.method != "GET" && what.method != "HEAD") {
    curl_easy_setopt(h, CURLOPT_POSTFIELDS, what.body.data());
    curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(what.body.size()));
  }
  CURLcode const code = curl_easy_perform(h);
  curl_slist_free_all(headers);
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
