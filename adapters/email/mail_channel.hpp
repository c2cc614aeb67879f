#pragma once

#include <memory>
#include <string>

#include "adapters/email/delivery_token.hpp"
#include "adapters/ports/channel.hpp"
#include "adapters/ports/mail.hpp"

namespace carerelay::email {

struct return_addresses {
  std::string local = "b";       ///< what stands before the plus
  std::string domain;            ///< of the mailbox that failures come back to
  bool ask_for_receipts = true;  ///< Disposition-Notification-To (RFC 8098)
};

/// Posts by mail. What comes back names its delivery: the envelope's sender, ENVID and Message-ID are signed.
class mail_channel final : public ports::channel {
 public:
  mail_channel(std::unique_ptr<ports::mail_sender> sender, std::shared_ptr<delivery_tokens const> tokens,
               return_addresses back);
  [[nodiscard]] ports::verdict send(ports::outgoing const& what) override;
  [[nodiscard]] ports::verdict greet() override;

 private:
  std::unique_ptr<ports::mail_sender> sender_;
  std::shared_ptr<delivery_tokens const> tokens_;
  return_addresses back_;
};

/// What a server's answer means for the relay.
[[nodiscard]] ports::verdict verdict_of(ports::mail_reply const& reply);

}  // namespace carerelay::email
