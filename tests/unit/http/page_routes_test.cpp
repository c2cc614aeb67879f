// What the pages ask beside messages: histories, records, searches, what a home does with its own devices.
#include "tests/unit/http/desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using Catch::Matchers::Contains;

namespace {

struct answered_desk : desk {
  std::string message = published(bulletin());
  std::pair<ports::device_row, std::string> tablet = enrol(2);

  answered_desk() {
    auto const number = reader->message(*protocol::message_id::parse(message))->row->body->number;
    store.write([&](ports::store_writer& to) {
      ports::receipt_event event;
      event.id = protocol::event_id(protocol::make_v4(std::array<std::uint8_t, 16>{3}));
      event.act = protocol::receipt_act::responded;
      event.device = tablet.first.number;
      event.recorded_at = noon;
      event.answer = protocol::response::need_help;
      event.role = "manager";
      event.name = "Ada";
      event.note = "=1+1";
      (void)to.record_act(number, 2, event);
    });
  }
};

}  // namespace

TEST_CASE("a home reads its own record: what came, who answered and what, and takes it along as a spreadsheet") {
  answered_desk with;
  auto const record = with.get("/v1/record", with.tablet.second);
  REQUIRE(record.list("entries").size() == 1);
  auto const entry = record.list("entries").front();
  CHECK(entry.find("message")->string() == with.message);
  CHECK(entry.find("sender_name")->string() == "Team team");
  CHECK(entry.find("arrived_at") != nullptr);
  CHECK(entry.find("read")->find("device")->string() == "tablet");  // whoever answers has read it
  auto const& said = entry.find("answers")->items().front();
  CHECK(said.find("response")->string() == "need_help");
  CHECK(said.find("name")->string() == "Ada");
  CHECK(said.find("device")->string() == "tablet");
  auto const csv = with.get("/v1/record?format=csv", with.tablet.second).what;
  CHECK(csv.content_type == "text/csv; charset=utf-8");
  CHECK_THAT(csv.body, Contains("We need help") && Contains("'=1+1") && Contains("Ada"));
  CHECK(with.get("/v1/record", with.team).what.status == 403);
  CHECK(with.get("/v1/record", with.enrol(3).second).list("entries").front().find("answers")->items().empty());
}

TEST_CASE("a team sees what became of its messages at one home, and other teams' messages there are not shown") {
  answered_desk with;
  auto const second = with.published(update_of(bulletin(), *protocol::message_id::parse(with.message)));
  auto const shown = with.get("/v1/homes/" + home_id(2).text() + "/messages?limit=1", with.team);
  REQUIRE(shown.list("messages").size() == 1);
  CHECK(shown.list("messages").front().find("id")->string() == second);
  CHECK(shown.list("messages").front().find("receipt")->find("state")->string() == "targeted");
  auto const older = with.get(shown.text("next"), with.team);
  REQUIRE(older.list("messages").size() == 1);
  CHECK(older.list("messages").front().find("receipt")->find("response")->string() == "need_help");
  CHECK(older.text("next").empty());
  auto const stranger = with.make_account(
      "stranger", {{protocol::message_kind::guidance_bulletin}, {}, true, protocol::urgency::expected, false});
  CHECK(with.get("/v1/homes/" + home_id(2).text() + "/messages", stranger).list("messages").empty());
  CHECK(with.get("/v1/homes/" + home_id(2).text() + "/messages", with.tablet.second).what.status == 404);
}

TEST_CASE("receipts are narrowed to who must be rung, with the same words in the spreadsheet") {
  answered_desk with;
  auto const path = "/v1/messages/" + with.message + "/receipts";
  auto const all = with.get(path, with.team).list("receipts").size();
  CHECK(with.get(path + "?state=not_reached", with.team).list("receipts").size() == all - 1);
  CHECK(with.get(path + "?state=need_help", with.team).list("receipts").size() == 1);
  CHECK(with.get(path + "?state=replied&q=home%202", with.team).list("receipts").empty());  // not decoded here
  CHECK(with.get(path + "?state=replied&q=HOME 2", with.team).list("receipts").size() == 1);
  CHECK(with.get(path + "?state=read_no_reply", with.team).list("receipts").empty());
  CHECK(with.get(path + "?area=" + haringey.text(), with.team).list("receipts").empty());
  CHECK(with.get(path + "?state=rung", with.team).what.status == 422);
  auto const csv = with.get(path + "?state=need_help&format=csv", with.team).what.body;
  CHECK_THAT(csv, Contains("Needs help") && Contains("Enfield") && !Contains("Not reached"));
}

