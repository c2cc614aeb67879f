#include <algorithm>

#include "tests/unit/people/people_desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using protocol::role;
using std::chrono::minutes;

TEST_CASE("an urgent message waits: 202 with what must be approved, until when, and what to do next") {
  people_desk with;
  auto const answer = with.write();
  CHECK(answer.what.status == 202);
  CHECK(answer.text("state") == "waiting");
  CHECK(answer.number("count") == 6);
  CHECK(answer.number("needs") == 1);
  CHECK(answer.text("expires") == "2026-11-21T12:30:00Z");
  CHECK(answer.list("why").size() == 1);
  CHECK(answer.text("next").find("carerelay approve " + answer.text("draft")) != std::string::npos);
  CHECK(answer.header("Location") == "/v1/drafts/" + answer.text("draft"));
  CHECK(with.reader->messages(0, 10, std::nullopt).empty());
  CHECK(with.told_events() == std::vector<std::string>{"approval_asked"});

  auto const seen = with.get("/v1/drafts/" + answer.text("draft"), with.john);
  CHECK(seen.what.status == 200);
  CHECK(seen.text("author") == "jane");
  REQUIRE(seen.json.find("content") != nullptr);
  CHECK(seen.json.find("content")->find("urgency")->string() == "immediate");
  auto const listed = with.get("/v1/drafts", with.john);
  CHECK(listed.list("drafts").size() == 1);
}

TEST_CASE("the approver's answer carries the message, and the approver is named in its view") {
  people_desk with;
  auto const draft = with.write();
  auto const answer = with.approve(draft, with.john);
  CHECK(answer.what.status == 201);
  CHECK(answer.number("targeted") == 6);
  CHECK(answer.json.find("confirmed")->boolean());
  auto const view = with.get("/v1/messages/" + answer.text("id"), with.jane);
  CHECK(view.json.find("confirmed")->boolean());
  CHECK(view.text("author") == "jane");
  auto const* const approval = view.json.find("approval");
  REQUIRE(approval != nullptr);
  CHECK(approval->find("signatures")->items().front().find("member")->string() == "john");
  CHECK(with.get("/v1/drafts/" + draft.text("draft"), with.jane).text("message") == answer.text("id"));
  auto const again = with.approve(draft, with.john);
  CHECK(again.what.status == 409);
  CHECK(again.text("code") == "draft_closed");
}

TEST_CASE("a refused approval says the rule, and the figures that hold now") {
  people_desk with;
  auto const draft = with.write();
  auto const own = with.approve(draft, with.jane);
  CHECK(own.what.status == 403);
  protocol::home_record home;
  home.id = home_id(10);
  home.name = "Home 10";
  home.area = enfield;
  with.store.write([&](ports::store_writer& to) { (void)to.put_home(home); });
  auto const moved = with.approve(draft, with.john);
  CHECK(moved.what.status == 409);
  CHECK(moved.text("code") == "audience_changed");
  REQUIRE(moved.json.find("now") != nullptr);
  CHECK(moved.json.find("now")->find("count")->integer() == 7);
  CHECK(with.approve(draft, with.john).text("code") == "draft_differs");
  CHECK(with.approve(with.get("/v1/drafts/" + draft.text("draft"), with.john), with.john).what.status == 201);
}

TEST_CASE("an approval without its figures, or with nonsense, is refused with every fault named") {
  people_desk with;
  auto const draft = with.write();
  auto const path = "/v1/drafts/" + draft.text("draft") + "/approve";
  auto const empty = with.post(path, "{}", with.john);
  CHECK(empty.what.status == 422);
  CHECK(empty.list("errors").size() == 3);
  auto const wrong = with.post(path, R"({"digest":"short","audience_hash":"","count":-1})", with.john);
  CHECK(wrong.what.status == 422);
  CHECK(wrong.list("errors").size() == 3);
  CHECK(with.post(path, "[", with.john).what.status == 400);
  CHECK(with.reader->messages(0, 10, std::nullopt).empty());
}

TEST_CASE("another team's drafts are not there, whoever asks and whatever they do") {
  people_desk with;
  auto const draft = with.write();
  auto const stranger = with.make_account(
      "strangers", {{protocol::message_kind::guidance_bulletin}, {}, true, protocol::urgency::immediate, false});
  auto const path = "/v1/drafts/" + draft.text("draft");
  auto const figures = people_desk::figures(draft);
  CHECK(with.get(path, stranger).what.status == 404);
  CHECK(with.post(path + "/approve", figures, stranger).what.status == 404);
  CHECK(with.post(path + "/reject", R"({"reason":"No"})", stranger).what.status == 404);
  CHECK(with.post(path + "/send-now", R"({"reason":"No"})", stranger).what.status == 404);
  CHECK(with.get("/v1/drafts", stranger).list("drafts").empty());
  CHECK(with.get("/v1/drafts/no-such", with.john).what.status == 404);
  CHECK(with.get(path, "").what.status == 401);
  CHECK(with.post(path + "/approve", figures, "").what.status == 401);
  // An administrator of another team looks, and decides nothing.
  CHECK(with.get(path, with.admin).what.status == 200);
  CHECK(with.post(path + "/approve", figures, with.admin).what.status == 404);
}

