#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "protocol/frame/frames.hpp"
#include "protocol/message/draft_file.hpp"
#include "protocol/message/message.hpp"
#include "protocol/message/opening_hours.hpp"
#include "protocol/message/result.hpp"
#include "tests/support/sealed_sample.hpp"

// Each form that travels has one file in golden/, as it goes over the wire. A change here is a change of the
// protocol. CARERELAY_UPDATE_GOLDEN=1 writes them anew: look at the difference before it is committed.

using namespace carerelay::protocol;

namespace {

std::filesystem::path const folder = CARERELAY_GOLDEN;

std::string read_file(std::filesystem::path const& file) {
  std::ifstream in(file, std::ios::binary);
  INFO(file.string());
  REQUIRE(in.good());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The file holds the text and a line end.
void check_golden(std::string const& name, std::string const& text) {
  if (std::getenv("CARERELAY_UPDATE_GOLDEN")) std::ofstream(folder / name, std::ios::binary) << text << '\n';
  INFO(name);
  CHECK(read_file(folder / name) == text + '\n');
}

instant at(char const* text) { return parse_instant(text).value(); }
message_id const first_id = message_id::parse("01716a3e-5f00-7000-8000-000000000001").value();
message_id const second_id = message_id::parse("01722b1c-9a00-7000-8000-000000000002").value();
event_id const event = event_id::parse("01716a3e-6000-4000-8000-0000000000ee").value();
device_id const device = device_id::parse("01716a3e-6000-4000-8000-0000000000dd").value();
home_id const home = home_id::parse("1-1000000001").value();
area_code const enfield = area_code::parse("E09000010").value();
area_code const haringey = area_code::parse("E09000014").value();

signature const counting = [] {
  signature out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(i);
  return out;
}();

message around(draft what, message_id id) {
  message out;
  out.id = id;
  out.sender = publisher_id::parse("ncl-public-health").value();
  out.sender_name = "North Central London public health";
  out.sent = at("2020-04-10T08:00:00Z");
  out.content = std::move(what);
  if (!out.content.effective) out.content.effective = out.sent;
  return out;
}

draft guidance() {
  draft out;
  out.kind = message_kind::guidance_bulletin;
  out.scope = message_scope::public_;
  out.reference = "ASC-2020-017";
  out.urgency = urgency::immediate;
  out.severity = severity::severe;
  out.topic = "infection-control";
  out.effective = at("2020-04-10T08:00:00Z");
  out.expires = at("2020-07-10T17:00:00Z");
  out.audience.areas = {enfield, haringey};
  out.audience.service_types = {service_type::with_nursing, service_type::without_nursing};
  out.audience.bed_bands = {bed_band::beds_10_24, bed_band::beds_61_up};
  out.audience.tags = {"dementia"};
  out.ack = {true, at("2020-04-12T17:00:00Z"), {response::actioned, response::need_help}};
  out.info = {{"en-GB",
               "Masks for all personal care",
               "Wear a mask for **all** personal care.\n\n- change it when wet\n",
               "Brief every shift.",
               "https://www.example.org/masks",
               contact{"Infection control team", "+442079460123", "ipc@ncl.example"},
               {"Brief every shift", "Write down who was briefed"},
               {"Do not wash a mask"}},
              {"cy", "Mygydau ar gyfer pob gofal personol — \"bob tro\"", "", "", "", {}}};
  out.resources = {{"Poster", "application/pdf", 48'213, {}}};
  out.part = guidance_part{"PHE/2020/17", at("2020-05-10T08:00:00Z"), at("2020-04-12T17:00:00Z")};
  return out;
}

draft helpline() {
  draft out;
  out.kind = message_kind::helpline_notice;
  out.scope = message_scope::public_;
  out.audience.everyone = true;
  out.info = {{"en-GB", "Infection control helpline", "Ring before you send anybody to hospital.", "", "", {}}};
  helpline_part part;
  part.telephone = "+442079460124";
  part.email = "helpline@ncl.example";
  weekday_set weekdays{}, others{};
  for (unsigned bit = 0; bit < 5; ++bit) weekdays = with(weekdays, bit);
  for (unsigned bit = 5; bit < 8; ++bit) others = with(others, bit);
  part.opening_hours = {{weekdays, 480, 1'200}, {others, 540, 1'440}};
  part.state = service_state::limited;
  part.topics = {"infection-control", "testing"};
  out.part = part;
  return out;
}

draft result() {
  draft out;
  out.kind = message_kind::test_result;
  out.scope = message_scope::private_;
  out.urgency = urgency::immediate;
  out.audience.homes = {home};
  out.info = {clear_words(msg_type::alert)};
  out.part = sealed_part{std::string(carerelay::tests::sealed_sample), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"};
  return out;
}

result_content content_of_result() {
  result_content out;
  out.test_code = "871555000";
  out.outcome = test_outcome::negative;
  out.specimen_ref = "TUBE-9";
  out.subject_ref = "R-017";
  out.collected_at = at("2020-04-09T09:00:00Z");
  out.issued_at = at("2020-04-10T07:30:00.250Z");
  out.performer_ods = "RX9LD";
  out.info = {{"en-GB", "A test result for R-017", "", "", "", {}}};
  return out;
}

draft update() {
  draft out = guidance();
  out.type = msg_type::update;
  out.references = {first_id};
  out.change_note = "Loss of smell or taste is now a symptom.";
  return out;
}

draft cancel() {
  draft out;
  out.type = msg_type::cancel;
  out.scope = message_scope::public_;
  out.references = {first_id};
  out.audience.areas = {enfield, haringey};
  out.change_note = "Withdrawn; see the supplement of April 2022.";
  return out;
}

void check_message(std::string const& name, draft const& content, message_id id) {
  check_golden(name + ".draft.json", encode_draft(content));
  CHECK((parse_draft(encode_draft(content)).value() == content));
  message what = around(content, id);
  std::string const json = encode(what);
  check_golden(name + ".message.json", json);
  CHECK((parse_message(json).value() == what));
}

void check_client(std::string const& name, client_frame const& frame) {
  std::string json;
  encode(frame, json);
  check_golden("client_" + name + ".json", json);
  std::string again;
  encode(parse_client_frame(json).value(), again);
  CHECK(again == json);
}

void check_server(std::string const& name, server_frame const& frame) {
  std::string json;
  encode(frame, json);
  check_golden("server_" + name + ".json", json);
  auto const back = parse_server_frame(json);
  REQUIRE(back.has_value());
  CHECK_FALSE(std::holds_alternative<unknown_frame>(*back));
}

}  // namespace

TEST_CASE("Each kind of message has the form it always had") {
  check_message("guidance_bulletin", guidance(), first_id);
  check_message("helpline_notice", helpline(), first_id);
  check_message("test_result", result(), first_id);
  check_message("update", update(), second_id);
  check_message("cancel", cancel(), second_id);
}

TEST_CASE("What is sealed of a result has the form it always had") {
  auto const text = encode(content_of_result());
  check_golden("test_result.content.json", text);
  CHECK((parse_result_content(text, msg_type::alert).value() == content_of_result()));
}

TEST_CASE("A sealed result is bound to its envelope, which is the same for its sender and for the home") {
  auto const sent = envelope_digest(result());
  auto what = around(result(), first_id);
  CHECK(envelope_digest(parse_message(encode(what)).value().content) == sent);
  std::vector<draft> others(9, result());
  others[0].reference = "other";
  others[1].audience.homes = {home_id::parse("RX9LD").value()};
  others[2].urgency = urgency::expected;
  others[3].severity = severity::minor;
  others[4].topic = "other";
  others[5].expires = at("2021-04-10T08:00:00Z");
  others[6].ack.required = true;
  others[7].references = {first_id};
  others[8].status = message_status::test;
  for (auto const& other : others) CHECK(envelope_digest(other) != sent);
  auto sealed_again = result();
  std::get<sealed_part>(sealed_again.part).jwe.clear();
  CHECK(envelope_digest(sealed_again) == sent);
}

TEST_CASE("A result sealed again is the same draft while its sender's tag is the same") {
  auto const once = result();
  auto again = result();
  auto& part = std::get<sealed_part>(again.part);
  part.jwe.replace(part.jwe.find("\"tag\":\"") + 7, 4, "AAAA");
  CHECK(draft_digest(again) == draft_digest(once));
  auto other = once;
  std::get<sealed_part>(other.part).content_tag[0] = 'B';
  CHECK(draft_digest(other) != draft_digest(once));
  std::get<sealed_part>(again.part).content_tag.clear();
  auto untagged = once;
  std::get<sealed_part>(untagged.part).content_tag.clear();
  CHECK(draft_digest(again) != draft_digest(untagged));
}

TEST_CASE("Each frame of a client has the form it always had") {
  check_client("hello", hello_frame{home, device, counting, {"e-1", 412}, 64, "inbox/1.0"});
  check_client("hello_first", hello_frame{home, device, counting, {}, 64, ""});
  check_client("stored", stored_frame{417});
  check_client("read", read_frame{413, at("2020-04-10T08:05:00Z")});
  check_client("respond", respond_frame{413,
                                        response::actioned,
                                        "manager",
                                        "A. Person",
                                        "Posters are up.",
                                        event,
                                        at("2020-04-10T08:05:00Z"),
                                        "2020-04-10T09:05:00+01:00",
                                        {},
                                        counting});
  evidence::hash const root{1, 2, 3};
  check_client("respond_witness", respond_frame{413, response::actioned, "manager", "", "", event,
                                                at("2020-04-10T08:05:00Z"), "2020-04-10T09:05:00+01:00",
                                                evidence::witnessed{"carerelay/log/e/1", 12, root}, counting});
  check_client("log", log_frame{"carerelay/log/e/1", 12});
  check_client("pong", pong_frame{});
  check_client("token", token_frame{});
  check_client("watch", watch_frame{first_id});
  check_client("unwatch", unwatch_frame{first_id});
}

TEST_CASE("Each frame of the relay has the form it always had") {
  check_server("challenge", challenge_frame{"bm9uY2U", at("2020-04-10T08:00:00.125Z")});
  check_server("welcome", welcome_frame{"e-1", 1, 417, resume_verdict::ok, 25'000, 64});
  check_server("welcome_publisher", publisher_welcome_frame{publisher_id::parse("ncl-public-health").value(), 25'000});
  check_server("skip", skip_frame{414, first_id, skip_reason::superseded, second_id});
  check_server("skip_expired", skip_frame{415, first_id, skip_reason::expired, {}});
  check_server("recorded_up_to", recorded_up_to_frame{417});
  check_server("recorded", recorded_frame{413, stage::acknowledged, event});
  check_server("ping", ping_frame{417, 0});
  check_server("ping_recorded", ping_frame{417, 416});
  check_server("ping_log", ping_frame{417, 0, 12});
  check_server("checkpoint", checkpoint_frame{"carerelay/log/e/1\n12\n", "a key", 12, {evidence::hash{1, 2, 3}}});
  check_server("goaway", goaway_frame{2'000, 60'000});
  check_server("token", token_answer_frame{"dG9rZW4", at("2020-04-10T08:15:00Z")});
  check_server("error", error_frame{errc::seq_unknown, false, "seq 500 was never sent on this connection", 500});
  check_server("watching", watching_frame{first_id});
  tally const half{.targeted = 72,
                   .delivered = 40,
                   .read = 30,
                   .acknowledged = 20,
                   .in_progress = 3,
                   .actioned = 15,
                   .not_relevant = 1,
                   .need_help = 1};
  check_server("coverage", coverage_frame{first_id, {half, {{enfield, "Enfield", half}}, true, false}});
  check_server("coverage_wellbeing", coverage_frame{first_id, {half, {}, false, true}});
  home_receipt full{home,
                    "Fir Trees",
                    enfield,
                    "+442079460125",
                    413,
                    {stage::acknowledged, closure::superseded, response::actioned},
                    true,
                    at("2020-04-10T08:01:00Z"),
                    at("2020-04-10T08:04:00Z"),
                    at("2020-04-10T08:05:00Z"),
                    "manager",
                    "A. Person",
                    "Posters are up."};
  home_receipt bare{};
  bare.home = home_id::parse("RX9LD").value();
  bare.seq = 1;
  check_server("receipts", receipts_frame{first_id, {full, bare}});
}

TEST_CASE("A deliver frame is its head, the message and its tail") {
  char head[deliver_head_bytes];
  std::string json(head, encode_deliver_head(413, head));
  message what = around(helpline(), first_id);
  json += encode(what);
  json += deliver_tail;
  check_golden("server_deliver.json", json);
  auto const got = parse_server_frame(json);
  CHECK((parse_message(std::get<deliver_frame>(got.value()).message).value() == what));
}

TEST_CASE("What is said about a draft with many faults stays the same") {
  auto const got = parse_draft(read_file(folder / "many_faults.draft.json"));
  REQUIRE(got.has_error());
  std::string said;
  for (fault const& one : got.error()) {
    said += (said.empty() ? "" : "\n") + one.pointer + " · " + std::string(word(one.rule)) + " · " + one.detail;
  }
  check_golden("many_faults.txt", said);
}

TEST_CASE("A bulletin as a team would write it becomes the draft it stands for") {
  auto const got = read_draft_file(read_file(folder / "bulletin.md"));
  REQUIRE(got.has_value());
  check_golden("bulletin.draft.json", got->json);
}

TEST_CASE("The digest of a message is the hash of its text without the digest") {
  std::size_t count = 0;
  for (auto const& entry : std::filesystem::directory_iterator(folder)) {
    std::string const name = entry.path().filename();
    if (!name.ends_with(".message.json")) continue;
    std::string text = read_file(entry.path());
    text.pop_back();
    CHECK(digest_of(text).value() == parse_message(text).value().sum);
    ++count;
  }
  CHECK(count == 5);
}
