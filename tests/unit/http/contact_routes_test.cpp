// Whom of a home to try when its devices are silent.
#include "tests/unit/http/home_desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using http::method;

namespace {

constexpr char const* two = R"({"contacts":[
  {"role":"manager","label":"Manager","email":"manager@elm.example","telephone":"07700 900123"},
  {"role":"deputy","label":"Deputy, nights","telephone":"+447700900124","opted_out":["whatsapp"]}]})";

std::vector<std::string> pointers(reply const& what) {
  std::vector<std::string> out;
  for (auto const& one : what.list("errors")) out.push_back(one.find("pointer")->string());
  return out;
}

reply sheet(home_desk& with, std::string const& text, std::string const& query = "") {
  http::request asked;
  asked.method = method::post;
  asked.path = "/v1/contacts/import" + query;
  asked.content_type = "text/csv";
  asked.body = text;
  asked.authorization = "Bearer " + with.admin;
  return with.call(std::move(asked));
}

std::string file_of(home_desk& with) { return with.get("/v1/contacts", with.admin).what.body; }

}  // namespace

TEST_CASE(
    "a home's list is kept in its order, with telephone numbers put right, and shown to it and to administrators") {
  home_desk with;
  auto const tablet = with.enrolled();
  auto const put = with.ask(method::put, with.path + "/contacts", two, with.admin);
  CHECK(put.what.status == 200);
  auto const shown = with.get(with.path + "/contacts", tablet.token);
  REQUIRE(shown.list("contacts").size() == 2);
  auto const first = shown.list("contacts")[0];
  CHECK(first.find("number")->integer() == 1);
  CHECK(first.find("telephone")->string() == "+447700900123");
  CHECK(first.find("changed_by")->string() == "admin");
  CHECK(first.find("confirmed_at") == nullptr);
  CHECK(shown.header("Cache-Control") == "no-store");
  CHECK(with.get(with.path + "/contacts", with.team).what.status == 403);
  CHECK(with.get(with.path + "/contacts", with.enrolled(2).token).what.status == 404);
}

TEST_CASE("a team that may see the home sees who there is, never how they are reached") {
  home_desk with;
  REQUIRE(with.ask(method::put, with.path + "/contacts", two, with.admin).what.status == 200);
  auto const home = with.get(with.path, with.team);
  CHECK(home.list("contacts").size() == 2);
  CHECK(home.list("contacts")[1].find("label")->string() == "Deputy, nights");
  CHECK(home.what.body.find("900123") == std::string::npos);
  CHECK(home.what.body.find("manager@elm") == std::string::npos);
  CHECK(with.get(with.path, with.admin).what.body.find("+447700900123") != std::string::npos);
}

TEST_CASE("a list that the home sends is confirmed with that; one an administrator changes is not any more") {
  home_desk with;
  auto const tablet = with.enrolled();
  auto const put = with.ask(method::put, with.path + "/contacts", two, tablet.token);
  REQUIRE(put.what.status == 200);
  CHECK(put.list("contacts")[1].find("confirmed_at")->string() == protocol::to_text(with.now));
  CHECK(put.list("contacts")[0].find("changed_by")->string() == tablet.id.text());
  auto const by_admin = with.ask(method::put, with.path + "/contacts",
                                 R"({"contacts":[{"number":1,"role":"manager","label":"Manager",
      "email":"manager@elm.example","telephone":"07700 900123"},{"number":2,"role":"deputy","email":"new@elm.example"}]})",
                                 with.admin);
  CHECK(by_admin.list("contacts")[0].find("confirmed_at") != nullptr);
  CHECK(by_admin.list("contacts")[1].find("confirmed_at") == nullptr);
}

TEST_CASE("who is left out of the list is removed, their number is never given again, and the log names numbers only") {
  home_desk with;
  REQUIRE(with.ask(method::put, with.path + "/contacts", two, with.admin).what.status == 200);
  auto const put = with.ask(method::put, with.path + "/contacts",
                            R"({"contacts":[{"role":"other","email":"x@elm.example"},
      {"role":"manager","label":"Manager","email":"manager@elm.example","telephone":"07700 900123"}]})",
                            with.admin);
  REQUIRE(put.list("contacts").size() == 2);
  CHECK(put.list("contacts")[0].find("number")->integer() == 3);
  CHECK(put.list("contacts")[1].find("number")->integer() == 1);  // found again by its address
  auto const gone = with.reader->contact(3, 2);
  REQUIRE(gone);
  CHECK(gone->removed_at);
  CHECK(gone->telephone.empty());
  CHECK(gone->label.empty());
  CHECK(with.told_events() == std::vector<std::string>{"contacts_changed"});
  auto const logged = with.logged("contacts_changed");
  REQUIRE(logged.size() == 2);
  std::string text;
  protocol::json::append_value(logged[1], text);
  CHECK(text.find(R"("added":[3])") != std::string::npos);
  CHECK(text.find(R"("removed":[2])") != std::string::npos);
  CHECK(text.find("elm.example") == std::string::npos);
  // The same again is no change, and leaves no entry.
  auto const same = with.ask(method::put, with.path + "/contacts",
                             R"({"contacts":[{"number":3,"role":"other","email":"x@elm.example"},
      {"role":"manager","label":"Manager","email":"manager@elm.example","telephone":"07700 900123"}]})",
                             with.admin);
  CHECK(same.what.status == 200);
  CHECK(with.logged("contacts_changed").size() == 2);
}