TEST_CASE("homes are found by what people call them, and messages say how far they came") {
  answered_desk with;
  CHECK(with.get("/v1/homes?q=home 7", with.team).list("homes").size() == 1);
  CHECK(with.get("/v1/homes?q=haringey", with.team).list("homes").size() == 3);
  CHECK(with.get("/v1/homes?q=nowhere", with.team).list("homes").empty());
  auto const row = with.get("/v1/messages", with.team).list("messages").front();
  CHECK(row.find("acknowledged")->integer() == 1);
  CHECK(row.find("need_help")->integer() == 1);
  CHECK(row.find("sender_name")->string() == "Team team");
  auto const areas = with.get("/v1/areas", with.team).list("areas");
  CHECK(areas.front().find("name")->string() == "Enfield");
  CHECK(with.get("/v1/areas", with.tablet.second).what.status == 403);
}

TEST_CASE("how far a wellbeing message came is not said in a list either") {
  desk with;
  auto what = bulletin();
  what.topic = "wellbeing";
  (void)with.published(what);
  auto const row = with.get("/v1/messages", with.team).list("messages").front();
  CHECK(row.find("delivered")->is(protocol::json::kind::null));
}

TEST_CASE("a home adds a device and ends a lost one by itself, and nobody else's") {
  desk with;
  auto const [device, token] = with.enrol(2);
  auto const [lost, lost_token] = with.enrol(2);
  auto const [other, other_token] = with.enrol(3);
  auto const own = "/v1/homes/" + home_id(2).text();
  for (int i = 0; i < 3; ++i) CHECK(with.post(own + "/codes", "{}", token).what.status == 201);
  CHECK(with.post(own + "/codes", "{}", token).text("code") == "device_limit");
  CHECK(with.post("/v1/homes/" + home_id(3).text() + "/codes", "{}", token).what.status == 404);
  CHECK(with.ask(http::method::delete_, own + "/devices/" + other.id.text(), "", token).what.status == 404);
  CHECK(with.ask(http::method::delete_, own + "/devices/" + lost.id.text(), "", token).what.status == 204);
  REQUIRE(with.told.size() == 1);  // its connection is cut
  CHECK(with.get("/v1/inbox", lost_token).what.status == 401);
}

TEST_CASE("a preview says whether somebody else must approve, and what would be replaced") {
  desk with;
  auto what = bulletin();
  what.reference.clear();
  auto const goes = with.post("/v1/messages/preview", protocol::encode_draft(what), with.team);
  CHECK(goes.json.find("approval")->find("needs")->integer() == 0);
  with.facts.approval.two_persons = true;
  what.urgency = protocol::urgency::immediate;
  auto const waits = with.post("/v1/messages/preview", protocol::encode_draft(what), with.team);
  CHECK(waits.json.find("approval")->find("needs")->integer() == 2);  // a machine asks
  CHECK(waits.json.find("approval")->find("why")->items().front().string() == "immediate");
  CHECK(with.get("/v1/drafts", with.team).list("drafts").empty());
  with.facts.approval.two_persons = false;
  auto const old = with.published(bulletin());
  auto const update = update_of(bulletin(), *protocol::message_id::parse(old));
  auto const replaces = with.post("/v1/messages/preview", protocol::encode_draft(update), with.team);
  CHECK(replaces.list("supersedes").front().string() == old);
}

TEST_CASE("a fault of an import names its cell") {
  desk with;
  http::request asked;
  asked.method = http::method::post;
  asked.path = "/v1/homes/import";
  asked.content_type = "text/csv";
  asked.authorization = "Bearer " + with.admin;
  asked.body = "id,name,area\r\n1-500000001,Elm Court,E09000010\r\n1-500000002,Oak Court,Nowhere\r\n";
  auto const answer = with.call(asked);
  CHECK(answer.what.status == 422);
  REQUIRE_FALSE(answer.list("errors").empty());
  CHECK(answer.list("errors").front().find("row")->integer() == 3);
  CHECK(answer.list("errors").front().find("column")->string() == "area");
}
