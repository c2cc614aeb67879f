#pragma once

#include <memory>
#include <set>
#include <string>

#include "adapters/curl/mail_account.hpp"
#include "adapters/ports/mail.hpp"

namespace carerelay::curl {

/// The inbox of one account, on a kept connection (RFC 9051, MOVE of RFC 6851).
class imap_box final : public ports::mail_box {
 public:
  explicit imap_box(mail_account account);
  ~imap_box() override;
  [[nodiscard]] std::vector<std::uint32_t> waiting() override;
  [[nodiscard]] std::string fetch(std::uint32_t uid) override;
  void move(std::uint32_t uid, std::string const& folder) override;

 private:
  struct state;
  std::string ask(std::string const& path, std::string const& command, bool may_fail);
  std::unique_ptr<state> state_;
};

}  // namespace carerelay::curl
