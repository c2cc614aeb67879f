#pragma once

#include <curl/curl.h>

#include <atomic>
#include <memory>
#include <string>

#include "adapters/curl/https_proxy.hpp"
#include "adapters/curl/mail_account.hpp"

/// Private to the room.
namespace carerelay::curl {

void start_library_once();

struct end_handle {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
using handle = std::unique_ptr<CURL, end_handle>;
/// Throws std::runtime_error when libcurl cannot start.
[[nodiscard]] handle make_handle();

struct end_list {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using list = std::unique_ptr<curl_slist, end_list>;

/// Ends a call when `flag` becomes true; a null one never does. It must live as long as the call.
void end_when(CURL* h, std::atomic<bool> const* flag);

/// By this proxy from now on, or by none when it names none, whatever the environment says. Throws what its secret
/// throws.
void go_by(CURL* h, https_proxy const& proxy);

/// A word for why a call had no answer: no_connection, name_unknown, too_slow …
[[nodiscard]] char const* trouble_of(CURLcode code) noexcept;

/// What is the same for every call of an account: encryption, sign-in, times. `scheme`: "smtp" or "imap".
void set_account(CURL* h, mail_account const& to, std::string const& scheme, std::string const& path,
                 std::string& detail);

}  // namespace carerelay::curl
