#include <catch2/catch.hpp>

#include <deque>

#include "adapters/matrix/homeserver.hpp"

using namespace carerelay;
using namespace std::chrono_literals;

namespace {

/// Answers in the order given, and keeps what was asked.
class scripted final : public ports::web_sender {
 public:
  ports::web_reply ask(ports::web_request const& what) override {
    asked.push_back(what);
    ports::web_reply out;
    out.status = 200;
    out.body = "{}";
    for (auto& [part, body] : answers) {
      if (what.url.find(part) == std::string::npos) continue;
      out.body = body;
      break;
    }
    return out;
  }
  ports::web_reply reach(std::string const&) override { return {}; }

  std::vector<std::pair<std::string, std::string>> answers;
  std::vector<ports::web_request> asked;
};

struct box {
  scripted* server = nullptr;
  std::unique_ptr<matrix::matrix_box> it;

  box() {
    auto made = std::make_unique<scripted>();
    server = made.get();
    matrix::matrix_account how;
    how.server = "https://matrix.example";
    how.account = "@care:chat.example";
    how.room = "!group:chat.example";
    how.token = [] { return std::string("secret token"); };
    how.name_key = "key";
    how.now = [] { return protocol::instant{}; };
    it =
        std::make_unique<matrix::matrix_box>(std::make_unique<matrix::homeserver>(std::move(made), std::move(how)), 1s);
    server->answers = {{"/sync", R"({"next_batch":"s1","rooms":{"join":{"!group:chat.example":{"timeline":{"events":[)"
                                 R"({"type":"m.room.message","event_id":"$old","sender":"@kim:chat.example",)"
                                 R"("content":{"msgtype":"m.text","body":"ack B1.1"}}]}}}}})"}};
    REQUIRE(it->waiting(10).empty());  // what was said before is not heard
  }
};

std::string joined(std::string room, std::string events, std::string more = "") {
  return R"({"next_batch":"s2","rooms":{"join":{")" + room + R"(":{"timeline":{"events":[)" + events + "]" + more +
         "}}}}}";
}

std::string event(std::string id, std::string sender, std::string body, std::string more = "") {
  return R"({"type":"m.room.message","event_id":")" + id + R"(","sender":")" + sender +
         R"(","origin_server_ts":1700000000000,"content":{"msgtype":"m.text","body":")" + body + '"' + more + "}}";
}

}  // namespace

TEST_CASE("What a person says in the room is heard with their id, once, and never what we or programs say") {
  box at;
  at.server->answers = {
      {"/sync",
       joined("!group:chat.example",
              event("$1", "@kim:chat.example", "ack B1.1") + ',' + event("$2", "@care:chat.example", "ack B1.1") + ',' +
                  R"({"type":"m.room.message","event_id":"$3","sender":"@bot:chat.example",)"
                  R"("content":{"msgtype":"m.notice","body":"ack B1.1"}},)"
                  R"({"type":"m.room.encrypted","event_id":"$4","sender":"@x:y","content":{}})")}};
  REQUIRE(at.it->waiting(10) == std::vector<std::string>{"$1"});
  auto const said = at.it->read("$1");
  CHECK(said.who == "@kim:chat.example");
  CHECK(said.said == "ack B1.1");
  CHECK(said.in_group);
  CHECK_FALSE(said.row);
  at.it->put_away("$1", said);
  CHECK(at.server->asked.back().url.find("since=s1") != std::string::npos);
}

TEST_CASE("What the server cut out of its news is fetched") {
  box at;
  at.server->answers = {
      {"/messages?", R"({"chunk":[)" + event("$2", "@kim:chat.example", "two") + ',' +
                         event("$1", "@kim:chat.example", "one") + "]}"},
      {"/sync", joined("!group:chat.example", event("$3", "@kim:chat.example", "three"), R"(,"limited":true)")}};
  CHECK(at.it->waiting(10) == std::vector<std::string>{"$1", "$2", "$3"});
}

TEST_CASE("Somebody alone with us is answered there; somebody in the group gets a room for two") {
  box at;
  at.server->answers = {{"/sync", joined("!two:chat.example", event("$1", "@kim:chat.example", "help"))},
                        {"/joined_members", R"({"joined":{"@kim:chat.example":{},"@care:chat.example":{}}})"}};
  REQUIRE(at.it->waiting(10).size() == 1);
  auto const said = at.it->read("$1");
  CHECK_FALSE(said.in_group);
  at.it->reply(said, "Hello");
  CHECK(at.server->asked.back().url.find("/rooms/%21two%3Achat.example/send/m.room.message/") != std::string::npos);
  CHECK(at.server->asked.back().body.find("m.notice") != std::string::npos);

  ports::came_back other;
  other.key = "$9";
  other.who = "@lee:chat.example";
  at.server->answers = {{"/createRoom", R"({"room_id":"!new:chat.example"})"}};
  at.it->reply(other, "Hello");
  CHECK(at.server->asked.back().url.find("%21new%3Achat.example") != std::string::npos);
}

TEST_CASE("An invitation is followed, and a third person in a room makes it a group") {
  box at;
  at.server->answers = {{"/sync", R"({"next_batch":"s2","rooms":{"invite":{"!two:chat.example":{}}}})"}};
  CHECK(at.it->waiting(10).empty());
  CHECK(at.server->asked.back().url.ends_with("/rooms/%21two%3Achat.example/join"));
  at.server->answers = {{"/sync", joined("!two:chat.example", event("$1", "@kim:chat.example", "join ABCDE-FGHJK"))},
                        {"/joined_members", R"({"joined":{"@kim:c":{},"@care:c":{},"@eve:c":{}}})"}};
  REQUIRE(at.it->waiting(10).size() == 1);
  CHECK(at.it->read("$1").in_group);
}

TEST_CASE("A post is text and HTML in which nothing is active but its address") {
  auto const bytes = matrix::post_message("[B1.1] Masks <b>&\nhttps://relay.example/inbox?a=1&b=2\nEnd");
  CHECK(bytes.find(R"("body":"[B1.1] Masks <b>&\nhttps)") != std::string::npos);
  CHECK(bytes.find("<strong>[B1.1] Masks &lt;b&gt;&amp;</strong><br>") != std::string::npos);
  CHECK(bytes.find(R"(<a href=\"https://relay.example/inbox?a=1&amp;b=2\">)") != std::string::npos);
}

TEST_CASE("News that are no news are refused, whatever they are") {
  CHECK_FALSE(matrix::read_sync(""));
  CHECK_FALSE(matrix::read_sync("[]"));
  CHECK_FALSE(matrix::read_sync("{}"));
  CHECK(matrix::read_sync(R"({"next_batch":"a","rooms":[1]})"));
  CHECK(matrix::read_sync(R"({"next_batch":"a","rooms":{"join":{"x":1}}})")->said.empty());
  CHECK(matrix::read_messages("nonsense", "!a:b").empty());
}
