#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Mail as bytes: handed to a server (SMTP, RFC 5321), and taken out of a mailbox (IMAP, RFC 9051).
namespace carerelay::ports {

struct mail_envelope {
  std::string from;  ///< where failures go
  std::string to;
  std::string id;         ///< ENVID of RFC 3461; "" for none. Used when the server offers DSN
  std::string_view head;  ///< header lines with CRLF, before `rest`
  std::string_view rest;  ///< the other header lines, an empty line, the body
};

enum class mail_outcome : std::uint8_t { accepted, refused, in_doubt, not_sent, account };
/// How far the talk had come.
enum class mail_stage : std::uint8_t { connection, sign_in, sender, recipient, content };

struct mail_reply {
  mail_outcome what{};
  mail_stage stage{};
  int code = 0;          ///< of the last reply line, 0 for none
  std::string enhanced;  ///< RFC 3463, "5.1.1", "" for none
  std::string text;      ///< the rest of it: ASCII, at most 150 bytes
  std::string trouble;   ///< of our own side: a word
};

/// One connection, kept. Blocking; one thread at a time.
class mail_sender {
 public:
  virtual ~mail_sender() = default;
  /// Addresses that are no plain ASCII addresses are refused before anything is sent.
  [[nodiscard]] virtual mail_reply send(mail_envelope const& what) = 0;
  [[nodiscard]] virtual mail_reply greet() = 0;
};

/// Blocking; one thread. Throws std::runtime_error with a sentence.
class mail_box {
 public:
  virtual ~mail_box() = default;
  [[nodiscard]] virtual std::vector<std::uint32_t> waiting() = 0;  ///< UIDs of the inbox, ascending
  [[nodiscard]] virtual std::string fetch(std::uint32_t uid) = 0;  ///< as it is, at most 1 MiB of it
  virtual void move(std::uint32_t uid, std::string const& folder) = 0;
};

}  // namespace carerelay::ports
