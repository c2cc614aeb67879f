#include <catch2/catch.hpp>

#include "relay/core/silence/check_in.hpp"
#include "relay/core/ways/way_health.hpp"
#include "tests/unit/http/desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using protocol::response;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

/// A check-in of the team at one o'clock, to the homes of Enfield.
struct asking_desk : desk {
  std::string id;
  core::outbox_rules ways;

  asking_desk() {
    auto const made =
        post("/v1/check-ins",
             R"({"headline":"Anything new today?","text":"One tap.","time":"13:00","until":"2026-12-20T00:00:00Z",)"
             R"("audience":{"areas":["E09000010"]}})",
             team);
    REQUIRE(made.what.status == 201);
    id = made.text("id");
  }
  /// The day's question, so many days after the first.
  ports::message_number ask_on(int day) {
    now = noon + hours(24 * day + 1);
    std::vector<core::event> told;
    store.write(
        [&](ports::store_writer& to) { REQUIRE(core::send_check_ins(to, ways, now, random, told).done.size() == 1); });
    return std::get<core::message_published>(told.at(0)).body->number;
  }
  void answer(ports::message_number message, ports::home_number home, response what) {
    ports::receipt_event event;
    std::array<std::uint8_t, 16> bits{};
    random.fill(bits);
    event.id = protocol::event_id(protocol::make_v4(bits));
    event.act = protocol::receipt_act::responded;
    event.recorded_at = now + minutes(2);
    event.answer = what;
    event.role = "nurse";
    store.write([&](ports::store_writer& to) { (void)to.record_act(message, home, event); });
  }
  reply csv(std::string path, std::string const& token) {
    auto const mark = path.find('?') == std::string::npos ? "?" : "&";
    return get(path + mark + "format=csv", token);
  }
};

std::vector<std::string> lines_of(std::string const& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    auto const end = text.find('\n', at);
    auto line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.pop_back();
    out.push_back(std::move(line));
    at = end + 1;
  }
  return out;
}

/// A channel of email, and what has become of mails to home 1.
void add_email(desk& with) {
  core::channel_rules email;
  email.name = "email";
  email.kind = protocol::channel_kind::email;
  with.facts.outbox.channels.push_back(email);
  core::channel_rules room;
  room.name = "managers";
  room.room.emplace();
  with.facts.outbox.channels.push_back(room);
  ports::way_health_row row;
  row.home = 1;
  row.channel = "email";
  row.accepted_at = row.good_at = noon - hours(3);
  row.failed_at = noon - hours(1);
  row.failed_why = "mailbox_full";
  with.store.write([&](ports::store_writer& to) { to.put_way_health(row); });
}

}  // namespace

TEST_CASE("What homes said to a check-in is told day by day and home by home, with who has not answered") {
  asking_desk with;
  auto const first = with.ask_on(0), second = with.ask_on(1);
  with.answer(first, 1, response::actioned);
  with.answer(second, 1, response::need_help);
  with.answer(second, 2, response::actioned);
  with.answer(second, 3, response::in_progress);  // "seen", from a chat: no answer to the question
  auto const said = with.get("/v1/check-ins/" + with.id + "/answers", with.team);
  REQUIRE(said.what.status == 200);
  auto const days = said.list("days");
  REQUIRE(days.size() == 2);
  auto const figures = [](protocol::json::value const& day) {
    std::string out = day.find("day")->string();
    for (auto const* const name : {"asked", "answered", "no_change", "changed", "not_answered"})
      out += ' ' + std::to_string(day.find(name)->integer());
    return out;
  };
  CHECK(figures(days[0]) == "2026-11-22 6 2 1 1 4");
  CHECK(figures(days[1]) == "2026-11-21 6 1 1 0 5");
  auto const homes = said.list("homes");
  REQUIRE(homes.size() == 6);
  auto const answers = [&](std::size_t home) {
    std::string out;
    for (auto const& one : homes.at(home).find("answers")->items())
      out += one.find("day")->string() + ' ' + one.find("answer")->string() + ' ' + one.find("words")->string() + "; ";
    return out;
  };
  CHECK(homes[0].find("home_name")->string() == "Home 1");
  CHECK(answers(0) == "2026-11-22 changed Something has changed; 2026-11-21 no_change No change; ");
  CHECK(answers(1) == "2026-11-22 no_change No change; 2026-11-21 none Not reached; ");
  CHECK(answers(2) == "2026-11-22 none Doing it now; 2026-11-21 none Not reached; ");
}

