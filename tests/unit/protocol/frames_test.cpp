#include "protocol/frame/frames.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "protocol/crypto/base64.hpp"

using namespace carerelay::protocol;

namespace {

std::string const signed_by_zero = crypto::to_base64url(signature{});

/// "/pointer rule" of each fault, or the type of the frame that was read.
template <class Result>
std::string said_of(Result const& got) {
  if (got) return "frame " + std::to_string(got->index());
  std::string out;
  for (fault const& one : got.error()) {
    out += (out.empty() ? "" : ", ") + one.pointer + " " + std::string(word(one.rule));
  }
  return out;
}
std::string client_says(std::string_view json) { return said_of(parse_client_frame(json)); }
std::string relay_says(std::string_view json) { return said_of(parse_server_frame(json)); }

template <class Frame>
Frame client(std::string_view json) {
  auto const got = parse_client_frame(json);
  INFO(said_of(got));
  REQUIRE(got.has_value());
  REQUIRE(std::holds_alternative<Frame>(*got));
  return std::get<Frame>(*got);
}
template <class Frame>
Frame relay(std::string_view json) {
  auto const got = parse_server_frame(json);
  INFO(said_of(got));
  REQUIRE(got.has_value());
  REQUIRE(std::holds_alternative<Frame>(*got));
  return std::get<Frame>(*got);
}

std::string hello_with(std::string_view more) {
  return R"({"type":"hello","home":"1-1435221697","device":"00000000-0000-4000-8000-000000000001","signature":")" +
         signed_by_zero + "\"" + std::string(more) + "}";
}
std::string respond_with(std::string_view more) {
  return R"({"type":"respond","seq":413,"response":"actioned","role":"manager",)"
         R"("key":"00000000-0000-4000-8000-000000000002","at":"2026-11-21T03:00:00Z","signature":")" +
         signed_by_zero + "\"" + std::string(more) + "}";
}

}  // namespace

TEST_CASE("A device that holds nothing may say hello without a resume point or a window") {
  auto const hello = client<hello_frame>(hello_with(""));
  CHECK(hello.home.text() == "1-1435221697");
  CHECK(hello.device.text() == "00000000-0000-4000-8000-000000000001");
  CHECK(hello.resume.epoch.empty());
  CHECK(hello.resume.seq == 0);
  CHECK(hello.window == 64);
  CHECK(hello.client.empty());
}

TEST_CASE("A hello says where to go on, with the faults of its inside named in full") {
  auto const hello =
      client<hello_frame>(hello_with(R"(,"resume":{"epoch":"e1","seq":412},"window":16,"client":"inbox/1.0")"));
  CHECK(hello.resume.epoch == "e1");
  CHECK(hello.resume.seq == 412);
  CHECK(hello.window == 16);
  CHECK(hello.client == "inbox/1.0");
  CHECK(client_says(hello_with(R"(,"resume":{"epoch":7,"seq":-1})")) ==
        "/resume/epoch wrong_type, /resume/seq out_of_range");
  CHECK(client_says(hello_with(R"(,"resume":{})")) == "/resume/epoch required, /resume/seq required");
  CHECK(client_says(hello_with(R"(,"resume":[])")) == "/resume wrong_type");
  CHECK(client_says(hello_with(R"(,"resume":{"epoch":"e","epoch":"f","seq":1})")) == " duplicate_member");
  CHECK(client_says(hello_with(R"(,"window":0)")) == "/window out_of_range");
  CHECK(client_says(hello_with(R"(,"window":257)")) == "/window out_of_range");
  CHECK(client_says(hello_with(",\"client\":\"" + std::string(41, 'a') + '"')) == "/client out_of_range");
  CHECK(client_says(R"({"type":"hello"})") == "/home required, /device required, /signature required");
  CHECK(client_says(R"({"type":"hello","home":"x","device":"y","signature":"z"})") ==
        "/home bad_format, /device bad_format, /signature bad_format");
}