TEST_CASE("every fault of a list names its field, and nothing is changed") {
  home_desk with;
  auto const put = with.ask(method::put, with.path + "/contacts",
                            R"({"contacts":[{"role":"manager","email":"not an address"},{"role":"boss",
      "telephone":"12"},{"role":"other","telephone":"07700 900123","opted_out":[""]}]})",
                            with.admin);
  CHECK(put.what.status == 422);
  CHECK(pointers(put) == std::vector<std::string>{"/contacts/0/email", "/contacts/1/role", "/contacts/1/telephone",
                                                  "/contacts/2/opted_out/0"});
  auto const none =
      with.ask(method::put, with.path + "/contacts", R"({"contacts":[{"role":"other","email":""}]})", with.admin);
  CHECK(pointers(none) == std::vector<std::string>{"/contacts/0/email"});
  auto const unknown = with.ask(method::put, with.path + "/contacts",
                                R"({"contacts":[{"role":"other","number":7,"email":"x@elm.example"}]})", with.admin);
  CHECK(pointers(unknown) == std::vector<std::string>{"/contacts/0/number"});
  CHECK(with.reader->contacts(3).empty());
}

TEST_CASE("an erased contact is gone, also from the outbox, and can be erased again") {
  home_desk with;
  REQUIRE(with.ask(method::put, with.path + "/contacts", two, with.admin).what.status == 200);
  auto const id = with.published(bulletin());
  auto const number = with.reader->message(*protocol::message_id::parse(id))->row->body->number;
  with.store.write([&](auto& to) {
    ports::outbox_row row;
    row.message = number;
    row.home = 3;
    row.contact = 2;
    row.channel = "sms";
    row.to = "+447700900124";
    to.add_outbox({row});
  });
  CHECK(with.ask(method::delete_, with.path + "/contacts/2", "", with.team).what.status == 403);
  CHECK(with.ask(method::delete_, with.path + "/contacts/9", "", with.admin).what.status == 404);
  CHECK(with.ask(method::delete_, with.path + "/contacts/2", "", with.admin).what.status == 204);
  CHECK(with.reader->outbox_of(number, 3, 3).front().to.empty());
  CHECK(with.reader->contacts(3).size() == 1);
  CHECK(with.ask(method::delete_, with.path + "/contacts/2", "", with.admin).what.status == 204);
}

TEST_CASE("contacts go out as a sheet and come back from it without a change") {
  home_desk with;
  REQUIRE(with.ask(method::put, with.path + "/contacts", two, with.admin).what.status == 200);
  auto const text = file_of(with);
  auto const home = with.home.text();
  CHECK(text == "home,role,label,email,telephone,opted_out,number\r\n" + home +
                    ",manager,Manager,manager@elm.example,\"'+447700900123\",,1\r\n" + home +
                    ",deputy,\"Deputy, nights\",,\"'+447700900124\",whatsapp,2\r\n");
  auto const again = sheet(with, text);
  CHECK(again.what.status == 200);
  CHECK(again.number("contacts") == 2);
  CHECK(again.number("changed") == 0);
  CHECK(file_of(with) == text);
  CHECK(with.get("/v1/contacts", with.team).what.status == 403);
}

TEST_CASE("a sheet with one wrong cell changes nothing, and says which line and cell") {
  home_desk with;
  auto const first = with.home.text(), second = home_id(2).text();
  auto const wrong = sheet(with, "home,role,telephone\n" + first + ",manager,07700 900123\n" + second +
                                     ",chief,07700 900124\n1-0000,deputy,\n");
  CHECK(wrong.what.status == 422);
  auto const text = wrong.what.body;
  CHECK(text.find("row 3, column B (role)") != std::string::npos);
  CHECK(text.find("row 4, column A (home)") != std::string::npos);
  CHECK(with.reader->contacts(3).empty());
  CHECK(sheet(with, "home,mobile\n" + first + ",1\n").what.body.find("column B (mobile)") != std::string::npos);
  auto const right = "home,role,telephone\n" + first + ",manager,07700 900123\n" + second + ",deputy,07700 900124\n";
  auto const tried = sheet(with, right, "?dry_run=true");
  CHECK(tried.number("contacts") == 2);
  CHECK(with.reader->contacts(3).empty());
  CHECK(sheet(with, right).number("added") == 2);
  CHECK(with.reader->contacts(2).size() == 1);
}
