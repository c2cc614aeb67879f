#pragma once

#include <boost/system/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/channel/disclosure.hpp"
#include "protocol/fault.hpp"
#include "protocol/instant.hpp"

/// Which mailboxes may get more than a pointer: nhs.net, and the domains somebody has accredited (DCB1596) for a time.
namespace carerelay::protocol {

struct accredited_domain {
  std::string domain;  ///< lower case; with a dot in front: whatever is below it as well
  std::chrono::sys_days from{};
  std::chrono::sys_days until{};  ///< the first day on which it no longer holds
};

/// What is known of a mailbox at a moment.
struct mailbox {
  destination_kind kind = destination_kind::unknown;
  /// The secure domain it could be mistaken for: nothing goes there, and a person should look.
  std::string looks_like;
};

/// A dated list. Domains are compared label by label: evilnhs.net and nhs.net.example are not nhs.net.
class secure_email_list {
 public:
  /// Lines of `domain from until` (2026-04-01 2027-04-01); `#` begins a comment. Every fault is named by its line.
  [[nodiscard]] static checked<secure_email_list> parse(std::string_view text);

  /// Unknown for what is no plain ASCII address, for domains written in punycode and for look-alikes.
  [[nodiscard]] mailbox look_at(std::string_view address, instant now) const;

  [[nodiscard]] std::vector<accredited_domain> const& entries() const noexcept { return entries_; }

 private:
  std::vector<accredited_domain> entries_;
};

}  // namespace carerelay::protocol
