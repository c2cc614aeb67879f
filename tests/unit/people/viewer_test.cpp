#include "relay/core/publish/visibility.hpp"
#include "tests/unit/people/people_desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using protocol::message_kind;
using protocol::role;

namespace {

/// A council that looks at Haringey's homes and sends nothing.
struct council : people_desk {
  std::string viewer, auditor;

  council() {
    facts.approval.two_persons = false;
    (void)make_account("haringey-council",
                       {{message_kind::guidance_bulletin}, {haringey}, false, protocol::urgency::future, false});
    viewer = make_person("vera", {role::borough_viewer}, {}, "haringey-council");
    auditor = make_person("aude", {role::auditor}, {}, "haringey-council");
  }
  std::string publish_to(std::vector<protocol::area_code> areas) {
    auto what = bulletin();
    what.audience.areas = std::move(areas);
    return "/v1/messages/" + published(what);
  }
};

}  // namespace

TEST_CASE("a borough viewer sees what was sent to the borough by any team, and of it the borough's homes alone") {
  council with;
  auto const both = with.publish_to({enfield, haringey});
  for (auto const& token : {with.viewer, with.auditor}) {
    auto const receipts = with.get(both + "/receipts", token).list("receipts");
    REQUIRE(receipts.size() == 2);
    for (auto const& one : receipts) CHECK(one.find("area")->string() == haringey.text());
    auto const coverage = with.get(both + "/coverage?by=area", token);
    CHECK(coverage.number("targeted") == 2);
    REQUIRE(coverage.list("areas").size() == 1);
    CHECK(coverage.list("areas").front().find("area")->string() == haringey.text());
    CHECK(with.get(both, token).what.status == 200);
  }
  http::request csv;
  csv.path = both + "/receipts";
  csv.accept = "text/csv";
  csv.authorization = "Bearer " + with.viewer;
  auto const text = with.call(csv).what.body;
  CHECK(text.find(haringey.text()) != std::string::npos);
  CHECK(text.find(enfield.text()) == std::string::npos);
  CHECK(with.get(both + "/receipts", with.jane).list("receipts").size() == 8);  // its own team sees all
}

TEST_CASE("a message that reached none of the viewer's homes, or is of a kind not granted, is not there") {
  council with;
  auto const elsewhere = with.publish_to({enfield});
  auto const line = "/v1/messages/" + with.published([] {
    auto what = helpline();
    what.audience.areas = {haringey};
    return what;
  }());
  auto const theirs = with.publish_to({haringey});
  for (auto const& hidden : {elsewhere, line}) {
    CHECK(with.get(hidden, with.viewer).what.status == 404);
    CHECK(with.get(hidden + "/receipts", with.viewer).what.status == 404);
    CHECK(with.get(hidden + "/coverage", with.viewer).what.status == 404);
  }
  auto const listed = with.get("/v1/messages", with.viewer).list("messages");
  REQUIRE(listed.size() == 1);
  CHECK("/v1/messages/" + listed.front().find("id")->string() == theirs);
}

TEST_CASE("a viewer's list has whole pages, however much of others' lies between") {
  council with;
  std::vector<std::string> theirs;
  for (int i = 0; i < 12; ++i) {
    auto const id = with.publish_to({i % 4 == 0 ? haringey : enfield});
    if (i % 4 == 0) theirs.insert(theirs.begin(), id);
  }
  std::vector<std::string> seen;
  for (std::string path = "/v1/messages?limit=1"; !path.empty();) {
    auto const page = with.get(path, with.viewer);
    REQUIRE(page.what.status == 200);
    for (auto const& one : page.list("messages")) seen.push_back("/v1/messages/" + one.find("id")->string());
    path = page.text("next");
  }
  CHECK(seen == theirs);
}

TEST_CASE("a viewer writes, sends, cancels, approves and uploads nothing") {
  council with;
  auto const message = with.publish_to({haringey});
  auto what = bulletin();
  what.audience.areas = {haringey};
  what.urgency = protocol::urgency::future;
  for (auto const& token : {with.viewer, with.auditor}) {
    CHECK(with.post("/v1/messages", protocol::encode_draft(what), token).text("code") == "role_not_granted");
    CHECK(with.post(message + "/cancel", R"({"reason":"x"})", token).what.status == 404);
    CHECK(with.get("/v1/drafts", token).what.status == 403);
    CHECK(with.get("/v1/publishers", token).what.status == 403);
    CHECK(with.ask(http::method::put, "/v1/resources/" + std::string(64, '0'), "x", token).text("code") ==
          "role_not_granted");
  }
}

TEST_CASE("a viewer whose grant has ended sees nothing any more") {
  council with;
  auto const message = with.publish_to({haringey});
  auto team = *with.reader->publisher(publisher_id("haringey-council"));
  team.grant.expires = with.now;
  with.store.write([&](ports::store_writer& to) { to.put_publisher(team); });
  CHECK(with.get(message, with.viewer).what.status == 404);
  CHECK(with.get("/v1/messages", with.viewer).list("messages").empty());
}

TEST_CASE("a viewer's stream has the borough's homes and figures alone, and ends with the grant") {
  council with;
  auto const path = with.publish_to({enfield, haringey});
  auto const elsewhere = with.publish_to({enfield});
  auto const id_of = [](std::string const& of) {
    return *protocol::message_id::parse(of.substr(std::string("/v1/messages/").size()));
  };
  for (auto const* const name : {"vera", "aude"}) {
    auto const who = *protocol::member_id::parse(name);
    auto const found = core::find_watched(*with.reader, who, id_of(path), with.now);
    REQUIRE(found);
    CHECK_FALSE(found->is_whole);
    CHECK_FALSE(core::find_watched(*with.reader, who, id_of(elsewhere), with.now));
    auto const news = core::read_news(*with.reader, who, found->number, {1, 2, 7, 8}, with.now);
    REQUIRE(news);
    CHECK(news->coverage.all.targeted == 2);
    REQUIRE(news->coverage.areas.size() == 1);
    CHECK(news->coverage.areas.front().area == haringey);
    REQUIRE(news->receipts.size() == 2);
    for (auto const& one : news->receipts) CHECK(one.area == haringey);
  }
  auto const vera = *protocol::member_id::parse("vera");
  with.store.write([&](ports::store_writer& to) {
    auto team = *to.publisher(*protocol::publisher_id::parse("haringey-council"));
    team.grant.areas = {enfield};
    to.put_publisher(team);
  });
  CHECK(core::read_news(*with.reader, vera, 1, {7}, with.now)->receipts.empty());
  with.store.write([&](ports::store_writer& to) {
    auto team = *to.publisher(*protocol::publisher_id::parse("haringey-council"));
    team.grant.areas.clear();
    to.put_publisher(team);
  });
  CHECK_FALSE(core::read_news(*with.reader, vera, 1, {7}, with.now));
}
