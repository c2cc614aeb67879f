#include "protocol/evidence/event.hpp"

#include <catch2/catch.hpp>

#include "protocol/crypto/base64.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/message/message.hpp"

namespace {

using namespace carerelay::protocol;
using namespace carerelay::protocol::evidence;

uuid id(std::uint8_t first) { return uuid(uuid::bytes_type{first, 1, 2}); }

}  // namespace

TEST_CASE("The text of a receipt's event is canonical JSON, written without a tree") {
  receipt_words what;
  what.message = message_id(id(1));
  what.home = "1-100000001";
  what.act = receipt_act::delivered;
  what.id = event_id(id(3));
  what.seq = 413;
  what.at = "2026-11-21T03:04:05Z";
  what.channel = "stream";
  std::string text;
  append_text(what, text);
  CHECK(
      text ==
      R"({"act":"delivered","at":"2026-11-21T03:04:05Z","channel":"stream","event":"03010200-0000-0000-0000-000000000000",)"
      R"("home":"1-100000001","message":"01010200-0000-0000-0000-000000000000","seq":413,"type":"receipt"})");
  what.device = device_id(id(2));
  what.act = receipt_act::responded;
  what.answer = response::need_help;
  what.role = "manager";
  what.name = "J\xC3\xB6 \"x\"";
  what.note = "line\nbreak";
  what.said_at = "2026-11-21T03:04:04Z";
  what.late = true;
  what.signature.emplace()[0] = 7;
  what.checkpoint = witnessed{"carerelay/log/a/b", 12, hash{1}};
  text.clear();
  append_text(what, text);
  auto const tree = json::read(text, 10'000);
  REQUIRE(tree.has_value());
  CHECK(json::canonical(*tree) == text);
  CHECK(tree->find("answer")->string() == "need_help");
  CHECK(tree->find("checkpoint")->find("size")->integer() == 12);
  CHECK(tree->members().size() == 17);
}

TEST_CASE("Each kind of event has a word of its own, and its members in canonical order") {
  event what{event_type::approved, instant(std::chrono::milliseconds(1'795'000'000'000))};
  what.by = "asha";
  what.message = message_id(id(1));
  what.more = {{"digest", "x"}, {"count", 3}};
  CHECK(
      to_text(what) ==
      R"({"at":"2026-11-18T11:06:40Z","by":"asha","count":3,"digest":"x","message":"01010200-0000-0000-0000-000000000000",)"
      R"("type":"approved"})");
  what.more = {{"by", "twice"}};
  CHECK_THROWS_AS(to_text(what), std::invalid_argument);
}

TEST_CASE("An audience has one hash, whatever the order it is told in") {
  std::vector<std::string_view> a{"1-2", "1-1"}, b{"1-1", "1-2"}, c{"1-1"};
  CHECK(audience_hash(a) == crypto::sha256("1-1\n1-2\n"));
  CHECK(audience_hash(a) == audience_hash(b));
  CHECK(audience_hash(a) != audience_hash(c));
}

TEST_CASE("A commitment is SHA-256 of the salt and the text") {
  salt with{};
  with[0] = 'a';
  CHECK(commitment(with, "text") == crypto::sha256(std::string("a") + std::string(15, '\0') + "text"));
  CHECK(commitment(with, "text") != commitment(salt{}, "text"));
}

TEST_CASE("What the relay does by itself names nobody") {
  event const what{event_type::draft_expired, instant(std::chrono::milliseconds(1'795'000'000'000))};
  CHECK(to_text(what) == R"({"at":"2026-11-18T11:06:40Z","type":"draft_expired"})");
}

TEST_CASE("A publish says which text went out, of which kind, to how many homes and to which") {
  message what;
  what.id = message_id(id(1));
  what.sender = publisher_id::parse("ncl").value();
  what.sent = instant(std::chrono::milliseconds(1'795'000'000'000));
  what.sum = crypto::sha256("its JSON");
  what.content.kind = message_kind::guidance_bulletin;
  what.content.urgency = urgency::immediate;
  CHECK(to_text(message_published(what)) ==
        R"({"at":"2026-11-18T11:06:40Z","by":"ncl","digest":")" + crypto::to_base64url(what.sum) +
            R"(","kind":"guidance_bulletin","message":"01010200-0000-0000-0000-000000000000","msg_type":"alert",)"
            R"("status":"actual","type":"message_published","urgency":"immediate"})");
  CHECK(to_text(audience_taken(what.id, what.sent, 3, hash{1})) ==
        R"({"at":"2026-11-18T11:06:40Z","count":3,"homes":")" + crypto::to_base64url(hash{1}) +
            R"(","message":"01010200-0000-0000-0000-000000000000","type":"audience_taken"})");
}

TEST_CASE("An enrolment keeps the device's key and home, and its name only when it has one") {
  std::array<std::uint8_t, 64> point{};
  point[0] = 1;
  point[63] = 2;
  auto const at = instant(std::chrono::milliseconds(1'795'000'000'000));
  auto const home = home_id::parse("1-1435221697").value();
  std::string const start = R"({"at":"2026-11-18T11:06:40Z","device":"02010200-0000-0000-0000-000000000000",)"
                            R"("home":"1-1435221697",)";
  std::string const rest = R"("public_key":{"crv":"P-256","kty":"EC","x":"AQ)" + std::string(41, 'A') + R"(","y":")" +
                           std::string(42, 'A') + R"(I"},"type":"device_enrolled"})";
  CHECK(to_text(device_enrolled(device_id(id(2)), home, "", at, point)) == start + rest);
  CHECK(to_text(device_enrolled(device_id(id(2)), home, "Office", at, point)) == start + R"("name":"Office",)" + rest);
  CHECK(to_text(device_revoked(device_id(id(2)), home, at)) == start + R"("type":"device_revoked"})");
}