TEST_CASE("Whoever is to stand for a check-in sees who wrote it, and to whom and how many homes it goes") {
  asking_desk with;
  auto const shown = with.get("/v1/check-ins/" + with.id, with.team);
  REQUIRE(shown.what.status == 200);
  CHECK(shown.number("count") == 6);
  CHECK(shown.text("author_name") == "Team team");
  auto const* const audience = shown.json.find("audience");
  REQUIRE(audience != nullptr);
  CHECK(audience->find("areas")->items().at(0).string() == "E09000010");
}

TEST_CASE("The answers of one day alone, of a few days, and page by page of homes") {
  asking_desk with;
  for (int day = 0; day < 3; ++day) (void)with.ask_on(day);
  auto const path = "/v1/check-ins/" + with.id + "/answers";
  CHECK(with.get(path + "?days=2", with.team).list("days").size() == 2);
  auto const one = with.get(path + "?day=2026-11-22", with.team);
  REQUIRE(one.list("days").size() == 1);
  CHECK(one.list("days")[0].find("day")->string() == "2026-11-22");
  CHECK(with.get(path + "?day=2026-11-20", with.team).list("days").empty());
  CHECK(with.get(path + "?day=2030-01-01", with.team).list("days").empty());
  std::string seen;
  for (auto next = path + "?limit=4"; !next.empty();) {
    auto const page = with.get(next, with.team);
    REQUIRE(page.what.status == 200);
    for (auto const& home : page.list("homes")) {
      seen += home.find("home_name")->string().substr(5);
      CHECK(home.find("answers")->items().size() == 3);
    }
    next = page.text("next");
    seen += next.empty() ? "" : "|";
  }
  CHECK(seen == "1234|56");
  for (auto const* const wrong : {"?days=0", "?days=32", "?days=x", "?day=today", "?limit=0", "?cursor=!"})
    CHECK(with.get(path + wrong, with.team).what.status == 422);
}

TEST_CASE("The answers are for the team that asked, and for administrators") {
  asking_desk with;
  auto const other = with.make_account("other", {{}, {enfield}, false, protocol::urgency::expected, false});
  auto const path = "/v1/check-ins/" + with.id + "/answers";
  CHECK(with.get(path, with.admin).what.status == 200);
  CHECK(with.get(path, other).what.status == 404);
  CHECK(with.get(path, "").what.status == 401);
}

TEST_CASE("Spreadsheets of a check-in say No change and Something has changed, and never Done") {
  asking_desk with;
  auto const message = with.ask_on(0);
  with.answer(message, 1, response::actioned);
  with.answer(message, 2, response::need_help);
  auto const table = lines_of(with.csv("/v1/check-ins/" + with.id + "/answers", with.team).what.body);
  REQUIRE(table.size() == 7);
  CHECK(table[0] == "day,home,home_name,area,area_name,telephone,answer,in_words,answered_at,role,name,note");
  CHECK(table[1] ==
        "2026-11-21,1-100000001,Home 1,E09000010,Enfield,,no_change,No change,2026-11-21T13:02:00Z,nurse,,");
  CHECK(table[2].find(",changed,Something has changed,") != std::string::npos);
  CHECK(table[3].find(",none,Not reached,") != std::string::npos);
  auto const id = with.reader->message(message)->row->body->id.text();
  auto const receipts = with.csv("/v1/messages/" + id + "/receipts", with.team).what.body;
  CHECK(receipts.find("No change") != std::string::npos);
  CHECK(receipts.find("Something has changed") != std::string::npos);
  CHECK(receipts.find("Done") == std::string::npos);
  auto const [device, token] = with.enrol(1);
  auto const record = with.csv("/v1/record", token).what.body;
  CHECK(record.find("No change") != std::string::npos);
  CHECK(record.find("Done") == std::string::npos);
}

