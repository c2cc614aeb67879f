#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/email/delivery_token.hpp"
#include "adapters/ports/channel.hpp"
#include "adapters/ports/mail.hpp"

namespace carerelay::email {

/// The mailbox that failures, receipts and replies come back to. What was read goes into folders that people can look
/// into: Read, Replies, Unmatched. A reply is handed on to the helpline first.
class mail_return_box final : public ports::return_box {
 public:
  /// `hand_on`: gives a mail to the helpline; false when that failed, and it stays where it is. May be empty.
  using hand_on = std::function<bool(std::string const& bytes)>;
  mail_return_box(std::unique_ptr<ports::mail_box> box, std::shared_ptr<delivery_tokens const> tokens,
                  hand_on to_helpline);
  [[nodiscard]] std::vector<std::string> waiting(std::size_t limit) override;
  [[nodiscard]] ports::came_back read(std::string const& id) override;
  void put_away(std::string const& id, ports::came_back const& what) override;

 private:
  std::unique_ptr<ports::mail_box> box_;
  std::shared_ptr<delivery_tokens const> tokens_;
  hand_on to_helpline_;
  std::string last_;  ///< bytes of what was read last
};

}  // namespace carerelay::email
