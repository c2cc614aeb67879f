#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace carerelay::curl {

enum class mail_security : std::uint8_t { starttls, tls };
enum class mail_auth : std::uint8_t { none, any, plain, login, xoauth2 };

/// An account at a mail server. The certificate is always checked, and nothing is said before the connection is
/// encrypted.
struct mail_account {
  std::string host;
  std::uint16_t port = 0;
  mail_security security = mail_security::starttls;
  std::string ca_file;  ///< PEM; "" for the system's authorities
  mail_auth auth = mail_auth::none;
  std::string user;
  std::function<std::string()> secret{};  ///< password, or the token of XOAUTH2: asked for at each new connection
  std::string helo = "localhost";
  std::chrono::milliseconds connect{15'000}, answer{120'000};
  std::chrono::seconds keep{20};               ///< a connection that was idle for longer is not used again
  std::atomic<bool> const* give_up = nullptr;  ///< ends what is going on soon after it became true
};

}  // namespace carerelay::curl
