#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/ports/callback.hpp"
#include "adapters/ports/channel.hpp"
#include "adapters/ports/web.hpp"

namespace carerelay::whatsapp {

struct whatsapp_settings {
  std::string server;  ///< "https://graph.facebook.com/v24.0"
  std::string phone_number_id;
  std::function<std::string()> token;  ///< read again at each post
  std::string template_name;
  std::string language = "en_GB";
  bool to_group = false;  ///< a group that this number has created: plain text, and nothing to press
};

struct answer;       // answers.hpp
class answer_queue;  // answers.hpp

/// WhatsApp Cloud API. One to one: a template with two texts and three answers to press. A template, because nothing
/// else may be sent to somebody who has not written to us within 24 hours. There is no way to ask whether a message
/// went through: what is in doubt goes once more and says so.
class whatsapp_channel final : public ports::channel {
 public:
  whatsapp_channel(std::unique_ptr<ports::web_sender> web, whatsapp_settings settings, ports::delivery_names names,
                   std::function<protocol::instant()> now);
  [[nodiscard]] ports::verdict send(ports::outgoing const& what) override;
  [[nodiscard]] ports::verdict greet() override;
  /// Plain text to somebody who has written to us within 24 hours.
  [[nodiscard]] ports::verdict say(answer const& what);

 private:
  [[nodiscard]] bool write_template(std::string const& bytes, std::string const& name, std::string& out) const;

  std::unique_ptr<ports::web_sender> web_;
  whatsapp_settings settings_;
  ports::delivery_names names_;
  std::function<protocol::instant()> now_;
};

/// What an answer of the service means; its error codes say more than its status.
[[nodiscard]] ports::verdict judged(ports::web_reply const& reply, protocol::instant now);
/// What an error code says of a message that had been taken: a word, "" for codes that nobody has told us of.
[[nodiscard]] std::string_view reason_of(std::int64_t code) noexcept;

struct callback_settings {
  std::string app_secret;    ///< signs every call (X-Hub-Signature-256)
  std::string verify_token;  ///< that we gave when the address was registered
  std::string phone_number_id;
};

/// Its webhook: states of messages in any order, and what people answered.
class whatsapp_callback final : public ports::callback_reader {
 public:
  /// `answers`: where answers to people are put; may be null, then nobody is answered.
  whatsapp_callback(callback_settings settings, ports::delivery_names names,
                    std::shared_ptr<answer_queue> answers = nullptr);
  [[nodiscard]] std::optional<std::vector<ports::came_back>> read(ports::callback_call const& what) const override;
  [[nodiscard]] std::optional<std::string> challenge(ports::callback_call const& what) const override;
  void reply(ports::came_back const& to, std::string const& text) const override;

 private:
  callback_settings settings_;
  ports::delivery_names names_;
  std::shared_ptr<answer_queue> answers_;
};

}  // namespace carerelay::whatsapp