TEST_CASE("When something last arrived at a home is told for each way, and rooms are no way to a home") {
  desk with;
  add_email(with);
  auto const home = with.get("/v1/homes/" + home_id(1).text(), with.team);
  auto const* const last = home.json.find("last_delivery");
  REQUIRE(last != nullptr);
  REQUIRE(last->find("email") != nullptr);
  CHECK(last->find("email")->string() == "2026-11-21T09:00:00Z");
  CHECK(last->find("stream") == nullptr);
  auto const paths = with.get("/v1/homes/" + home_id(1).text() + "/paths", with.team).list("paths");
  REQUIRE(paths.size() == 2);
  CHECK(paths[1].find("words")->string() ==
        "not delivered: the mailbox is full; last delivered Saturday 21 November 2026, 09:00 GMT");
  auto const table = lines_of(with.get("/v1/homes/" + home_id(1).text() + "/paths?format=csv", with.team).what.body);
  REQUIRE(table.size() == 3);
  CHECK(table[0].starts_with("home,home_name,way,contact,state,in_words,last_delivered,"));
  CHECK(table[2].starts_with("1-100000001,Home 1,email,,failing,\"not delivered: the mailbox is full; last delivered"));
}

TEST_CASE("Whom of a home a way leads to is told by what they do there, also when they are no longer a contact") {
  desk with;
  auto const id = with.published(bulletin());
  add_email(with);
  with.facts.outbox.channels.resize(1);
  auto const message = with.reader->message(*protocol::message_id::parse(id))->row->body->number;
  ports::contact_row deputy;
  deputy.home = 1;
  deputy.number = 2;
  deputy.role = ports::contact_role::deputy;
  deputy.label = "Jo Bloggs";
  deputy.email = "jo@homes.example";
  auto on_call = deputy;
  on_call.number = 3;
  on_call.role = ports::contact_role::on_call;
  on_call.removed_at = noon;
  ports::outbox_row row;
  row.message = message;
  row.home = 1;
  row.channel = "email";
  row.state = ports::outbox_state::sent;
  ports::way_health_row health;
  health.home = 1;
  health.channel = "email";
  health.accepted_at = noon;
  with.store.write([&](ports::store_writer& to) {
    for (auto const& one : {deputy, on_call}) {
      to.put_contact(one);
      row.contact = health.contact = one.number;
      to.add_outbox({row});
      to.put_way_health(health);
      (void)to.add_rung(
          {message, 1, one.number == 2 ? "email" : "deputy", noon, ports::rung_outcome::sent, "email", one.number, ""});
    }
  });
  auto const roles = [](protocol::json::array const& list) {
    std::string out;
    for (auto const& one : list)
      if (auto const* const role = one.find("role"))
        out += std::to_string(one.find("contact")->integer()) + ' ' + role->string() + ' ';
    return out;
  };
  auto const home = "/v1/homes/" + home_id(1).text();
  auto const paths = with.get(home + "/paths", with.team);
  CHECK(roles(paths.list("paths")) == "2 deputy 3 on_call ");
  auto const table = lines_of(with.get(home + "/paths?format=csv", with.team).what.body);
  REQUIRE(table.size() == 5);
  CHECK(table[0].ends_with(",last_failure,role"));
  CHECK((table[3].ends_with(",deputy") && table[4].ends_with(",on_call")));
  auto const steps = with.get("/v1/messages/" + id + "/escalation", with.team);
  CHECK(roles(steps.list("homes").at(0).find("steps")->items()) == "2 deputy 3 on_call ");
  auto const receipts = with.get("/v1/messages/" + id + "/receipts", with.team);
  CHECK(roles(receipts.list("receipts").at(0).find("channels")->items()) == "2 deputy 3 on_call ");
  auto const one = with.get("/v1/messages/" + id + "/channels/" + home_id(1).text(), with.team);
  CHECK(roles(one.list("channels")) == "2 deputy 3 on_call ");
  auto const sheet = with.get("/v1/messages/" + id + "/receipts?format=csv", with.team).what.body;
  CHECK(sheet.find("deputy: handed to the mail server; nothing more is known; person on call: handed") !=
        std::string::npos);
  for (auto const& text : {paths.what.body, steps.what.body, receipts.what.body, one.what.body, sheet})
    CHECK(text.find("Bloggs") == std::string::npos);
}

