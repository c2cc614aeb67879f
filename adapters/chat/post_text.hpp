#pragma once

#include <string>
#include <string_view>

#include "adapters/ports/channel.hpp"

/// What is posted to a group, in parts that are safe to show and in the order in which people read them.
namespace carerelay::chat {

/// Each one line, of valid UTF-8 without hidden characters; "" for what there is not.
struct post_parts {
  std::string warning;  ///< "Possible duplicate …", "Exercise …"
  std::string head;     ///< "[B7.2] Guidance, urgent"
  std::string title;
  std::string change;  ///< "Replaces B7.1."
  std::string when;    ///< who sent it, and when
  std::string summary;
  std::string link;  ///< an address, as it is: never cut, never escaped
  std::string helpline;
};

/// `helpline`: telephone as it is to be read; "" for none.
[[nodiscard]] post_parts parts_of(protocol::disclosed_post const& post, std::string const& helpline,
                                  bool possible_duplicate);
/// A harmless post with which somebody sees whether a room works.
[[nodiscard]] post_parts test_parts(std::string const& link, protocol::instant now);

/// One line without what a reader cannot see or would see in another order; an @ that could call everybody is written
/// out.
[[nodiscard]] std::string safe_line(std::string_view text);

using escape = std::string (*)(std::string_view text);
/// The text as it is.
[[nodiscard]] std::string no_escape(std::string_view text);

/// Line by line. What people wrote goes through `how`.
[[nodiscard]] std::string text_of(post_parts const& parts, escape how);

/// Posts as plain text, for people to read and to paste.
class plain_renderer final : public ports::renderer {
 public:
  explicit plain_renderer(std::string helpline) : helpline_(std::move(helpline)) {}
  [[nodiscard]] std::string render(protocol::disclosed_post const& post, bool possible_duplicate) const override;

 private:
  std::string helpline_;
};

}  // namespace carerelay::chat
