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

TEST_CASE(
    "Up to where somebody has seen the room is told of the newest post of ours up to there, the newest word alone") {
  box at;
  auto const receipt = [](std::string event, std::string who, std::string more = "") {
    return R"(,"ephemeral":{"events":[{"type":"m.receipt","content":{")" + event + R"(":{"m.read":{")" + who +
           R"(":{"ts":1)" + more + "}}}}}]}";
  };
  auto const until = [&](std::string events, std::string more, std::string room = "!group:chat.example") {
    // The timeline is closed by `joined`: what is beside it stands behind.
    at.server->answers.insert(at.server->answers.begin(),
                              {"/sync", R"({"next_batch":"s2","rooms":{"join":{")" + room +
                                            R"(":{"timeline":{"events":[)" + events + "]}" + more + "}}}}"});
    auto out = at.it->waiting(10);
    at.server->answers.erase(at.server->answers.begin());
    return out;
  };
  auto const talk = event("$post", "@care:chat.example", "[B1.1] Masks") + ',' + event("$2", "@kim:chat.example", "hm");
  REQUIRE(until(talk, receipt("$2", "@lee:chat.example")) == std::vector<std::string>{"shown @lee:chat.example", "$2"});
  auto const seen = at.it->read("shown @lee:chat.example");
  CHECK(seen.who == "@lee:chat.example");
  CHECK(seen.about == "$post");
  CHECK(seen.news == ports::returned_news::displayed);
  CHECK(seen.said.empty());
  CHECK_FALSE(seen.row);
  at.it->put_away("shown @lee:chat.example", seen);
  at.it->put_away("$2", {});
  // Ours, another room's and a thread's say nothing
  CHECK(until("", receipt("$2", "@care:chat.example")).empty());
  CHECK(until("", receipt("$2", "@lee:chat.example"), "!other:chat.example").empty());
  CHECK(until("", receipt("$2", "@lee:chat.example", R"(,"thread_id":"$2")")).empty());
  // What was said before we came is looked up, a few times at most
  at.server->answers = {{"/context/",
                         R"({"event":{"type":"m.room.message","event_id":"$9","sender":"@kim:chat.example"},)"
                         R"("events_before":[{"type":"m.room.message","event_id":"$8","sender":"@x:y"},)"
                         R"({"type":"m.room.message","event_id":"$7","sender":"@care:chat.example"},)"
                         R"({"type":"m.room.message","event_id":"$6","sender":"@care:chat.example"}]})"}};
  REQUIRE(until("", receipt("$9", "@lee:chat.example")).size() == 1);
  CHECK(at.it->read("shown @lee:chat.example").about == "$7");
}

TEST_CASE("An answer is told with the post it is about and without the words it repeats") {
  box at;
  at.server->answers = {
      {"/sync", joined("!group:chat.example",
                       event("$1", "@kim:chat.example", R"(> <@care:chat.example> [B1.1] Masks\n> Wear one\n\nack)",
                             R"(,"m.relates_to":{"m.in_reply_to":{"event_id":"$post"}})") +
                           ',' + event("$2", "@kim:chat.example", R"(> ack)"))}};
  REQUIRE(at.it->waiting(10) == std::vector<std::string>{"$1", "$2"});
  CHECK(at.it->read("$1").said == "ack");
  CHECK(at.it->read("$1").about == "$post");
  CHECK(at.it->read("$2").said == "> ack");  // no answer, only written so
}

TEST_CASE("A room of the same account that is a channel of its own is left to that one") {
  auto made = std::make_unique<scripted>();
  auto& server = *made;
  matrix::matrix_account how;
  how.server = "https://matrix.example";
  how.account = "@care:chat.example";
  how.room = "!group:chat.example";
  how.others = {"!nurses:chat.example"};
  how.token = [] { return std::string("secret token"); };
  how.name_key = "key";
  how.now = [] { return protocol::instant{}; };
  matrix::matrix_box it(std::make_unique<matrix::homeserver>(std::move(made), std::move(how)), 1s);
  server.answers = {{"/sync", R"({"next_batch":"s1","rooms":{}})"}};
  REQUIRE(it.waiting(10).empty());
  server.answers = {{"/sync", joined("!nurses:chat.example", event("$1", "@kim:chat.example", "ack B1.1"))}};
  CHECK(it.waiting(10).empty());
}
