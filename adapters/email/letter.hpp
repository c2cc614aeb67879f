#pragma once

#include <string>

#include "adapters/ports/channel.hpp"

namespace carerelay::email {

struct letter_settings {
  std::string from;       ///< address that the mail comes from
  std::string from_name;  ///< UTF-8
  std::string reply_to;   ///< the helpline: what people answer goes there
  std::string helpline;   ///< telephone as it is to be read; "" for none
};

/// Posts as mail: text and HTML, everything but what differs from home to home (To, Message-ID).
class letter final : public ports::renderer {
 public:
  explicit letter(letter_settings settings);
  [[nodiscard]] std::string render(protocol::disclosed_post const& post, bool possible_duplicate) const override;
  [[nodiscard]] ports::post_looks looks(protocol::disclosed_post const& post) const override;

 private:
  letter_settings settings_;
};

/// A harmless mail with which somebody sees whether the account works.
[[nodiscard]] std::string test_letter(letter_settings const& settings, protocol::instant now);

}  // namespace carerelay::email
