#include "adapters/curl/public_only.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <memory>

namespace carerelay::curl {
namespace {

bool is_public(in_addr const& address) noexcept {
  std::uint32_t const a = ntohl(address.s_addr);
  struct range {
    std::uint32_t first;
    unsigned bits;
  };
  // RFC 6890: what is not of the public network.
  static constexpr range closed[]{{0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},
                                  {0xA9FE0000, 16}, {0xAC100000, 12}, {0xC0000000, 24}, {0xC0A80000, 16},
                                  {0xC6120000, 15}, {0xE0000000, 4},  {0xF0000000, 4}};
  return std::none_of(std::begin(closed), std::end(closed),
                      [a](range const& one) { return (a ^ one.first) >> (32 - one.bits) == 0; });
}

/// Global unicast, save 6to4, which holds an IPv4 address that could be any.
bool is_public(in6_addr const& address) noexcept {
  auto const* const bytes = address.s6_addr;
  bool const is_global = (bytes[0] & 0xE0) == 0x20;
  return is_global && !(bytes[0] == 0x20 && bytes[1] == 0x02);
}

bool is_public(sockaddr const* address) noexcept {
  if (address->sa_family == AF_INET) return is_public(reinterpret_cast<sockaddr_in const*>(address)->sin_addr);
  if (address->sa_family == AF_INET6) return is_public(reinterpret_cast<sockaddr_in6 const*>(address)->sin6_addr);
  return false;
}

/// Looks at the address itself, after the name was resolved: a name may say anything.
curl_socket_t open_if_public(void* was_refused, curlsocktype, curl_sockaddr* to) {
  if (is_public(&to->addr)) return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
  if (was_refused != nullptr) *static_cast<bool*>(was_refused) = true;
  return CURL_SOCKET_BAD;
}

/// "" when there is none.
std::string host_of(std::string const& url) {
  std::unique_ptr<CURLU, void (*)(CURLU*)> const parsed(curl_url(), &curl_url_cleanup);
  char* text = nullptr;
  bool const fine = parsed && curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) == CURLUE_OK &&
                    curl_url_get(parsed.get(), CURLUPART_HOST, &text, 0) == CURLUE_OK;
  std::string out = fine ? text : "";
  curl_free(text);
  if (out.size() > 2 && out.front() == '[') out = out.substr(1, out.size() - 2);
  return out;
}

}  // namespace

bool may_be_public(std::string const& url) {
  auto const host = host_of(url);
  if (host.empty()) return false;
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, &wanted, &first) != 0) return true;
  std::unique_ptr<addrinfo, void (*)(addrinfo*)> const all(first, &freeaddrinfo);
  for (auto const* one = first; one != nullptr; one = one->ai_next)
    if (!is_public(one->ai_addr)) return false;
  return true;
}

void connect_public_only(CURL* h, bool* was_refused) {
  curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, &open_if_public);
  curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, was_refused);
  curl_easy_setopt(h, CURLOPT_PROXY, "");  // which would connect for us
}

}  // namespace carerelay::curl
