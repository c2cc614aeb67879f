#include "adapters/whatsapp/whatsapp_channel.hpp"

#include <array>
#include <charconv>

#include "adapters/whatsapp/answers.hpp"
#include "adapters/whatsapp/groups.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"

namespace carerelay::whatsapp {

using ports::send_outcome;
using ports::verdict;

namespace {

using std::chrono::milliseconds;

/// What the codes of the service mean when it refuses a message.
struct meaning {
  std::int64_t code;
  send_outcome what;
  std::string_view why;
  milliseconds after;
};

constexpr milliseconds none{0};
constexpr meaning meanings[]{
    {131026, send_outcome::refused, "not_on_whatsapp", none},
    {131021, send_outcome::refused, "address_unknown", none},
    {131009, send_outcome::refused, "address_unknown", none},
    {131047, send_outcome::account, "template_only", none},
    {131049, send_outcome::refused, "held_back_by_whatsapp", none},
    {131050, send_outcome::refused, "opted_out", none},
    {131056, send_outcome::later, "busy", milliseconds(60'000)},
    {130429, send_outcome::later, "busy", milliseconds(5'000)},
    {80007, send_outcome::later, "busy", milliseconds(60'000)},
    {4, send_outcome::later, "busy", milliseconds(60'000)},
    {131048, send_outcome::account, "limited_for_spam", none},
    {131000, send_outcome::later, "server_not_ready", none},
    {131016, send_outcome::later, "server_not_ready", none},
    {131031, send_outcome::account, "account_locked", none},
    {131042, send_outcome::account, "not_paid_for", none},
    {131005, send_outcome::account, "not_allowed", none},
    {132000, send_outcome::account, "template_wrong", none},
    {132001, send_outcome::account, "template_wrong", none},
    {132005, send_outcome::refused, "too_large", none},
    {132007, send_outcome::account, "template_wrong", none},
    {132012, send_outcome::account, "template_wrong", none},
    {132015, send_outcome::account, "template_paused", none},
    {132016, send_outcome::account, "template_paused", none},
    {133010, send_outcome::account, "number_not_registered", none},
    {190, send_outcome::account, "token_out_of_date", none},
    {10, send_outcome::account, "not_allowed", none},
    {0, send_outcome::account, "not_allowed", none},
};

meaning const* find(std::int64_t code) noexcept {
  for (auto const& one : meanings)
    if (one.code == code) return &one;
  return nullptr;
}

/// {"error":{"code":131026,…}}
std::optional<std::int64_t> code_in(std::string_view body) {
  auto const at = body.find("\"error\"");
  if (at == std::string_view::npos) return std::nullopt;
  auto const text = ports::json_member(body.substr(at), "code");
  std::int64_t out = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

/// {"messages":[{"id":"wamid.…"}]}
std::string name_in(std::string_view body) {
  auto const at = body.find("\"messages\"");
  auto const id = at == std::string_view::npos ? std::string_view() : ports::json_member(body.substr(at), "id");
  return id.size() <= 200 ? std::string(id) : std::string();
}

}  // namespace

std::string_view reason_of(std::int64_t code) noexcept {
  auto const* const known = find(code);
  return known == nullptr ? std::string_view() : known->why;
}

verdict judged(ports::web_reply const& reply, protocol::instant now) {
  auto out = ports::verdict_of(reply, now);
  if (reply.status == 0) return out;
  out.detail = "HTTP " + std::to_string(reply.status);
  if (out.what == send_outcome::accepted) {
    out.remote = name_in(reply.body);
    return out;
  }
  auto const code = code_in(reply.body);
  if (!code) return out;
  out.detail += " code " + std::to_string(*code);
  if (auto const* const known = find(*code)) {
    out.what = known->what;
    out.why = known->why;
    if (!out.after && known->after > none) out.after = known->after;
  }
  return out;
}

whatsapp_channel::whatsapp_channel(std::unique_ptr<ports::web_sender> web, whatsapp_settings settings,
                                   ports::delivery_names names, std::function<protocol::instant()> now)
    : web_(std::move(web)), settings_(std::move(settings)), names_(std::move(names)), now_(std::move(now)) {}

bool whatsapp_channel::write_template(std::string const& bytes, std::string const& name, std::string& out) const {
  auto const texts = protocol::json::read(bytes, 64 * 1024);
  if (!texts || !texts->is(protocol::json::kind::array)) return false;
  protocol::json::writer json(out);
  json.begin_object().member("name", settings_.template_name);
  json.begin_object("language").member("code", settings_.language).end_object();
  json.begin_array("components").begin_object().member("type", "body").begin_array("parameters");
  for (auto const& text : texts->items()) {
    json.begin_object().member("type", "text");
    json.member("text", text.is(protocol::json::kind::string) ? text.string() : "").end_object();
  }
  json.end_array().end_object();
  constexpr std::array<std::string_view, 3> answers{"ack", "help", "stop"};
  for (std::size_t i = 0; i < answers.size(); ++i) {
    json.begin_object().member("type", "button").member("sub_type", "quick_reply").member("index", std::to_string(i));
    json.begin_array("parameters").begin_object().member("type", "payload");
    json.member("payload", std::string(answers[i]) + '.' + name).end_object().end_array().end_object();
  }
  json.end_array().end_object();
  return true;
}

verdict whatsapp_channel::send(ports::outgoing const& what) {
  auto const name = names_.make(what.row);
  std::string said;
  if (settings_.to_group)
    protocol::json::writer(said).begin_object().member("preview_url", false).member("body", *what.bytes).end_object();
  else if (!write_template(*what.bytes, name, said))
    return {send_outcome::refused, "cannot_be_rendered", "", "", {}};
  ports::web_request asked;
  asked.url = settings_.server + '/' + settings_.phone_number_id + "/messages";
  asked.headers = {{"Authorization", "Bearer " + settings_.token()}, {"Content-Type", "application/json"}};
  std::string_view const type = settings_.to_group ? "text" : "template";
  protocol::json::writer json(asked.body);
  json.begin_object().member("messaging_product", "whatsapp");
  json.member("recipient_type", settings_.to_group ? "group" : "individual").member("to", what.to);
  json.member("type", type).raw_member(type, said).member("biz_opaque_callback_data", name).end_object();
  auto out = judged(web_->ask(asked), now_());
  if (settings_.to_group && out.what == send_outcome::accepted)
    out.members = groups(*web_, settings_, now_).people(what.to).people;
  return out;
}

verdict whatsapp_channel::say(answer const& what) {
  std::string said;
  protocol::json::writer(said).begin_object().member("preview_url", false).member("body", what.text).end_object();
  ports::web_request asked;
  asked.url = settings_.server + '/' + settings_.phone_number_id + "/messages";
  asked.headers = {{"Authorization", "Bearer " + settings_.token()}, {"Content-Type", "application/json"}};
  protocol::json::writer json(asked.body);
  json.begin_object().member("messaging_product", "whatsapp").member("recipient_type", "individual");
  if (what.number.empty())
    json.member("recipient", what.user_id);
  else
    json.member("to", what.number);
  json.member("type", "text").raw_member("text", said).end_object();
  return judged(web_->ask(asked), now_());
}

verdict whatsapp_channel::greet() {
  ports::web_request asked;
  asked.method = "GET";
  asked.url = settings_.server + '/' + settings_.phone_number_id + "?fields=id";
  asked.headers = {{"Authorization", "Bearer " + settings_.token()}};
  auto out = judged(web_->ask(asked), now_());
  out.remote.clear();
  return out;
}

}  // namespace carerelay::whatsapp
