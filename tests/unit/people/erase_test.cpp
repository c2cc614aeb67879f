#include "tests/unit/people/people_desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;

namespace {

struct answered : people_desk {
  ports::message_number message = 1;
  answered() {
    auto const [device, token] = enrol(3);
    (void)published(bulletin());
    store.write([&, &device = device](ports::store_writer& to) {
      ports::receipt_event said;
      said.id = protocol::event_id(protocol::make_v4(std::array<std::uint8_t, 16>{7}));
      said.act = protocol::receipt_act::responded;
      said.device = device.number;
      said.recorded_at = now;
      said.answer = protocol::response::actioned;
      said.role = "manager";
      said.name = "Mrs Winterbottom";
      (void)to.record_act(message, 3, said);
    });
  }
  std::uint64_t index() { return reader->leaves_of_receipt(message, 3).at(0).index; }
  std::string path(std::uint64_t of) const { return "/v1/log/entries/" + std::to_string(of) + "/erase"; }
  ports::log_leaf leaf(std::uint64_t of) { return reader->log_leaves(1, of, 1).at(0); }
  ports::log_leaf last() { return reader->log_leaves(1, reader->log_size(1) - 1, 1).at(0); }
};

constexpr auto why = R"({"reason":"Asked for by the person named"})";

}  // namespace

TEST_CASE("an administrator erases what an answer says of a person, and that is logged with the reason") {
  answered with;
  auto const answer = with.post(with.path(with.index()), why, with.admin);
  REQUIRE(answer.what.status == 200);
  CHECK(with.leaf(with.index()).is_erased());
  CHECK(with.reader->events(1, 3).at(0).name.empty());
  CHECK(with.reader->receipt(1, 3)->what.by_name.empty());
  auto const logged = with.last().text;
  CHECK(logged.find(R"("type":"event_erased")") != std::string::npos);
  CHECK(logged.find(R"("by":"admin")") != std::string::npos);
  CHECK(logged.find("Asked for by the person named") != std::string::npos);
  CHECK(logged.find("Winterbottom") == std::string::npos);
  CHECK(with.told_events() == std::vector<std::string>{"event_erased"});

  auto const size = with.reader->log_size(1);
  auto const again = with.post(with.path(with.index()), why, with.admin);
  CHECK(again.json.find("repeated")->boolean());
  CHECK(with.reader->log_size(1) == size);  // nothing happened, so nothing is logged
}

TEST_CASE("nobody but an administrator erases, and not without a reason") {
  answered with;
  for (auto const& token : {with.jane, with.john, with.team})
    CHECK(with.post(with.path(with.index()), why, token).what.status == 403);
  CHECK(with.post(with.path(with.index()), why, "").what.status == 401);
  CHECK(with.post(with.path(with.index()), "{}", with.admin).what.status == 422);
  CHECK(with.post(with.path(with.index()), R"({"reason":""})", with.admin).what.status == 422);
  CHECK(with.post(with.path(4'711), why, with.admin).what.status == 404);
  CHECK(with.post("/v1/log/entries/x/erase", why, with.admin).what.status == 404);
  CHECK(with.post(with.path(with.index()) + "?log=another", why, with.admin).what.status == 404);
  CHECK_FALSE(with.leaf(with.index()).is_erased());
}

TEST_CASE("what other evidence leans on cannot be erased: publications, audiences, keys, approvals") {
  answered with;
  auto const draft = with.write();
  (void)with.approve(draft, with.john);
  for (std::uint64_t i = 0; i < with.reader->log_size(1); ++i) {
    auto const text = with.leaf(i).text;
    if (text.find(R"("type":"receipt")") != std::string::npos) continue;
    INFO(text);
    CHECK(with.post(with.path(i), why, with.admin).what.status == 422);
    CHECK_FALSE(with.leaf(i).is_erased());
  }
}

TEST_CASE("why a draft was rejected can be erased, from the draft too") {
  answered with;
  auto const draft = with.write();
  auto const path = "/v1/drafts/" + draft.text("draft");
  REQUIRE(with.post(path + "/reject", R"({"reason":"Jo Bloggs says no"})", with.john).what.status == 200);
  REQUIRE(with.post(with.path(with.last().index), why, with.admin).what.status == 200);
  CHECK(with.get(path, with.john).text("reason").empty());
  CHECK(with.get(path, with.john).text("closed_by") == "john");
}
