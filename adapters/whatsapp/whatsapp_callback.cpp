#include <algorithm>

#include "adapters/whatsapp/answers.hpp"
#include "adapters/whatsapp/whatsapp_channel.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/hex.hpp"
#include "protocol/json/reader.hpp"

namespace carerelay::whatsapp {

using ports::came_back;
using ports::returned_news;
namespace json = protocol::json;

namespace {

constexpr std::size_t most_bytes = 3 * 1024 * 1024;  // what the service says it sends at most
constexpr std::size_t most_said = 500, most_name = 200;

std::string_view text(json::value const& from, std::string_view name) {
  auto const* const found = from.find(name);
  return found != nullptr && found->is(json::kind::string) ? std::string_view(found->string()) : std::string_view();
}

json::array const& list(json::value const& from, std::string_view name) {
  static json::array const empty;
  auto const* const found = from.find(name);
  return found != nullptr && found->is(json::kind::array) ? found->items() : empty;
}

std::string_view inside(json::value const& from, std::string_view object, std::string_view name) {
  auto const* const found = from.find(object);
  return found == nullptr ? std::string_view() : text(*found, name);
}

/// By the id the service has for a person here, else by their number.
std::string person(std::string_view user_id, std::string_view number) {
  if (user_id.size() > most_name || number.size() > most_name) return {};
  if (!user_id.empty()) return "user " + std::string(user_id);
  if (number.starts_with('+')) number.remove_prefix(1);
  return number.empty() ? std::string() : "tel +" + std::string(number);
}

/// E.164; "" for what is none.
std::string number_of(std::string_view from) {
  if (from.starts_with('+')) from.remove_prefix(1);
  bool const is_number = from.size() >= 7 && from.size() <= 15 &&
                         std::all_of(from.begin(), from.end(), [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? '+' + std::string(from) : std::string();
}

struct meaning {
  std::string_view status, what;
  returned_news news;
};
constexpr meaning meanings[]{
    {"sent", "sent", returned_news::none},           {"delivered", "delivered", returned_news::delivered},
    {"read", "displayed", returned_news::displayed}, {"played", "displayed", returned_news::displayed},
    {"failed", "failed", returned_news::failed},
};

std::int64_t code_of(json::value const& status) {
  for (auto const& one : list(status, "errors")) {
    auto const* const code = one.find("code");
    if (code != nullptr && code->is(json::kind::integer)) return code->integer();
  }
  return -1;
}

void add_status(json::value const& status, ports::delivery_names const& names, std::vector<came_back>& out) {
  auto const row = names.read(text(status, "biz_opaque_callback_data"));
  auto const id = text(status, "id");
  if (!row || id.size() > most_name) return;
  for (auto const& one : meanings) {
    if (one.status != text(status, "status")) continue;
    came_back news;
    news.row = row;
    news.key = "whatsapp " + std::string(id) + ' ' + std::string(one.status);
    news.news = one.news;
    news.what = one.what;
    if (one.news == returned_news::failed) {
      auto const code = code_of(status);
      news.why = reason_of(code);
      if (news.why.empty()) news.why = "refused";
      if (code >= 0) news.detail = "code " + std::to_string(code);
    }
    // In a group there is one state for each member of it; that one of them has a fault says nothing of the others.
    auto const member = text(status, "recipient_participant_id");
    if (!member.empty() && member.size() <= most_name) {
      news.key += ' ' + std::string(member);
      if (news.news == returned_news::failed) news.news = returned_news::none;
    }
    news.who = person(text(status, "recipient_user_id"), member.empty() ? text(status, "recipient_id") : member);
    out.push_back(std::move(news));
  }
}

/// What was pressed or written. The button has our own name of the delivery in it.
void add_message(json::value const& message, ports::delivery_names const& names, std::vector<came_back>& out) {
  auto const id = text(message, "id");
  if (id.empty() || id.size() > most_name) return;
  came_back said;
  said.key = "whatsapp " + std::string(id);
  said.what = "reply";
  said.who = person(text(message, "from_user_id"), text(message, "from"));
  said.number = number_of(text(message, "from"));
  said.in_group = !text(message, "group_id").empty();
  auto const type = text(message, "type");
  std::string_view pressed;
  if (type == "button") pressed = inside(message, "button", "payload");
  if (type == "interactive") {
    if (auto const* const which = message.find("interactive")) pressed = inside(*which, "button_reply", "id");
  }
  auto const dot = pressed.find('.');
  if (dot != std::string_view::npos) {
    said.row = names.read(pressed.substr(dot + 1));
    if (!said.row) return;
    said.what = "button";
    // Whose number it went to is what is known of the delivery.
    if (auto const number = text(message, "from"); !number.empty()) said.who = person("", number);
    said.said = pressed.substr(0, std::min<std::size_t>(dot, 20));
  } else if (type == "text") {
    // What is longer is no command: nothing of it is looked at.
    auto const body = inside(message, "text", "body");
    if (body.size() <= most_said) said.said = body;
    auto const about = inside(message, "context", "id");
    if (about.size() <= most_name) said.about = about;
  }
  if (!said.said.empty() && !said.who.empty()) out.push_back(std::move(said));
}

}  // namespace

whatsapp_callback::whatsapp_callback(callback_settings settings, ports::delivery_names names,
                                     std::shared_ptr<answer_queue> answers)
    : settings_(std::move(settings)), names_(std::move(names)), answers_(std::move(answers)) {}

void whatsapp_callback::reply(ports::came_back const& to, std::string const& text) const {
  constexpr std::string_view by_id = "user ";
  if (!answers_) return;
  answer out;
  out.key = to.key;
  out.number = to.number;
  if (to.who.starts_with(by_id)) out.user_id = to.who.substr(by_id.size());
  out.text = text;
  if (!out.number.empty() || !out.user_id.empty()) answers_->push(std::move(out));
}

std::optional<std::vector<came_back>> whatsapp_callback::read(ports::callback_call const& what) const {
  constexpr std::string_view scheme = "sha256=";
  if (settings_.app_secret.empty() || !what.hub_signature.starts_with(scheme)) return std::nullopt;
  protocol::crypto::sha256_digest given{};
  if (!protocol::crypto::from_hex(what.hub_signature.substr(scheme.size()), given)) return std::nullopt;
  auto const right =
      protocol::crypto::hmac_sha256(protocol::as_bytes(settings_.app_secret), protocol::as_bytes(what.body));
  if (!protocol::crypto::is_equal_in_constant_time(given, right)) return std::nullopt;

  std::vector<came_back> out;
  auto const all = json::read(what.body, most_bytes);
  if (!all || text(*all, "object") != "whatsapp_business_account") return out;
  for (auto const& entry : list(*all, "entry")) {
    for (auto const& change : list(entry, "changes")) {
      auto const* const value = change.find("value");
      if (value == nullptr || inside(*value, "metadata", "phone_number_id") != settings_.phone_number_id) continue;
      for (auto const& status : list(*value, "statuses")) add_status(status, names_, out);
      for (auto const& message : list(*value, "messages")) add_message(message, names_, out);
    }
  }
  return out;
}

std::optional<std::string> whatsapp_callback::challenge(ports::callback_call const& what) const {
  if (what.query == nullptr || settings_.verify_token.empty()) return std::nullopt;
  auto const value = [&](std::string_view name) {
    auto const found =
        std::find_if(what.query->begin(), what.query->end(), [&](auto const& one) { return one.first == name; });
    return found == what.query->end() ? std::string_view() : std::string_view(found->second);
  };
  bool const is_ours = protocol::crypto::is_equal_in_constant_time(protocol::as_bytes(value("hub.verify_token")),
                                                                   protocol::as_bytes(settings_.verify_token));
  auto const asked = value("hub.challenge");
  // Sent back as it came: digits, so that it can be nothing else.
  bool const is_number = !asked.empty() && asked.size() <= 40 &&
                         std::all_of(asked.begin(), asked.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_ours || value("hub.mode") != "subscribe" || !is_number) return std::nullopt;
  return std::string(asked);
}

}  // namespace carerelay::whatsapp