TEST_CASE("A seq is a whole number from 1 to the largest every peer can read") {
  CHECK(client<stored_frame>(R"({"type":"stored","up_to":417})").up_to == 417);
  CHECK(client<stored_frame>(R"({"type":"stored","up_to":9007199254740991})").up_to == 9'007'199'254'740'991);
  CHECK(client_says(R"({"type":"stored","up_to":9007199254740992})") == " number_refused");
  CHECK(client_says(R"({"type":"stored","up_to":0})") == "/up_to out_of_range");
  CHECK(client_says(R"({"type":"stored","up_to":-1})") == "/up_to out_of_range");
  CHECK(client_says(R"({"type":"stored","up_to":"417"})") == "/up_to wrong_type");
  CHECK(client_says(R"({"type":"stored","up_to":4.5})") == " number_refused");
  CHECK(client_says(R"({"type":"stored","up_to":1e3})") == " number_refused");
  CHECK(client_says(R"({"type":"stored","up_to":0.00000000000000001e-2147483639})") == " number_refused");
  CHECK(client_says(R"({"type":"stored"})") == "/up_to required");
  CHECK(client_says(R"({"type":"stored","up_to":007})") == " not_json");
  CHECK(client_says(R"({"type":"stored","up_to":})") == " not_json");
  CHECK(client<stored_frame>(R"( {"up_to" : 417, "type":"stored"} )").up_to == 417);
}

TEST_CASE("A reading may say when") {
  CHECK_FALSE(client<read_frame>(R"({"type":"read","seq":413})").at.has_value());
  CHECK(client<read_frame>(R"({"type":"read","seq":413,"at":"2026-11-21T03:00:00Z"})").at ==
        parse_instant("2026-11-21T03:00:00Z").value());
  CHECK(client_says(R"({"type":"read","seq":413,"at":"today"})") == "/at bad_format");
}

TEST_CASE("An answer is kept with the time as the device wrote it, which is what it signed") {
  auto const answer = client<respond_frame>(
      R"({"type":"respond","seq":413,"response":"need_help","role":"manager","name":"A. Person","note":"one\ntwo",)"
      R"("key":"00000000-0000-4000-8000-000000000002","at":"2026-11-21T04:00:00.500+01:00","signature":")" +
      signed_by_zero + "\"}");
  CHECK(answer.response == response::need_help);
  CHECK(answer.role == "manager");
  CHECK(answer.name == "A. Person");
  CHECK(answer.note == "one\ntwo");
  CHECK(answer.at == parse_instant("2026-11-21T03:00:00.5Z").value());
  CHECK(answer.at_text == "2026-11-21T04:00:00.500+01:00");
}

