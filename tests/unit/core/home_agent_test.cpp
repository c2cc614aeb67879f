#include "relay/core/stream/home_agent.hpp"

#include <catch2/catch.hpp>

#include "protocol/crypto/base64.hpp"
#include "protocol/evidence/checkpoint.hpp"
#include "relay/core/stream/agent_records.hpp"

using namespace carerelay;
using namespace carerelay::protocol;
using core::agent_news;
using core::home_agent;
using core::kept_act;
using core::kept_message;
using crypto::p256_private_key;

namespace {

p256_private_key const key = p256_private_key::generate();
core::agent_identity const who{home_id::parse("1-9000000001").value(),
                               device_id(make_v4(std::array<std::uint8_t, 16>{1, 2, 3})), "relay.example"};
event_id const act_key(make_v4(std::array<std::uint8_t, 16>{9}));
instant const noon = parse_instant("2026-11-21T12:00:00Z").value();

/// Remembers everything the agent asked for.
struct notebook final : core::agent_sink {
  void keep(core::agent_record const& record) override {
    if (disk_is_full) throw std::runtime_error("no space left on device");
    kept.push_back(record);
  }
  void say(client_frame const& frame) override { said.push_back(frame); }
  void tell(agent_news const& news) override { told.push_back(news.kind); }
  void hang_up(std::string_view why) override { hung_up = why; }
  template <class Frame>
  std::vector<Frame> all() const {
    std::vector<Frame> out;
    for (auto const& frame : said)
      if (auto const* const f = std::get_if<Frame>(&frame)) out.push_back(*f);
    return out;
  }
  std::vector<core::agent_record> kept;
  std::vector<client_frame> said;
  std::vector<agent_news::what> told;
  std::string hung_up;
  bool disk_is_full = false;
};

std::string text_of(server_frame const& frame) {
  std::string out;
  encode(frame, out);
  return out;
}

std::string a_message(int number) {
  message m;
  m.id = message_id(make_v7(noon, std::array<std::uint8_t, 10>{static_cast<std::uint8_t>(number)}));
  m.sender = publisher_id::parse("ipc-team").value();
  m.sender_name = "IPC team";
  m.sent = noon;
  m.content.effective = noon;
  m.content.topic = "masks";
  m.content.audience.everyone = true;
  m.content.info.push_back({"en-GB", "Number " + std::to_string(number), "Text.", "", "", {}});
  return encode(m);
}

std::string deliver(std::uint64_t seq, std::string const& message) {
  return "{\"type\":\"deliver\",\"seq\":" + std::to_string(seq) + ",\"message\":" + message + "}";
}

std::string welcome(std::uint64_t last, resume_verdict verdict = resume_verdict::ok, std::string epoch = "e1") {
  welcome_frame frame;
  frame.epoch = std::move(epoch);
  frame.last = last;
  frame.resume = verdict;
  return text_of(frame);
}

home_agent connected(notebook& book, std::uint64_t last = 2) {
  home_agent agent(who, key, "test/1");
  agent.heard(text_of(challenge_frame{"bm9uY2U", noon}), book);
  agent.heard(welcome(last), book);
  return agent;
}

home_agent after_restart(notebook const& book) {
  home_agent again(who, key, "test/1");
  for (auto const& record : book.kept) {
    auto const back = core::parse_agent_record(core::encode(record));
    REQUIRE(back.has_value());
    again.restore(*back);
  }
  return again;
}

}  // namespace

TEST_CASE("a device proves who it is by signing the relay's nonce") {
  notebook book;
  auto const agent = connected(book);
  auto const hello = book.all<hello_frame>().at(0);
  auto const signed_text = hello_signing_text("relay.example", "bm9uY2U", who.home, who.device);
  CHECK(key.public_key().verify(signed_text, hello.signature));
  CHECK(hello.resume.seq == 0);
  CHECK(agent.is_live());
}

