// How often one device, or somebody in the name of one home, may do something; and that none of it touches receiving.
#include "relay/http/pacer.hpp"
#include "tests/unit/http/home_desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

struct book : http::pacer {
  explicit book(protocol::instant const& clock) : now(clock) {}
  std::chrono::milliseconds wait(core::paced what, std::string_view who) override { return kept.wait(what, who, now); }
  std::chrono::milliseconds count(core::paced what, std::string_view who) override {
    return kept.count(what, who, now);
  }
  protocol::instant const& now;
  core::pace_book kept;
};

struct paced_desk : home_desk {
  book pages{now};
  paced_desk() { pace = &pages; }

  reply ask_token(tablet const& as, p256_private_key const& by) {
    auto const at = protocol::to_text(now);
    std::string body;
    protocol::json::writer(body)
        .begin_object()
        .member("at", at)
        .member("signature", protocol::crypto::to_base64url(by.sign(core::token_proof_text(home, as.id, at))))
        .end_object();
    return post("/v1/devices/" + as.id.text() + "/token", body, "");
  }
  reply try_code(std::string const& code, std::string const& named) {
    std::string body;
    protocol::json::writer json(body);
    json.begin_object().member("code", code).raw_member("public_key", p256_private_key::generate().public_key().jwk());
    if (!named.empty()) json.member("home", named);
    json.end_object();
    return post("/v1/devices", body, "");
  }
};

}  // namespace

TEST_CASE("A device that asks for tokens again and again waits longer and longer, and is told how long") {
  paced_desk with;
  auto const one = with.enrolled();
  for (int i = 0; i < 20; ++i) CHECK(with.ask_token(one, one.key).what.status == 200);
  auto const refused = with.ask_token(one, one.key);
  CHECK(refused.what.status == 429);
  CHECK(refused.header("Retry-After") == "1");
  REQUIRE(refused.what.notes.size() == 1);
  CHECK(refused.what.notes[0].event == "too_often");
  CHECK(with.ask_token(one, one.key).what.notes.empty());  // said once
  with.now += seconds(1);
  CHECK(with.ask_token(one, one.key).header("Retry-After") == "2");
  with.now += seconds(2);
  CHECK(with.ask_token(one, one.key).header("Retry-After") == "4");
  auto const two = with.enrolled();
  CHECK(with.ask_token(two, two.key).what.status == 200);  // the other device of the home does not wait
}

TEST_CASE("Nobody else can use up the tokens of a device") {
  paced_desk with;
  auto const one = with.enrolled();
  auto const thief = p256_private_key::generate();
  for (int i = 0; i < 200; ++i) CHECK(with.ask_token(one, thief).what.status == 403);
  CHECK(with.ask_token(one, one.key).what.status == 200);
}

TEST_CASE("A device that hands in lists and statements without end waits") {
  paced_desk with;
  auto const one = with.enrolled();
  auto list = with.founded(one);
  int taken = 1;
  for (;; ++taken) {
    list = seal::sign_list(with.list_of({one}, &list), with.identity);
    if (with.hand_in(list, one).what.status == 429) break;
  }
  CHECK(taken == 10);
  CHECK(with.post(with.path + "/recovery-used", R"({"statement":"x"})", one.token).what.status == 429);
}

TEST_CASE(
    "Wrong codes in the name of a home wait longer and longer, from whatever address; a right code alone enrols") {
  paced_desk with;
  auto const code = with.post(with.path + "/codes", "{}", with.admin).text("code");
  for (int i = 0; i < 4; ++i) CHECK(with.try_code("AAAAA-AAAAA", with.home.text()).what.status == 403);
  CHECK(with.try_code("AAAAA-AAAAA", with.home.text()).what.status == 429);
  CHECK(with.try_code(code, with.home.text()).what.status == 429);
  CHECK(with.try_code("AAAAA-AAAAA", home_id(4).text()).what.status == 403);  // of another home
  CHECK(with.try_code(code, "").what.status == 201);
}

TEST_CASE("A home that is not in the register leaves nothing behind when it is named") {
  paced_desk with;
  for (int i = 0; i < 50; ++i) (void)with.try_code("AAAAA-AAAAA", "1-" + std::to_string(900'000'000 + i));
  CHECK(with.pages.kept.remembered() == 0);
}

TEST_CASE("Wrong words for a device wait, and then the right ones count") {
  paced_desk with;
  auto const one = with.enrolled();
  auto const other = with.enrolled();
  for (int i = 0; i < 4; ++i) CHECK(with.confirm(one, with.words(other), with.admin).what.status == 403);
  CHECK(with.confirm(one, with.words(one), with.admin).what.status == 429);
  CHECK(with.confirm(other, with.words(other), with.admin).what.status == 204);
  with.now += seconds(2);
  CHECK(with.confirm(one, with.words(one), with.admin).what.status == 204);
}

TEST_CASE("Nothing that was done too often locks a home out of receiving") {
  paced_desk with;
  auto const one = with.enrolled();
  auto list = with.founded(one);
  std::string token;
  for (int i = 0; i < 100; ++i) {  // everything that is counted, far beyond its limit
    auto const given = with.ask_token(one, one.key);
    if (given.what.status == 200) token = given.text("token");
    list = seal::sign_list(with.list_of({one}, &list), with.identity);
    if (with.hand_in(list, one).what.status == 429)
      list = seal::parse_list(with.reader->newest_home_list(3)->text).value();
    (void)with.try_code("AAAAA-AAAAA", with.home.text());
    (void)with.confirm(one, "a b c d e f g h", with.admin);
    with.now += seconds(1);
  }
  REQUIRE(with.ask_token(one, one.key).what.status == 429);
  // What it reads with the token it was given, until it may ask for the next.
  for (int i = 0; i < 6; ++i) {
    CHECK(with.get("/v1/inbox", token).what.status == 200);
    CHECK(with.get("/v1/guidance/current", token).what.status == 200);
    with.now += minutes(1);
  }
  CHECK(with.ask_token(one, one.key).what.status == 200);
}