TEST_CASE("The list of homes is a spreadsheet with how each way fares, for all homes that are asked for") {
  desk with;
  add_email(with);
  auto const all = lines_of(with.get("/v1/homes?format=csv", with.team).what.body);
  REQUIRE(all.size() == 10);
  CHECK(all[0] ==
        "id,name,area,area_name,postcode,telephone,email,provider,beds,closed,stream,stream_last_delivered,"
        "email,email_last_delivered");
  CHECK(all[1].ends_with(
      ",never used,,\"not delivered: the mailbox is full; last delivered Saturday 21 November 2026, 09:00 GMT\","
      "2026-11-21T09:00:00Z"));
  CHECK(lines_of(with.get("/v1/homes?format=csv&health=failing", with.team).what.body).size() == 2);
  CHECK(lines_of(with.get("/v1/homes?format=csv&area=E09000014", with.team).what.body).size() == 4);
}

TEST_CASE("Homes of our own are marked, and stand in a list of their own") {
  desk with;
  protocol::home_record ours;
  ours.id = home_id(50);
  ours.name = "Ours";
  ours.area = enfield;
  ours.tags = {"canary"};
  with.store.write([&](ports::store_writer& to) { (void)to.put_home(ours); });
  CHECK(with.get("/v1/homes", with.team).list("homes").size() == 9);
  CHECK(with.get("/v1/homes?health=never", with.team).list("homes").size() == 9);
  auto const own = with.get("/v1/homes?canaries=only", with.team).list("homes");
  REQUIRE(own.size() == 1);
  CHECK(own[0].find("canary")->boolean());
  CHECK(with.get("/v1/homes/" + home_id(1).text(), with.team).json.find("canary") == nullptr);
  CHECK(with.get("/v1/homes?canaries=some", with.team).what.status == 422);
}

TEST_CASE("A channel is said to be quiet after the time of the settings, the same as the alarm") {
  desk with;
  auto const id = with.published(bulletin());  // before there is a channel: it has no rows
  add_email(with);
  with.facts.outbox.channels.resize(1);
  auto const message = with.reader->message(*protocol::message_id::parse(id))->row->body->number;
  std::vector<ports::outbox_row> rows;
  for (ports::home_number home = 1; home <= 6; ++home) {
    ports::outbox_row row;
    row.message = message;
    row.home = home;
    row.channel = "email";
    row.to = "home@homes.example";
    row.state = ports::outbox_state::sent;
    row.sent_at = home <= 3 ? noon - hours(1) : noon;
    if (home <= 3) row.returned_at = noon - minutes(59);
    if (home <= 3) row.returned = ports::returned_news::delivered;
    rows.push_back(row);
  }
  with.store.write([&](ports::store_writer& to) { to.add_outbox(rows); });
  auto const is_quiet = [&] {
    return with.get("/v1/channels", with.team).list("channels").at(0).find("quiet_since") != nullptr;
  };
  with.facts.quiet = minutes(2);
  with.now = noon + minutes(2) - std::chrono::seconds(1);
  CHECK_FALSE(is_quiet());
  with.now = noon + minutes(2);
  CHECK(is_quiet());
  with.facts.quiet = minutes(4);
  CHECK_FALSE(is_quiet());
}
