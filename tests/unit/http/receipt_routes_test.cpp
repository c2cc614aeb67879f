#include <catch2/catch.hpp>

#include "tests/unit/http/desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;

namespace {

/// Home 2 has the message and answered with a note that a spreadsheet would run.
std::string answered(desk& with, protocol::draft const& what = bulletin()) {
  auto const id = with.published(what);
  auto const number = with.reader->message(*protocol::message_id::parse(id))->row->body->number;
  auto const [device, token] = with.enrol(2);
  with.store.write([&, device = device](ports::store_writer& to) {
    ports::receipt_event event;
    event.id = protocol::event_id(protocol::make_v4(std::array<std::uint8_t, 16>{3}));
    event.act = protocol::receipt_act::responded;
    event.device = device.number;
    event.recorded_at = noon;
    event.answer = protocol::response::actioned;
    event.role = "manager";
    event.note = "=HYPERLINK(\"http://evil.example\")";
    (void)to.record_act(number, 2, event);
  });
  return id;
}

reply csv(desk& with, std::string const& id) {
  http::request asked;
  asked.path = "/v1/messages/" + id + "/receipts";
  asked.authorization = "Bearer " + with.team;
  asked.accept = "text/csv";
  return with.call(asked);
}

}  // namespace

TEST_CASE("receipts are listed home by home, page by page") {
  desk with;
  auto const id = answered(with);
  std::string path = "/v1/messages/" + id + "/receipts?limit=4";
  std::vector<std::string> states;
  int pages = 0;
  for (; !path.empty(); ++pages) {
    auto const page = with.get(path, with.team);
    REQUIRE(page.what.status == 200);
    for (auto const& row : page.list("receipts")) states.push_back(row.find("state")->string());
    path = page.text("next");
  }
  CHECK(pages == 2);
  CHECK(states == std::vector<std::string>{"targeted", "acknowledged", "targeted", "targeted", "targeted", "targeted"});
}

TEST_CASE("a spreadsheet of receipts has every home and runs nothing") {
  desk with;
  auto const answer = csv(with, answered(with));
  CHECK(answer.what.status == 200);
  CHECK(answer.what.content_type.starts_with("text/csv"));
  CHECK(std::count(answer.what.body.begin(), answer.what.body.end(), '\n') == 7);
  CHECK(answer.what.body.find("'=HYPERLINK") != std::string::npos);
  CHECK(answer.what.body.find(",=HYPERLINK") == std::string::npos);
}

TEST_CASE("coverage counts homes, by area when asked") {
  desk with;
  auto const id = answered(with);
  auto const plain = with.get("/v1/messages/" + id + "/coverage", with.team);
  CHECK(plain.number("targeted") == 6);
  CHECK(plain.number("delivered") == 1);
  CHECK(plain.number("acknowledged") == 1);
  CHECK(plain.number("unreached") == 5);
  CHECK(plain.list("areas").empty());
  auto const by_area = with.get("/v1/messages/" + id + "/coverage?by=area", with.team);
  REQUIRE(by_area.list("areas").size() == 1);
  CHECK(by_area.list("areas").front().find("actioned")->integer() == 1);
  CHECK(with.get("/v1/messages/" + id + "/coverage?by=colour", with.team).what.status == 422);
}

TEST_CASE("of a wellbeing message nobody sees what one home did, nor a count below five") {
  desk with;
  auto what = bulletin();
  what.topic = "wellbeing";
  auto const id = answered(with, what);
  CHECK(with.get("/v1/messages/" + id + "/receipts", with.team).what.status == 403);
  CHECK(csv(with, id).what.status == 403);
  auto const coverage = with.get("/v1/messages/" + id + "/coverage", with.team);
  CHECK(coverage.number("targeted") == 6);
  CHECK(coverage.json.find("delivered")->is(protocol::json::kind::null));
}