TEST_CASE("a message is on disk before the relay hears that it is stored") {
  notebook book;
  auto agent = connected(book);
  agent.heard(deliver(1, a_message(1)), book);
  CHECK(std::holds_alternative<kept_message>(book.kept.back()));
  CHECK(book.all<stored_frame>().at(0).up_to == 1);

  book.disk_is_full = true;
  CHECK_THROWS(agent.heard(deliver(2, a_message(2)), book));
  CHECK(book.all<stored_frame>().size() == 1);
}

TEST_CASE("after a restart the device resumes where its disk says it was") {
  notebook book;
  auto agent = connected(book);
  agent.heard(deliver(1, a_message(1)), book);
  agent.heard(deliver(2, a_message(2)), book);
  auto again = after_restart(book);
  notebook later;
  again.heard(text_of(challenge_frame{"bm9uY2U", noon}), later);
  auto const hello = later.all<hello_frame>().at(0);
  CHECK(hello.resume.epoch == "e1");
  CHECK(hello.resume.seq == 2);
}

TEST_CASE("an entry that comes again is not kept twice and is said to be stored again") {
  notebook book;
  auto agent = connected(book);
  agent.heard(deliver(1, a_message(1)), book);
  auto const kept = book.kept.size();
  agent.heard(deliver(1, a_message(1)), book);
  CHECK(book.kept.size() == kept);
  CHECK(book.all<stored_frame>().back().up_to == 1);
}

TEST_CASE("a gap, a changed text and a frame that is none each end the connection and keep nothing") {
  notebook book;
  auto agent = connected(book);
  auto const kept = book.kept.size();
  SECTION("a gap") { agent.heard(deliver(2, a_message(2)), book); }
  SECTION("a changed text") {
    auto text = a_message(1);
    text.replace(text.find("Number 1"), 8, "Number 7");
    agent.heard(deliver(1, text), book);
  }
  SECTION("no frame") { agent.heard("hello", book); }
  CHECK_FALSE(book.hung_up.empty());
  CHECK(book.kept.size() == kept);
  CHECK(book.all<stored_frame>().empty());
}

TEST_CASE("an answer given offline survives a restart and is said on every connection until it is recorded") {
  notebook book;
  auto agent = connected(book);
  agent.heard(deliver(1, a_message(1)), book);
  agent.disconnected();
  CHECK(agent.respond(1, response::actioned, "manager", "A. Example", "done", act_key, noon, book));
  CHECK(book.all<respond_frame>().empty());

  auto again = after_restart(book);
  for (int connection = 0; connection < 2; ++connection) {
    notebook later;
    again.heard(welcome(1), later);
    auto const answer = later.all<respond_frame>().at(0);
    CHECK(answer.key == act_key);
    auto const m = parse_message(a_message(1)).value();
    CHECK(key.public_key().verify(respond_signing_text(m.id, m.sum, who.home, who.device, answer), answer.signature));
    again.disconnected();
  }
  notebook last;
  again.heard(welcome(1), last);
  again.heard(text_of(recorded_frame{1, stage::acknowledged, act_key}), last);
  CHECK(again.acts_waiting() == 0);
  for (auto const& record : last.kept) book.kept.push_back(record);
  CHECK(after_restart(book).acts_waiting() == 0);
}

TEST_CASE("an answer the relay will never take is not said for ever") {
  notebook book;
  auto agent = connected(book);
  agent.heard(deliver(1, a_message(1)), book);
  agent.respond(1, response::in_progress, "manager", "", "", act_key, noon, book);
  error_frame no;
  no.code = errc::illegal_move;
  no.detail = "say why it is not done after all";
  no.seq = 1;
  agent.heard(text_of(no), book);
  CHECK(agent.acts_waiting() == 0);
  CHECK(book.told.back() == agent_news::what::refused);
}

TEST_CASE("a read is a person's act: storing and connecting never make one") {
  notebook book;
  auto agent = connected(book);
  agent.heard(deliver(1, a_message(1)), book);
  CHECK(book.all<read_frame>().empty());
  CHECK(agent.read(1, noon, book));
  CHECK(book.all<read_frame>().size() == 1);
  CHECK_FALSE(agent.read(7, noon, book));
}

