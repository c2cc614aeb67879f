#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "adapters/ports/channel.hpp"

/// Posts as texts for GOV.UK Notify, which puts them into a template of ours.
namespace carerelay::notify {

/// What a text message of two parts can hold, less the name that the service puts in front.
inline constexpr std::size_t sms_septets = 2 * 153 - 40;

/// In the alphabet that text messages have (3GPP TS 23.038): typographic marks become plain ones, what has no likeness
/// becomes a question mark.
[[nodiscard]] std::string to_gsm(std::string_view utf8);
/// How much of a text message it takes; characters of the extension table take two.
[[nodiscard]] std::size_t septets(std::string_view gsm) noexcept;

/// `{"message":"…"}` for a text message: what it is, its headline cut at a word, and the link, never cut.
class sms_text final : public ports::renderer {
 public:
  [[nodiscard]] std::string render(protocol::disclosed_post const& post, bool possible_duplicate) const override;
};

/// `{"subject":"…","message":"…"}` for an email.
class email_text final : public ports::renderer {
 public:
  explicit email_text(std::string helpline) : helpline_(std::move(helpline)) {}
  [[nodiscard]] std::string render(protocol::disclosed_post const& post, bool possible_duplicate) const override;

 private:
  std::string helpline_;
};

}  // namespace carerelay::notify
