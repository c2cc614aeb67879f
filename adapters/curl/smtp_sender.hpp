#pragma once

#include <memory>
#include <string>

#include "adapters/curl/mail_account.hpp"
#include "adapters/ports/mail.hpp"

namespace carerelay::curl {

/// Mail to one server, one mail at a time on a kept connection (RFC 5321, 3207, 4954, 3461).
class smtp_sender final : public ports::mail_sender {
 public:
  explicit smtp_sender(mail_account account);
  ~smtp_sender() override;
  [[nodiscard]] ports::mail_reply send(ports::mail_envelope const& what) override;
  [[nodiscard]] ports::mail_reply greet() override;

 private:
  struct state;
  ports::mail_reply once(ports::mail_envelope const* what, bool fresh, bool& was_kept);
  std::unique_ptr<state> state_;
};

}  // namespace carerelay::curl
