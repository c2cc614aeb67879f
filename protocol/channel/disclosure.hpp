#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/message/message.hpp"

/// What may leave the relay by which way. Decided once, here; a home's own signed-in devices are not a way
/// out.
namespace carerelay::protocol {

enum class channel_kind : std::uint8_t {
  email,
  chat,
  webhook,
  text  ///< text messages, and mails by somebody who relays both: short, and never to a secure mailbox
};

/// Where a post goes. `unknown` is what a destination is until somebody has said what it is.
enum class destination_kind : std::uint8_t {
  unknown,
  secure_email,  ///< nhs.net, or a domain on the dated list of accredited ones
  ordinary_email,
  chat_group,
  chat_person,
  web_endpoint,
  mobile  ///< a telephone that takes text messages
};

enum class disclosure : std::uint8_t {
  nothing,  ///< the delivery is `suppressed`, and why is kept
  pointer,  ///< a fixed sentence that says to sign in; nothing of the message
  headline_and_link,
  full
};

/// One row of one table. Whatever no row names, and whatever does not fit together (a test result that is not
/// private, an email to a chat group), is nothing.
[[nodiscard]] disclosure may_say(message_kind kind, message_scope scope, channel_kind by, destination_kind to) noexcept;

/// What people call a message in a group: short, and the same however it is written there.
struct post_names {
  std::string reference{};  ///< "B7.2"
  std::string replaces{};   ///< "B7.1"; "" when it replaces nothing
};

/// What an adapter is given to send, and the only thing it accepts. Nothing but `disclose` makes one, so that
/// no message, and above all no test result, can reach a channel round the table.
class disclosed_post {
 public:
  [[nodiscard]] disclosure level() const noexcept { return level_; }
  [[nodiscard]] message_kind kind() const noexcept { return kind_; }
  [[nodiscard]] urgency how_urgent() const noexcept { return urgency_; }
  [[nodiscard]] message_status status() const noexcept { return status_; }
  [[nodiscard]] msg_type type() const noexcept { return type_; }
  [[nodiscard]] instant sent() const noexcept { return sent_; }
  /// The headline, or the fixed words of a pointer. One line.
  [[nodiscard]] std::string const& title() const noexcept { return title_; }
  /// At most two sentences of what it says, one line of plain text; empty unless headline_and_link.
  [[nodiscard]] std::string const& summary() const noexcept { return summary_; }
  [[nodiscard]] std::string const& reference() const noexcept { return names_.reference; }
  [[nodiscard]] std::string const& replaces() const noexcept { return names_.replaces; }
  /// CommonMark; empty unless full.
  [[nodiscard]] std::string const& description() const noexcept { return description_; }
  [[nodiscard]] std::string const& instruction() const noexcept { return instruction_; }
  /// Plain lines, to be shown with ticks and crosses; empty unless full.
  [[nodiscard]] std::vector<std::string> const& must_do() const noexcept { return must_do_; }
  [[nodiscard]] std::vector<std::string> const& must_not() const noexcept { return must_not_; }
  [[nodiscard]] std::string const& change_note() const noexcept { return change_note_; }
  /// E.164, of a helpline; empty unless full.
  [[nodiscard]] std::string const& telephone() const noexcept { return telephone_; }
  /// The team's name; empty in a pointer.
  [[nodiscard]] std::string const& sender_name() const noexcept { return sender_name_; }
  [[nodiscard]] std::string const& language() const noexcept { return language_; }
  /// Page to sign in to; carries no token of a home.
  [[nodiscard]] std::string const& link() const noexcept { return link_; }

  friend std::optional<disclosed_post> disclose(message const& what, channel_kind by, destination_kind to,
                                                std::string link, post_names names);

 private:
  disclosed_post() = default;
  disclosure level_ = disclosure::nothing;
  message_kind kind_{};
  urgency urgency_{};
  message_status status_{};
  msg_type type_{};
  instant sent_{};
  std::string title_, summary_, description_, instruction_, change_note_, telephone_, sender_name_, language_, link_;
  std::vector<std::string> must_do_, must_not_;
  post_names names_;
};

/// The post that may go this way, in the message's first language; none when nothing may.
[[nodiscard]] std::optional<disclosed_post> disclose(message const& what, channel_kind by, destination_kind to,
                                                     std::string link, post_names names = {});

[[nodiscard]] std::string_view word(channel_kind value) noexcept;
[[nodiscard]] std::string_view word(destination_kind value) noexcept;
[[nodiscard]] std::string_view word(disclosure value) noexcept;

}  // namespace carerelay::protocol
