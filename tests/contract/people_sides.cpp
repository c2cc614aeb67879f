#include "tests/contract/people_sides.hpp"

#include "adapters/notify/notify_channel.hpp"
#include "adapters/notify/short_text.hpp"
#include "adapters/whatsapp/template_post.hpp"
#include "adapters/whatsapp/whatsapp_channel.hpp"

namespace carerelay::contract {
namespace {

protocol::instant noon() { return *protocol::parse_instant("2026-11-21T12:00:00Z"); }

ports::delivery_names names() {
  return {[](ports::outbox_number row) { return "row" + std::to_string(row); },
          [](std::string_view) { return std::optional<ports::outbox_number>(); }};
}

/// What each service says for each fault.
struct service_words {
  std::string taken, busy, gone, account;
  int account_status = 403;
};

class played_web final : public ports::web_sender {
 public:
  explicit played_web(service_words words) : words_(std::move(words)) {}

  ports::web_reply ask(ports::web_request const& what) override {
    ports::web_reply out;
    bool const is_post = what.method == "POST";
    bool const is_taken = how == played::takes || how == played::takes_and_falls_silent;
    out.left_whole = how != played::is_unreachable;
    if (is_post && is_taken) bodies.push_back(what.body);
    switch (how) {
      case played::takes: out.status = is_post ? 201 : 200; break;
      case played::takes_and_falls_silent: out.trouble = "too_slow"; return out;
      case played::is_busy:
        out.status = 429;
        out.body = words_.busy;
        return out;
      case played::is_gone:
        out.status = 400;
        out.body = words_.gone;
        return out;
      case played::refuses_account:
        out.status = words_.account_status;
        out.body = words_.account;
        return out;
      case played::is_unreachable: out.trouble = "no_connection"; return out;
    }
    auto const question = what.url.find("reference=");
    if (question == std::string::npos) {
      out.body = words_.taken;
      return out;
    }
    auto const asked = what.url.substr(question + 10);
    for (auto const& body : bodies)
      if (ports::json_member(body, "reference") == asked)
        out.body = R"({"notifications":[{"id":"n1","reference":")" + asked + R"(","cost_in_pounds":0.02}]})";
    return out;
  }
  ports::web_reply reach(std::string const&) override { return {}; }

  played how = played::takes;
  std::vector<std::string> bodies;

 private:
  service_words words_;
};

class web_side : public played_side {
 public:
  ports::channel& channel() override { return *channel_; }
  ports::renderer const& renderer() override { return *renderer_; }
  std::string destination() override { return to_; }
  void play(played how) override { web_->how = how; }
  std::vector<std::string> received() override { return web_->bodies; }
  std::string name_of(std::size_t received) override {
    return std::string(ports::json_member(web_->bodies[received], name_));
  }
  bool can_look_up() override { return can_look_up_; }

  std::unique_ptr<ports::web_sender> web(service_words words) {
    auto made = std::make_unique<played_web>(std::move(words));
    web_ = made.get();
    return made;
  }

  std::unique_ptr<ports::channel> channel_;
  std::unique_ptr<ports::renderer> renderer_;
  std::string to_, name_;
  bool can_look_up_ = false;

 private:
  played_web* web_ = nullptr;
};

std::unique_ptr<played_side> make_notify(notify::sort sort) {
  auto side = std::make_unique<web_side>();
  auto web = side->web(
      {R"({"id":"740e5834-3a29-46b4-9a6f-16142fde533a"})",
       R"({"status_code":429,"errors":[{"error":"RateLimitError","message":"Exceeded rate limit"}]})",
       R"({"status_code":400,"errors":[{"error":"ValidationError","message":"phone_number Not a valid number"}]})",
       R"({"status_code":403,"errors":[{"error":"AuthError","message":"Invalid token"}]})"});
  side->channel_ = std::make_unique<notify::notify_channel>(
      std::move(web), notify::notify_settings{"https://notify.example", {"service", "secret"}, sort, "t1"}, names(),
      noon);
  if (sort == notify::sort::sms)
    side->renderer_ = std::make_unique<notify::sms_text>();
  else
    side->renderer_ = std::make_unique<notify::email_text>("");
  side->to_ = sort == notify::sort::sms ? "+447700900123" : "deputy@elm.example";
  side->name_ = "reference";
  side->can_look_up_ = true;
  return side;
}

}  // namespace

std::unique_ptr<played_side> make_notify_sms() { return make_notify(notify::sort::sms); }
std::unique_ptr<played_side> make_notify_email() { return make_notify(notify::sort::email); }

namespace {

struct plain final : ports::renderer {
  [[nodiscard]] std::string render(protocol::disclosed_post const& post, bool possible_duplicate) const override {
    return (possible_duplicate ? "Possible duplicate. " : "") + post.title();
  }
};

std::unique_ptr<web_side> make_whatsapp(bool to_group) {
  auto side = std::make_unique<web_side>();
  auto web = side->web({R"({"messaging_product":"whatsapp","messages":[{"id":"wamid.1"}]})",
                        R"({"error":{"message":"(#131056) Pair rate limit hit","code":131056}})",
                        R"({"error":{"message":"(#131026) Message undeliverable","code":131026}})",
                        R"({"error":{"message":"Error validating access token","code":190}})", 401});
  side->channel_ = std::make_unique<whatsapp::whatsapp_channel>(
      std::move(web),
      whatsapp::whatsapp_settings{"https://graph.example/v24.0", "1065", [] { return std::string("EAA"); }, "home",
                                  "en_GB", to_group},
      names(), noon);
  if (to_group)
    side->renderer_ = std::make_unique<plain>();
  else
    side->renderer_ = std::make_unique<whatsapp::template_post>();
  side->to_ = to_group ? "Y2FwaV9ncm91cDox" : "+447700900123";
  side->name_ = "biz_opaque_callback_data";
  return side;
}

}  // namespace

std::unique_ptr<played_side> make_whatsapp() { return make_whatsapp(false); }
std::unique_ptr<played_side> make_whatsapp_group() { return make_whatsapp(true); }

}  // namespace carerelay::contract