TEST_CASE("a skipped entry keeps the count without a gap") {
  notebook book;
  auto agent = connected(book);
  skip_frame skip;
  skip.seq = 1;
  skip.message = message_id(make_v7(noon, std::array<std::uint8_t, 10>{1}));
  skip.reason = skip_reason::superseded;
  agent.heard(text_of(skip), book);
  agent.heard(deliver(2, a_message(2)), book);
  CHECK(agent.seq() == 2);
  CHECK(book.all<stored_frame>().back().up_to == 2);
  CHECK(after_restart(book).seq() == 2);
}

TEST_CASE("when the relay's register began anew the device takes everything again and says what was lost") {
  notebook book;
  auto agent = connected(book);
  agent.heard(deliver(1, a_message(1)), book);
  agent.disconnected();
  agent.respond(1, response::actioned, "manager", "", "", act_key, noon, book);
  agent.heard(welcome(1, resume_verdict::reset, "e2"), book);
  CHECK(std::count(book.told.begin(), book.told.end(), agent_news::what::missed_alarm) == 1);
  agent.heard(deliver(1, a_message(5)), book);
  CHECK(agent.seq() == 1);
  CHECK(agent.epoch() == "e2");
}

namespace {

/// The evidence log of a relay, as a list of leaves.
struct small_log {
  std::string origin = "carerelay/log/e1/1";
  crypto::ed25519_private_key signer = crypto::ed25519_private_key::from_seed({1});
  std::vector<evidence::hash> leaves{};

  void grow(std::size_t to, std::uint8_t salt = 0) {
    while (leaves.size() < to) leaves.push_back({static_cast<std::uint8_t>(leaves.size()), salt});
  }
  [[nodiscard]] evidence::hash node(unsigned height, std::uint64_t at) const {
    return height == 0 ? leaves[at] : evidence::node_hash(node(height - 1, 2 * at), node(height - 1, 2 * at + 1));
  }
  [[nodiscard]] evidence::hash root() const {
    return evidence::root_of(leaves.size(), [this](auto height, auto at) { return node(height, at); });
  }
  /// What a relay answers to the newest question of `book`.
  [[nodiscard]] std::string answer(notebook const& book) const {
    auto const asked = book.all<log_frame>().back();
    checkpoint_frame out;
    out.note = evidence::sign_note(evidence::to_text({origin, leaves.size(), root()}), origin, signer);
    out.key = evidence::log_key{origin, signer.public_key()}.text();
    if (asked.origin == origin && asked.size > 0 && asked.size <= leaves.size()) {
      out.from = asked.size;
      out.proof = evidence::consistency_proof(asked.size, leaves.size(),
                                              [this](auto height, auto at) { return node(height, at); });
    }
    return text_of(out);
  }
};

std::size_t alarms(notebook const& book) {
  return static_cast<std::size_t>(std::count(book.told.begin(), book.told.end(), agent_news::what::log_alarm));
}

}  // namespace

TEST_CASE("every answer is signed together with the newest tree that the device has verified") {
  notebook book;
  auto agent = connected(book);
  agent.heard(deliver(1, a_message(1)), book);
  agent.respond(1, response::in_progress, "manager", "", "", act_key, noon, book);
  CHECK_FALSE(book.all<respond_frame>().back().tree);
  small_log log;
  log.grow(5);
  agent.heard(text_of(ping_frame{1, 0, 5}), book);
  agent.heard(log.answer(book), book);
  log.grow(9);
  agent.heard(text_of(ping_frame{1, 0, 9}), book);
  CHECK(book.all<log_frame>().back().size == 5);
  agent.heard(log.answer(book), book);
  CHECK(alarms(book) == 0);
  agent.heard(text_of(ping_frame{1, 0, 9}), book);
  CHECK(book.all<log_frame>().size() == 2);
  agent.respond(1, response::actioned, "manager", "", "", event_id(make_v4(std::array<std::uint8_t, 16>{8})), noon,
                book);
  auto const answer = book.all<respond_frame>().back();
  REQUIRE(answer.tree);
  CHECK(answer.tree->size == 9);
  CHECK(answer.tree->root == log.root());
  auto const what = parse_message(a_message(1)).value();
  auto const lines = respond_signing_text(what.id, what.sum, who.home, who.device, answer);
  CHECK(lines.ends_with("\n9\n" + crypto::to_base64url(log.root())));
  CHECK(key.public_key().verify(lines, answer.signature));
  CHECK(after_restart(book).tree()->seen == answer.tree);
}

