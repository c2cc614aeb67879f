#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/chat/dialect.hpp"
#include "adapters/ports/web.hpp"

namespace carerelay::chat {

struct web_room_settings {
  dialect const* to = nullptr;
  std::function<std::string()> url;    ///< asked for each time, so that a new one holds at once; may throw
  std::function<std::string()> key{};  ///< of a dialect that is signed: "whsec_…"
  std::string name_key;                ///< a secret of the relay: names of posts are made with it
  std::function<protocol::instant()> now;
};

/// A group behind an address that takes posts: Standard Webhooks, and the incoming webhooks of chat services.
class web_room final : public ports::channel {
 public:
  web_room(std::unique_ptr<ports::web_sender> sender, web_room_settings settings);
  [[nodiscard]] ports::verdict send(ports::outgoing const& what) override;
  /// Connects: whether the account works these services only say of a post.
  [[nodiscard]] ports::verdict greet() override;

 private:
  [[nodiscard]] std::string name_of(ports::outbox_number row) const;

  std::unique_ptr<ports::web_sender> sender_;
  web_room_settings settings_;
};

/// "" when posts can be sent to this address, otherwise what it must be. Never repeats the address.
[[nodiscard]] std::string_view url_fault(std::string_view url) noexcept;

}  // namespace carerelay::chat
