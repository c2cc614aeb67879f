#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "adapters/chat/post_text.hpp"

/// How each service wants a post: one table.
namespace carerelay::chat {

/// What a service counts when it says how long a text may be.
enum class counted : std::uint8_t { bytes, code_points, utf16_units };

/// All that a body is made of.
struct post_content {
  post_parts parts;
  std::string text;  ///< the parts as the service's own text, within its bounds
  // For programs:
  std::string reference, replaces, kind, change, urgency, status, language;
  protocol::instant sent{};
  bool possible_duplicate = false;
};

struct dialect {
  std::string_view word;  ///< as in the settings: slack, teams …
  escape how = no_escape;
  std::size_t most = 0;  ///< of the text
  counted unit = counted::code_points;
  std::string (*body)(post_content const& what) = nullptr;  ///< JSON
  std::string_view query{};                                 ///< goes behind the address: "wait=true"
  std::string_view name_member{};  ///< of the answer: what the service calls the post; "" when it does not say
  std::string_view refusal{};      ///< an answer of 200 with this in it is none
  bool is_signed = false;          ///< Standard Webhooks
};

[[nodiscard]] std::span<dialect const> dialects() noexcept;
/// nullptr when there is none of that name.
[[nodiscard]] dialect const* find_dialect(std::string_view word) noexcept;

/// The parts as text within the dialect's bounds: the summary is cut at a sentence or left out, then the title is cut;
/// never the link.
[[nodiscard]] std::string fitted_text(dialect const& to, post_parts const& parts);

/// Posts in the words of one service.
class dialect_renderer final : public ports::renderer {
 public:
  dialect_renderer(dialect const& to, std::string helpline) : to_(to), helpline_(std::move(helpline)) {}
  [[nodiscard]] std::string render(protocol::disclosed_post const& post, bool possible_duplicate) const override;
  [[nodiscard]] ports::post_looks looks(protocol::disclosed_post const& post) const override;

 private:
  dialect const& to_;
  std::string helpline_;
};

/// The body of a test post.
[[nodiscard]] std::string test_body(dialect const& to, std::string const& link, protocol::instant now);

}  // namespace carerelay::chat