TEST_CASE("a log that was rewritten, shortened, signed by another key or begun anew is told to the person") {
  notebook book;
  auto agent = connected(book);
  small_log log;
  log.grow(8);
  agent.heard(text_of(ping_frame{1, 0, 8}), book);
  agent.heard(log.answer(book), book);
  auto const said = [&](small_log const& other) {
    agent.heard(text_of(ping_frame{1, 0, other.leaves.size()}), book);
    auto const before = alarms(book);
    agent.heard(other.answer(book), book);
    return alarms(book) - before;
  };
  small_log rewritten;
  rewritten.grow(12, 7);
  CHECK(said(rewritten) == 1);
  small_log shorter;
  shorter.grow(4);
  CHECK(said(shorter) == 1);
  auto other_key = log;
  other_key.signer = crypto::ed25519_private_key::from_seed({2});
  other_key.grow(10);
  CHECK(said(other_key) == 1);
  CHECK(agent.tree()->seen.size == 8);
  small_log next;
  next.origin = "carerelay/log/e2/1";
  next.grow(2);
  CHECK(said(next) == 1);
  CHECK(agent.tree()->seen.origin == next.origin);
  agent.heard(R"({"type":"checkpoint","checkpoint":"x","key":"y","from":0,"proof":[]})", book);
  CHECK(alarms(book) == 5);
}

TEST_CASE("what a goodbye asks for is done: stop, back off, or come back soon") {
  using what = core::agent_retry::what;
  for (std::uint16_t const code : {4000, 4001, 4002, 4003, 4004}) CHECK(core::after_close(code, 0).kind == what::stop);
  for (std::uint16_t const code : {4100, 4101, 4103, 4200, 4300, 1006})
    CHECK(core::after_close(code, 0).kind == what::wait);
  CHECK(core::after_close(1006, 0).most_ms == 500);
  CHECK(core::after_close(1006, 3).most_ms == 4'000);
  CHECK(core::after_close(1006, 40).most_ms == 30'000);
}

TEST_CASE(
    "that a message is confirmed is kept and told once, however often the relay says it, and outlives a restart") {
  notebook book;
  auto agent = connected(book);
  agent.heard(deliver(1, a_message(1)), book);
  auto const id = parse_message(a_message(1))->id;
  auto const said = text_of(confirmed_frame{1, id, noon});
  agent.heard(said, book);
  CHECK(book.told.back() == agent_news::what::confirmed);
  auto const kept = book.kept.size();
  agent.heard(said, book);
  CHECK(book.kept.size() == kept);

  auto again = after_restart(book);
  notebook later;
  again.heard(said, later);
  CHECK(later.kept.empty());
  CHECK(later.told.empty());
}

TEST_CASE("a confirmation of an entry this device does not hold, or of another message, changes nothing") {
  notebook book;
  auto agent = connected(book);
  agent.heard(deliver(1, a_message(1)), book);
  auto const kept = book.kept.size();
  agent.heard(text_of(confirmed_frame{1, parse_message(a_message(2))->id, noon}), book);
  agent.heard(text_of(confirmed_frame{2, parse_message(a_message(1))->id, noon}), book);
  CHECK(book.kept.size() == kept);
  CHECK(book.hung_up.empty());
}
