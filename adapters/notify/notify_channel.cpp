#include "adapters/notify/notify_channel.hpp"

#include "protocol/json/writer.hpp"

namespace carerelay::notify {

using ports::json_member;
using ports::send_outcome;
using ports::verdict;

namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::chrono::milliseconds until_midnight(protocol::instant now) {
  using std::chrono::days;
  auto const today = std::chrono::floor<days>(now.time_since_epoch());
  return std::chrono::duration_cast<std::chrono::milliseconds>(today + days(1) - now.time_since_epoch());
}

/// The first of `errors`: its kind is a word of the service's, its message may repeat what was sent.
verdict refused(ports::web_reply const& reply) {
  auto const kind = json_member(reply.body, "error");
  auto const said = json_member(reply.body, "message");
  verdict out{send_outcome::refused, "refused", "HTTP 400", "", {}};
  if (kind == "BadRequestError" && (has(said, "team-only") || has(said, "trial mode"))) {
    out.what = send_outcome::account;
    out.why = "key_is_limited";
  } else if (has(said, "emplate")) {
    out.what = send_outcome::account;
    out.why = "template_wrong";
  } else if (has(said, "phone_number") || has(said, "email_address")) {
    out.why = "address_unknown";
  }
  return out;
}

}  // namespace

verdict judged(ports::web_reply const& reply, protocol::instant now) {
  auto out = ports::verdict_of(reply, now);
  if (reply.status == 400) return refused(reply);
  if (reply.status == 429) {
    bool const is_day = json_member(reply.body, "error") == "TooManyRequestsError";
    out.why = is_day ? "limit_of_the_day" : "busy";
    if (!out.after) out.after = is_day ? until_midnight(now) : std::chrono::milliseconds(5'000);
  }
  // Never the other side's words: they may hold a number or an address.
  if (reply.status != 0) out.detail = "HTTP " + std::to_string(reply.status);
  if (out.what == send_outcome::accepted) {
    out.remote = json_member(reply.body, "id");
    if (out.remote.size() > 64) out.remote.clear();
  }
  return out;
}

notify_channel::notify_channel(std::unique_ptr<ports::web_sender> web, notify_settings settings,
                               ports::delivery_names names, std::function<protocol::instant()> now)
    : web_(std::move(web)), settings_(std::move(settings)), names_(std::move(names)), now_(std::move(now)) {}

ports::web_request notify_channel::request(std::string method, std::string path) const {
  ports::web_request out;
  out.method = std::move(method);
  out.url = settings_.server + path;
  out.headers = {{"Authorization", "Bearer " + token(settings_.key, now_())}};
  if (out.method == "POST") out.headers.emplace_back("Content-Type", "application/json");
  return out;
}

std::optional<verdict> notify_channel::look_up(std::string const& reference) {
  auto const reply = web_->ask(request("GET", "/v2/notifications?reference=" + reference));
  auto out = judged(reply, now_());
  // Nothing was sent by asking.
  if (out.what == send_outcome::in_doubt) out.what = send_outcome::not_sent;
  if (out.what != send_outcome::accepted) return out;
  if (json_member(reply.body, "reference") != reference) return std::nullopt;
  out.why = "found";
  return out;
}

verdict notify_channel::send(ports::outgoing const& what) {
  auto const reference = names_.make(what.row);
  if (what.possible_duplicate) {
    if (auto const known = look_up(reference)) return *known;
  }
  bool const is_sms = settings_.sort == sort::sms;
  auto asked = request("POST", is_sms ? "/v2/notifications/sms" : "/v2/notifications/email");
  protocol::json::writer json(asked.body);
  json.begin_object().member(is_sms ? "phone_number" : "email_address", what.to);
  json.member("template_id", settings_.template_id).raw_member("personalisation", *what.bytes);
  json.member("reference", reference).end_object();
  return judged(web_->ask(asked), now_());
}

verdict notify_channel::greet() {
  auto const reply = web_->ask(request("GET", "/v2/template/" + settings_.template_id));
  auto out = judged(reply, now_());
  out.remote.clear();
  if (reply.status == 404) out.why = "template_wrong";
  return out;
}

}  // namespace carerelay::notify
