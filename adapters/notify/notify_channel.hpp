#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/notify/api_key.hpp"
#include "adapters/ports/callback.hpp"
#include "adapters/ports/channel.hpp"
#include "adapters/ports/web.hpp"

namespace carerelay::notify {

enum class sort : std::uint8_t { sms, email };

struct notify_settings {
  std::string server;  ///< "https://api.notifications.service.gov.uk"
  api_key key;
  notify::sort sort{};
  std::string template_id;
};

/// GOV.UK Notify (its REST API, version 2). It knows no idempotency key: after a doubt it is asked whether it has a
/// message under our reference before one is sent again.
class notify_channel final : public ports::channel {
 public:
  notify_channel(std::unique_ptr<ports::web_sender> web, notify_settings settings, ports::delivery_names names,
                 std::function<protocol::instant()> now);
  [[nodiscard]] ports::verdict send(ports::outgoing const& what) override;
  [[nodiscard]] ports::verdict greet() override;

 private:
  [[nodiscard]] ports::web_request request(std::string method, std::string path) const;
  /// None: there is no such message.
  [[nodiscard]] std::optional<ports::verdict> look_up(std::string const& reference);

  std::unique_ptr<ports::web_sender> web_;
  notify_settings settings_;
  ports::delivery_names names_;
  std::function<protocol::instant()> now_;
};

/// What an answer of the service means.
[[nodiscard]] ports::verdict judged(ports::web_reply const& reply, protocol::instant now);

/// Its delivery receipts, proven by a bearer token of ours.
class notify_callback final : public ports::callback_reader {
 public:
  notify_callback(std::string bearer, ports::delivery_names names);
  [[nodiscard]] std::optional<std::vector<ports::came_back>> read(ports::callback_call const& what) const override;

 private:
  std::string bearer_;
  ports::delivery_names names_;
};

}  // namespace carerelay::notify
