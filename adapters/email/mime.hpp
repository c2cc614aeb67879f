#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/instant.hpp"

/// Mail made of its parts, and back: the only file that makes MIME (RFC 2045 to 2047).
namespace carerelay::email {

struct mail_parts {
  std::string from, from_name, reply_to;
  std::string subject;  ///< UTF-8, one line
  protocol::instant date{};
  std::vector<std::pair<std::string, std::string>> headers;  ///< others, ASCII
  std::string text, html;
};

/// Header lines from Date on, an empty line and the body; CRLF, no line beyond 998 bytes, ASCII only.
[[nodiscard]] std::string compose(mail_parts const& parts);

/// A mail as it came, as far as it matters who it is from and what it says.
struct mail_read {
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in small letters, values unfolded
  std::string type;                                          ///< "multipart/report"
  std::string report_type;                                   ///< parameter report-type, in small letters
  std::string status;    ///< text of message/delivery-status or message/disposition-notification
  std::string original;  ///< header lines of the mail that is sent back

  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;  ///< the first, "" for none
};
/// Any bytes may be given. None when it is no mail at all.
[[nodiscard]] mail_read read_mail(std::string_view bytes);

}  // namespace carerelay::email
