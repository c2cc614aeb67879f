#include "adapters/chat/post_text.hpp"
#include "adapters/matrix/homeserver.hpp"
#include "adapters/xmpp/room_channel.hpp"
#include "tests/contract/channel_kit.hpp"

/// Chats that people answer in, played (tests/system/channels has them with real sockets).
namespace carerelay::contract {
namespace {

/// A group chat without an archive.
class played_room final : public xmpp::room {
 public:
  xmpp::post_result post(std::string const& name, std::string const& text, bool, bool) override {
    using xmpp::post_end;
    if (how == played::takes || how == played::takes_and_falls_silent) posts.emplace_back(name, text);
    switch (how) {
      case played::takes: return {post_end::echoed, "", "archived-1"};
      case played::takes_and_falls_silent: return {post_end::no_echo, "too_slow", ""};
      case played::is_busy: return {post_end::busy, "too_fast", ""};
      case played::is_gone: return {post_end::room_is_gone, "room_destroyed", ""};
      case played::refuses_account: return {post_end::not_let_in, "sign_in_refused", ""};
      case played::is_unreachable: return {post_end::not_sent, "no_connection", ""};
    }
    return {};
  }
  xmpp::post_result enter() override {
    if (how == played::takes) return {xmpp::post_end::echoed, "", ""};
    return post("", "", false, true);
  }
  std::vector<xmpp::heard> take(std::chrono::milliseconds) override { return {}; }
  void say_to(std::string const&, std::string const&) override {}

  played how = played::takes;
  std::vector<std::pair<std::string, std::string>> posts;
};

class xmpp_side final : public played_side {
 public:
  ports::channel& channel() override { return channel_; }
  ports::renderer const& renderer() override { return renderer_; }
  std::string destination() override { return "managers@rooms.chat.example"; }
  void play(played how) override { room_->how = how; }
  std::vector<std::string> received() override {
    std::vector<std::string> out;
    for (auto const& [name, text] : room_->posts) out.push_back(text);
    return out;
  }
  std::string name_of(std::size_t received) override { return room_->posts[received].first; }

 private:
  std::shared_ptr<played_room> room_ = std::make_shared<played_room>();
  chat::plain_renderer renderer_{""};
  xmpp::room_channel channel_{room_, "key"};
};

/// What a homeserver answers, as web_sender hears it.
class played_homeserver final : public ports::web_sender {
 public:
  ports::web_reply ask(ports::web_request const& what) override {
    bool const is_post = what.method == "PUT";
    if (is_post && (how == played::takes || how == played::takes_and_falls_silent)) posts.push_back(what);
    ports::web_reply out;
    switch (how) {
      case played::takes:
        out.status = 200;
        out.body = is_post ? R"({"event_id":"$abc"})" : R"({"user_id":"@care:chat.example"})";
        break;
      case played::takes_and_falls_silent: out.left_whole = true; [[fallthrough]];
      case played::is_unreachable: out.trouble = "connection_lost"; break;
      case played::is_busy:
        out.status = 429;
        out.body = R"({"errcode":"M_LIMIT_EXCEEDED","error":"Too fast","retry_after_ms":1500})";
        break;
      case played::is_gone:
        out.status = 413;
        out.body = R"({"errcode":"M_TOO_LARGE","error":"Too large"})";
        break;
      case played::refuses_account:
        out.status = 401;
        out.body = R"({"errcode":"M_UNKNOWN_TOKEN","error":"No such token"})";
        break;
    }
    return out;
  }
  ports::web_reply reach(std::string const&) override { return ask({}); }

  played how = played::takes;
  std::vector<ports::web_request> posts;
};

class matrix_side final : public played_side {
 public:
  matrix_side() : renderer_(std::make_shared<chat::plain_renderer>("")) {
    auto made = std::make_unique<played_homeserver>();
    server_ = made.get();
    matrix::matrix_account how;
    how.server = "https://matrix.example";
    how.account = "@care:chat.example";
    how.room = destination();
    how.token = [] { return std::string("token"); };
    how.name_key = "key";
    how.now = [] { return *protocol::parse_instant("2026-11-21T12:00:00Z"); };
    channel_ =
        std::make_unique<matrix::matrix_room>(std::make_unique<matrix::homeserver>(std::move(made), std::move(how)));
  }
  ports::channel& channel() override { return *channel_; }
  ports::renderer const& renderer() override { return renderer_; }
  std::string destination() override { return "!abc:chat.example"; }
  void play(played how) override { server_->how = how; }
  std::vector<std::string> received() override {
    std::vector<std::string> out;
    for (auto const& one : server_->posts) out.push_back(one.body);
    return out;
  }
  std::string name_of(std::size_t received) override { return server_->posts[received].url; }

 private:
  matrix::matrix_renderer renderer_;
  played_homeserver* server_ = nullptr;
  std::unique_ptr<matrix::matrix_room> channel_;
};

}  // namespace

std::unique_ptr<played_side> make_xmpp() { return std::make_unique<xmpp_side>(); }
std::unique_ptr<played_side> make_matrix() { return std::make_unique<matrix_side>(); }

}  // namespace carerelay::contract