TEST_CASE("An answer without a role, with an unknown word or with odd characters is refused") {
  CHECK(client_says(R"({"type":"respond","seq":1})") ==
        "/response required, /role required, /key required, /at required, /signature required");
  auto const replaced = [](std::string_view what, std::string_view by) {
    std::string json = respond_with("");
    json.replace(json.find(what), what.size(), by);
    return client_says(json);
  };
  CHECK(replaced("actioned", "done") == "/response unknown_value");
  CHECK(replaced("\"manager\"", "\"\"") == "/role out_of_range");
  CHECK(replaced("manager", std::string(41, 'a')) == "/role out_of_range");
  CHECK(replaced("manager", "man\\nager") == "/role bad_format");
  CHECK(client_says(respond_with(R"(,"name":"\u202Egnp.exe")")) == "/name bad_format");
  CHECK(client_says(respond_with(",\"name\":\"" + std::string(81, 'a') + '"')) == "/name out_of_range");
  CHECK(client_says(respond_with(",\"note\":\"" + std::string(1'001, 'a') + '"')) == "/note out_of_range");
  CHECK(replaced(signed_by_zero, signed_by_zero + "A") == "/signature bad_format");
}

TEST_CASE("A publisher watches and stops watching a message") {
  auto const id = std::string("01938f2e-7c5a-7000-8000-0123456789ab");
  CHECK(client<watch_frame>(R"({"type":"watch","message":")" + id + "\"}").message.text() == id);
  CHECK(client<unwatch_frame>(R"({"type":"unwatch","message":")" + id + "\"}").message.text() == id);
  CHECK(client_says(R"({"type":"watch","message":"x"})") == "/message bad_format");
}

TEST_CASE("Members nobody knows are ignored, and a type nobody knows is told apart from a fault") {
  client<pong_frame>(R"({"type":"pong","extra":{"deep":[1,2,{"x":null}]}})");
  client<pong_frame>(R"({"extra":1,"type":"pong"})");
  CHECK(client<unknown_frame>(R"({"type":"dance"})").type == "dance");
  CHECK(client<unknown_frame>("{\"type\":\"" + std::string(300, 'x') + "\"}").type == std::string(40, 'x'));
}

TEST_CASE("Hostile frames are faults and nothing worse") {
  CHECK(client_says("") == " not_json");
  CHECK(client_says("{}") == "/type required");
  CHECK(client_says(R"({"type":null})") == "/type required");
  CHECK(client_says(R"({"type":1})") == "/type wrong_type");
  CHECK(client_says("[]") == " wrong_type");
  CHECK(client_says(R"({"type":"pong","type":"hello"})") == " duplicate_member");
  CHECK(client_says(R"({"type":"pong"} {})") == " not_json");
  CHECK(client_says(std::string_view("{\"type\":\"pong\"}\0x", 17)) == " not_json");
  CHECK(client_says("\xEF\xBB\xBF{\"type\":\"pong\"}") == " not_json");
  CHECK(client_says(R"({"type":"\udc00"})") == " not_utf8");
  CHECK(client_says("{\"type\":\"\xC0\x80\"}") == " not_utf8");
  CHECK(client_says("{\"type\":\"pong\",\"x\":" + std::string(40, '[') + std::string(40, ']') + "}") == " too_deep");
  CHECK(client_says("{\"type\":\"pong\",\"x\":\"" + std::string(65'536, 'a') + "\"}") == " too_large");
  std::string many = "{\"type\":\"pong\"";
  for (int i = 0; i < 300; ++i) many += ",\"m" + std::to_string(i) + "\":1";
  CHECK(client_says(many + "}") == " too_many_members");
}

TEST_CASE("The message in a deliver frame is seen as the bytes that came") {
  std::string const json = R"({"type":"deliver","seq":413,"message":{"a":[1, 2],"b":{"c":"}"}}})";
  auto const got = relay<deliver_frame>(json);
  CHECK(got.seq == 413);
  CHECK(got.message == R"({"a":[1, 2],"b":{"c":"}"}})");
  CHECK(got.message.data() >= json.data());
  CHECK(got.message.data() + got.message.size() <= json.data() + json.size());
  CHECK(relay_says(R"({"type":"deliver","seq":413,"message":"x"})") == "/message wrong_type");
  CHECK(relay_says(R"({"type":"deliver","seq":0,"message":{}})") == "/seq out_of_range");
}

TEST_CASE("A deliver frame is put together from a head, the shared message and a tail") {
  for (std::uint64_t const seq : {1ULL, 413ULL, 9'007'199'254'740'991ULL, 18'446'744'073'709'551'615ULL}) {
    char head[deliver_head_bytes];
    auto const size = encode_deliver_head(seq, head);
    REQUIRE(size <= sizeof head);
    std::string const frame = std::string(head, size) + "{}" + std::string(deliver_tail);
    CHECK(frame == R"({"type":"deliver","seq":)" + std::to_string(seq) + R"(,"message":{}})");
  }
}

TEST_CASE("A welcome is for a home or for a publisher") {
  auto const home = relay<welcome_frame>(
      R"({"type":"welcome","epoch":"e","first":1,"last":417,"resume":"ahead","heartbeat_ms":25000,"window":64})");
  CHECK(home.last == 417);
  CHECK(home.resume == resume_verdict::ahead);
  CHECK(
      relay<publisher_welcome_frame>(R"({"type":"welcome","publisher":"ncl","heartbeat_ms":25000})").publisher.text() ==
      "ncl");
  CHECK(relay_says(
            R"({"type":"welcome","epoch":"e","first":1,"last":417,"resume":"fine","heartbeat_ms":1,"window":64})") ==
        "/resume unknown_value");
}

TEST_CASE("A relay says recorded for all up to a seq, or for one act") {
  CHECK(relay<recorded_up_to_frame>(R"({"type":"recorded","up_to":417})").up_to == 417);
  auto const one = relay<recorded_frame>(
      R"({"type":"recorded","seq":413,"state":"acknowledged","receipt":"00000000-0000-4000-8000-000000000002"})");
  CHECK(one.state == stage::acknowledged);
}

TEST_CASE("A goaway gives a range of milliseconds to come back in") {
  auto const got = relay<goaway_frame>(R"({"type":"goaway","retry_ms":[2000,60000]})");
  CHECK(got.retry_ms_least == 2'000);
  CHECK(got.retry_ms_most == 60'000);
  for (auto const* wrong : {"[]", "[1]", "[2,1]", "[1,2,3]", "[-1,2]", "[\"1\",2]", "[1,99999999999]", "[null,2]"}) {
    INFO(wrong);
    CHECK(relay_says("{\"type\":\"goaway\",\"retry_ms\":" + std::string(wrong) + "}") == "/retry_ms out_of_range");
  }
}

TEST_CASE("An error of a newer relay is an error all the same") {
  auto const known =
      relay<error_frame>(R"({"type":"error","code":"seq_unknown","temporary":false,"detail":"d","seq":5})");
  CHECK(known.code == errc::seq_unknown);
  CHECK(known.seq == 5U);
  auto const unknown = relay<error_frame>(R"({"type":"error","code":"brand_new","temporary":true})");
  CHECK(unknown.code == errc::internal);
  CHECK(unknown.temporary);
}

TEST_CASE("What a device signs to come in is six lines about this connection and no other") {
  CHECK(hello_signing_text("relay.example:8443", "bm9uY2U", home_id::parse("1-1435221697").value(),
                           device_id::parse("00000000-0000-4000-8000-00000000000A").value()) ==
        "carerelay.v1 hello\nrelay.example:8443\nbm9uY2U\n1-1435221697\n00000000-0000-4000-8000-00000000000a");
}

TEST_CASE("What a device signs to answer binds message, digest, home, device, answer and time") {
  respond_frame act;
  act.seq = 413;
  act.response = response::actioned;
  act.key = event_id::parse("00000000-0000-4000-8000-000000000002").value();
  act.at = parse_instant("2026-11-21T03:00:00Z").value();
  auto const text = [&act] {
    return respond_signing_text(message_id::parse("01938f2e-7c5a-7000-8000-0123456789ab").value(), digest{},
                                home_id::parse("RX9LD").value(),
                                device_id::parse("00000000-0000-4000-8000-000000000001").value(), act);
  };
  CHECK(text() ==
        "carerelay.v1 respond\n01938f2e-7c5a-7000-8000-0123456789ab\n"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nRX9LD\n00000000-0000-4000-8000-000000000001\n413\nactioned\n"
        "00000000-0000-4000-8000-000000000002\n2026-11-21T03:00:00Z");
  act.at_text = "2026-11-21T04:00:00+01:00";
  CHECK(text().ends_with("\n2026-11-21T04:00:00+01:00"));
}

TEST_CASE("Wellbeing counts below five are never shown, and neither is what would give them away") {
  tally const few{.targeted = 72, .delivered = 70, .read = 40, .acknowledged = 4, .actioned = 4};
  coverage_frame const frame{message_id{},
                             {few, {{area_code{}, "Enfield", {.targeted = 9, .delivered = 3}}}, true, true}};
  std::string json;
  encode(server_frame{frame}, json);
  CHECK(json ==
        R"({"type":"coverage","message":"00000000-0000-0000-0000-000000000000","counted":true,"counts_only":true,)"
        R"("targeted":72,"delivered":70,"read":40,"acknowledged":null,"in_progress":null,"actioned":null,)"
        R"("not_relevant":null,"need_help":null,"unreached":null,"areas":[{"name":"Enfield","targeted":9,)"
        R"("delivered":null,"read":null,"acknowledged":null,"in_progress":null,"actioned":null,"not_relevant":null,)"
        R"("need_help":null,"unreached":null}]})");
}

TEST_CASE("A borough nobody knows the code of still counts, and its coverage can be read") {
  coverage_frame const frame{message_id{},
                             {{.targeted = 9}, {{area_code{}, "No borough known", {.targeted = 9}}}, true, false}};
  std::string json;
  encode(server_frame{frame}, json);
  auto const back = relay<coverage_frame>(json);
  REQUIRE(back.coverage.areas.size() == 1);
  CHECK(back.coverage.areas[0].name == "No borough known");
}
