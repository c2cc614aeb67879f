// Every store ever written opens, keeps its rows, and does what a new one does. schema_N.sql is the store that `fill`
// makes, as version N keeps it: what it had no place for yet is not in it. These files are never edited. When a version
// is added, its file is made of a store that `[.write]` leaves at CARERELAY_WRITE_STORE.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>

#include "adapters/sqlite/disk/connection.hpp"
#include "adapters/sqlite/store.hpp"
#include "adapters/system/random.hpp"
#include "tests/contract/store_kit.hpp"
#include "tests/support/temp_folder.hpp"

using namespace carerelay;
using namespace carerelay::contract;

namespace {

constexpr int newest = 13;

template <class Id>
Id id_of(std::string_view text) {
  return Id::parse(text).value();
}

ports::publisher_row team() {
  ports::publisher_row row;
  row.id = publisher("ukhsa-london");
  row.name = "UKHSA London";
  row.grant.kinds = {protocol::message_kind::guidance_bulletin};
  row.grant.areas = {area("E09000010")};
  row.grant.channels.add(protocol::way::stream);
  row.grant.daily_quota = 20;
  row.made_at = start;
  return row;
}

ports::member_row jane() {
  ports::member_row row;
  row.id = id_of<protocol::member_id>("jane-doe");
  row.team = team().id;
  row.is_person = true;
  row.name = "Dr Jane Doe";
  row.roles.add(protocol::role::publisher);
  row.token_hash = digest(9);
  row.issuer = "https://login.example";
  row.subject = "subject-jane";
  row.made_at = start;
  return row;
}

ports::session_row session(std::uint8_t number, std::string provider_session = {}) {
  ports::session_row row;
  row.id = protocol::session_id(protocol::uuid(protocol::uuid::bytes_type{number}));
  row.token_hash = digest(static_cast<std::uint8_t>(30 + number));
  row.member = jane().id;
  row.how = ports::sign_in_way::provider;
  row.made_at = row.used_at = start;
  row.provider_session = std::move(provider_session);
  return row;
}

ports::draft_row draft() {
  ports::draft_row row;
  row.id = protocol::draft_id(protocol::make_v7(start, std::array<std::uint8_t, 10>{1}));
  row.team = team().id;
  row.author = row.closed_by = jane().id;
  row.json = R"({"kind":"guidance_bulletin"})";
  row.sum = digest(1);
  row.audience_hash = digest(2);
  row.homes = 2;
  row.immediate = true;
  row.made_at = start;
  row.expires_at = start + minutes(30);
  row.state = ports::draft_state::confirmed;
  row.message = 1;
  row.due = start + minutes(15);
  row.closed_at = start;
  row.reason = "Nobody answers.";
  row.signatures = {{id_of<protocol::member_id>("john-doe"), start + minutes(4)}};
  return row;
}

ports::contact_row contact() {
  ports::contact_row row;
  row.home = row.number = row.place = 1;
  row.role = ports::contact_role::deputy;
  row.label = "Deputy, nights";
  row.telephone = "+447700900123";
  row.opted_out = {"whatsapp"};
  row.changed_at = start;
  row.changed_by = "jane-doe";
  return row;
}

ports::outbox_row queued() {
  ports::outbox_row row;
  row.number = row.message = row.home = row.contact = 1;
  row.channel = "whatsapp";
  row.to = "+447700900123";
  row.level = protocol::disclosure::pointer;
  row.state = ports::outbox_state::sent;
  row.queued_at = row.next_at = start;
  row.attempts = 1;
  row.sent_at = start + seconds(2);
  row.remote = "wamid.1";
  row.returned = ports::returned_news::delivered;
  row.returned_at = start + seconds(3);
  return row;
}

ports::chat_binding_row bound() {
  ports::chat_binding_row row;
  row.id = "0f6f2c1e-7b1a-4f65-9c3e-3f0f3a9d1c55";
  row.account = "carehomes@chat.example";
  row.who = "deputy@chat.example";
  row.home = row.contact = 1;
  row.role = "deputy";
  row.bound_at = start;
  return row;
}

ports::chat_code_row chat_code() { return {digest(50), 2, 0, "manager", start, start + minutes(30), std::nullopt}; }

ports::rung_row rung() {
  return {1, 2, "whatsapp", start + minutes(60), ports::rung_outcome::skipped, "", 0, "no_contact"};
}

ports::way_health_row health() { return {1, 1, "whatsapp", start, start + seconds(3), std::nullopt, ""}; }

ports::check_in_row check_in() {
  ports::check_in_row row;
  row.id = protocol::uuid(protocol::uuid::bytes_type{9});
  row.team = team().id;
  row.author = jane().id;
  row.needs_approval = true;
  row.made_at = start;
  row.draft = R"({"kind":"guidance_bulletin"})";
  row.minute = 570;
  row.until = start + minutes(60 * 24 * 7);
  return row;
}

void fill(ports::store& store) {
  auto const homes = put_homes(store, 2);
  store.write([&](auto& w) {
    w.put_area(area("E09000010"), "Enfield");
    w.put_publisher(team());
    w.put_member(jane());
  });
  auto const tablet = add_device(store, device(1, homes[0]));
  auto const message = publish(store, bulletin(1), homes);
  deliver(store, {{homes[0], tablet, message.number, message.seqs[0], start}});
  auto said = answer_event(1, start + minutes(1), protocol::response::actioned, "Rooms 4 and 5 closed.");
  said.device = tablet;
  act(store, message.number, homes[0], said);
  store.write([&](auto& w) {
    w.put_session(session(1));
    w.put_session(session(2, "sid-1"));
    w.put_sign_in_link({digest(40), jane().id, jane().id, start, start + minutes(15), std::nullopt});
    w.put_invitation({"jane@example.org", jane().id, start});
    w.put_draft(draft());
    ports::device_seal_row seal;
    seal.device = tablet;
    seal.key[0] = 7;
    seal.trust = ports::device_trust::sealed;
    w.put_device_seal(seal);
    w.add_home_list({homes[0], 1, "a list", start});
    w.put_contact(contact());
    auto row = queued();
    row.number = 0;
    w.add_outbox({row});
    w.put_chat_code(chat_code());
    w.put_chat_binding(bound());
    w.put_watch({1, start + minutes(60)});
    w.add_rung(rung());
    w.add_call(
        {0, 1, 2, start + minutes(90), "jane-doe", ports::call_outcome::no_answer, "", std::nullopt, "Engaged."});
    w.put_way_health(health());
    w.put_check_in(check_in());
  });
}

sqlite::settings at(std::string const& path) {
  sqlite::settings how;
  how.path = path;
  how.reserve_bytes = 0;
  return how;
}

std::string file_of(int version) {
  auto const* const root = std::getenv("CARERELAY_SOURCE_DIR");
  std::ifstream in(std::string(root ? root : ".") + "/tests/unit/sqlite/schema_" + std::to_string(version) + ".sql");
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What `fill` put there, as far as version `from` could keep it.
void check(ports::store& store, int from) {
  auto const reader = store.reader();
  CHECK(reader->home(home_id(1))->record == home(1));
  CHECK(reader->home(home_id(2))->record == home(2));
  CHECK(reader->device(device(1, 0).id)->stored_up_to == 1);
  CHECK(reader->publisher(team().id) == team());
  CHECK(reader->member_by_token(digest(9)) == jane());
  CHECK(reader->message(bulletin(1).id)->row->body->json == json_of(bulletin(1)));
  CHECK(reader->events(1, 1).size() == 2);
  CHECK(reader->receipt(1, 1)->what.note == "Rooms 4 and 5 closed.");
  CHECK(reader->inbox(1, 0, 10).size() == 1);
  CHECK(reader->inbox(2, 0, 10).size() == 1);
  if (from >= 3) {
    auto const leaves = reader->log_leaves(1, 0, 100);
    CHECK(leaves.size() == 6);  // it begins, a device, the message, its audience, stored, answered
    for (auto const& leaf : leaves) CHECK_FALSE(leaf.text.empty());
    CHECK(reader->leaves_of_receipt(1, 1).size() == 2);
  }
  if (from >= 4) {
    CHECK(reader->session_by_token(digest(31)) == session(1));
    CHECK(reader->sign_in_link(digest(40)));
    CHECK(reader->invitation("jane@example.org")->member == jane().id);
  }
  if (from >= 5) {
    CHECK(reader->draft_of(1) == draft());
    CHECK(reader->confirmations(1).size() == 1);
  }
  if (from >= 8) CHECK(reader->session_by_token(digest(32)) == session(2, "sid-1"));
  if (from >= 11) CHECK(reader->contacts(1) == std::vector{contact()});
  if (from >= 12) {
    CHECK(reader->outbox(1) == queued());
    CHECK(reader->chat_bindings(1) == std::vector{bound()});
    CHECK(reader->chat_code(digest(50)) == chat_code());
  }
  if (from >= 13) {
    CHECK(reader->watch_next() == start + minutes(60));
    CHECK(reader->rungs(1, 1, 2) == std::vector{rung()});
    CHECK(reader->calls(1, 2).at(0).note == "Engaged.");
    CHECK(reader->way_health(1, 2) == std::vector{health()});
    CHECK(reader->check_ins() == std::vector{check_in()});
  }
  if (from >= 6) {
    CHECK(reader->device_seal(1)->trust == ports::device_trust::sealed);
    CHECK(reader->newest_home_list(1)->text == "a list");
  }
}

}  // namespace

TEST_CASE("a store of every version since the second is taken to now with all its rows, and goes on") {
  for (int version = 2; version <= newest; ++version) {
    INFO("schema " << version);
    test::temp_folder folder;
    auto const path = folder.file("old.db");
    sqlite::connection(path, {.vfs = "", .create = true}).script(file_of(version));
    REQUIRE(sqlite::connection(path, {.vfs = "", .create = false}).number("PRAGMA user_version") == version);
    system::random random;
    {
      sqlite::store store(at(path), random);
      check(store, version);
      auto const again = publish(store, bulletin(2), {1, 2});  // it takes what a new one takes
      CHECK(again.seqs == std::vector<std::uint64_t>{2, 2});
      store.write([&](auto& w) { w.put_session(session(3, "another")); });
    }
    sqlite::store store(at(path), random);
    auto const reader = store.reader();
    CHECK(reader->inbox(1, 0, 10).size() == 2);
    CHECK(reader->session_by_token(digest(33)) == session(3, "another"));
    CHECK(reader->logs().size() == 1);
    CHECK(sqlite::connection(path, {.vfs = "", .create = false}).number("PRAGMA user_version") >= newest);
  }
}

TEST_CASE("write the store that the files of old versions are made of", "[.write]") {
  auto const* const where = std::getenv("CARERELAY_WRITE_STORE");
  REQUIRE(where != nullptr);
  system::random random;
  sqlite::store store(at(where), random);
  fill(store);
  check(store, newest);
}