TEST_CASE("what one person sends alone is marked wherever it is shown, and alarms") {
  people_desk with;
  auto const draft = with.write();
  auto const path = "/v1/drafts/" + draft.text("draft") + "/send-now";
  CHECK(with.post(path, "{}", with.jane).what.status == 422);  // a reason is needed
  auto const sent = with.post(path, R"({"reason":"Nobody answers."})", with.jane);
  REQUIRE(sent.what.status == 201);
  CHECK_FALSE(sent.json.find("confirmed")->boolean());
  CHECK(sent.text("due") == "2026-11-21T12:15:00Z");
  CHECK(with.told_events() == std::vector<std::string>{"sent_alone!"});
  auto const message = "/v1/messages/" + sent.text("id");
  auto const [device, of_home] = with.enrol(3);
  auto const entry_of = [&, &of_home = of_home](char const* path) {
    return with.get(path, of_home).list("entries").front();
  };
  for (auto const* const path : {"/v1/inbox", "/v1/guidance/current"}) {
    REQUIRE(entry_of(path).find("confirmed") != nullptr);
    CHECK_FALSE(entry_of(path).find("confirmed")->boolean());
  }

  auto const view = with.get(message, with.jane);
  CHECK_FALSE(view.json.find("confirmed")->boolean());
  CHECK(view.json.find("message")->find("confirmation")->string() == "awaiting_second_person");
  CHECK(view.json.find("approval")->find("sent_alone_by")->string() == "jane");
  CHECK(view.json.find("approval")->find("reason")->string() == "Nobody answers.");
  auto const says_no = [](reply const& shown) {
    auto const* const found = shown.json.find("confirmed");
    return found != nullptr && !found->boolean();
  };
  CHECK(says_no(with.get(message + "/receipts", with.jane)));
  CHECK(says_no(with.get(message + "/coverage", with.jane)));
  auto const listed = with.get("/v1/messages", with.jane).list("messages");
  CHECK_FALSE(listed.front().find("confirmed")->boolean());
  http::request csv;
  csv.path = message + "/receipts";
  csv.accept = "text/csv";
  csv.authorization = "Bearer " + with.jane;
  CHECK(with.call(csv).what.body.find("not confirmed by a second person") != std::string::npos);

  auto const digest = view.json.find("message")->find("digest")->string();
  auto const body = R"({"digest":")" + digest + R"("})";
  CHECK(with.post(message + "/confirm", body, with.jane).what.status == 403);
  auto const confirmed = with.post(message + "/confirm", body, with.john);
  CHECK(confirmed.what.status == 200);
  CHECK(with.told_events() == std::vector<std::string>{"confirmed"});
  auto const heard = std::find_if(with.told.begin(), with.told.end(),
                                  [](auto const& one) { return std::holds_alternative<core::message_confirmed>(one); });
  REQUIRE(heard != with.told.end());
  CHECK(std::get<core::message_confirmed>(*heard).homes.size() == 6);
  CHECK(std::get<core::message_confirmed>(*heard).seqs == std::vector<std::uint64_t>(6, 1));
  for (auto const* const path : {"/v1/inbox", "/v1/guidance/current"})
    CHECK(entry_of(path).find("confirmed")->boolean());
  CHECK_FALSE(says_no(with.get(message + "/coverage", with.jane)));
  CHECK(with.get(message, with.jane).json.find("approval")->find("confirmation")->string() == "confirmed");
  CHECK(with.post(message + "/confirm", body, with.john).what.status == 409);
}

TEST_CASE("a message that needed nobody has nothing to confirm") {
  people_desk with;
  auto const sent = with.post("/v1/messages", protocol::encode_draft(bulletin()), with.jane);
  REQUIRE(sent.what.status == 201);
  auto const body = R"({"digest":")" + sent.text("digest") + R"("})";
  CHECK(with.post("/v1/messages/" + sent.text("id") + "/confirm", body, with.john).text("code") == "draft_closed");
  CHECK(with.get("/v1/messages/" + sent.text("id"), with.jane).json.find("confirmed")->boolean());
  auto const [device, of_home] = with.enrol(3);
  CHECK(with.get("/v1/inbox", of_home).list("entries").front().find("confirmed") == nullptr);
}

TEST_CASE("a rejected draft keeps who and why, and an approval of it is refused") {
  people_desk with;
  auto const draft = with.write();
  auto const path = "/v1/drafts/" + draft.text("draft");
  CHECK(with.post(path + "/reject", R"({"reason":""})", with.john).what.status == 422);
  auto const answer = with.post(path + "/reject", R"({"reason":"The number is wrong."})", with.john);
  CHECK(answer.what.status == 200);
  CHECK(answer.text("state") == "rejected");
  CHECK(answer.text("closed_by") == "john");
  CHECK(with.told_events() == std::vector<std::string>{"draft_rejected"});
  auto const late = with.approve(draft, with.john);
  CHECK(late.what.status == 409);
  CHECK(late.text("detail").find("The number is wrong.") != std::string::npos);
}

TEST_CASE("withdrawing an urgent message waits for the second person too") {
  people_desk with;
  auto const sent = with.approve(with.write(), with.john);
  auto const cancel =
      with.post("/v1/messages/" + sent.text("id") + "/cancel", R"({"reason":"It was wrong."})", with.jane);
  CHECK(cancel.what.status == 202);
  CHECK(with.approve(cancel, with.john).what.status == 201);
  CHECK(with.get("/v1/messages/" + sent.text("id"), with.jane).text("closed") == "withdrawn");
}

TEST_CASE("while the disk is full nothing waits, is approved or is sent alone") {
  people_desk with;
  auto const draft = with.write();
  with.facts.storage_full = true;
  CHECK(with.write().what.status == 507);
  CHECK(with.approve(draft, with.john).what.status == 507);
  CHECK(with.post("/v1/drafts/" + draft.text("draft") + "/send-now", R"({"reason":"x"})", with.jane).what.status ==
        507);
}
