#include <map>

#include "protocol/crypto/base64.hpp"

#include "protocol/evidence/merkle.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "tests/contract/store_kit.hpp"

namespace {

using namespace carerelay;
using namespace carerelay::contract;
namespace evidence = protocol::evidence;

std::vector<ports::log_leaf> all_leaves(ports::store& store, ports::log_number log = 0) {
  auto const reader = store.reader();
  auto const logs = reader->logs();
  return logs.empty() ? std::vector<ports::log_leaf>()
                      : reader->log_leaves(log == 0 ? logs.back().number : log, 0, 1'000'000);
}

protocol::json::value parsed(std::string const& text) { return protocol::json::read(text, 1 << 20).value(); }
std::string type_of(ports::log_leaf const& leaf) { return parsed(leaf.text).find("type")->string(); }

std::map<std::string, int> types(ports::store& store) {
  std::map<std::string, int> out;
  for (auto const& leaf : all_leaves(store)) {
    INFO("leaf " << leaf.index);
    REQUIRE_FALSE(leaf.text.empty());
    ++out[type_of(leaf)];
  }
  return out;
}

/// The tree as RFC 9162 says it, from the leaves alone.
evidence::hash naive_root(std::vector<ports::log_leaf> const& leaves, std::size_t begin, std::size_t end) {
  if (begin == end) return evidence::empty_root();
  if (end - begin == 1) return evidence::leaf_of(leaves[begin].committed);
  std::size_t k = 1;
  while (k * 2 < end - begin) k *= 2;
  return evidence::node_hash(naive_root(leaves, begin, begin + k), naive_root(leaves, begin + k, end));
}

evidence::hash stored_root(ports::store& store, std::uint64_t size) {
  auto const reader = store.reader();
  auto const log = reader->logs().back().number;
  return evidence::root_of(size, [&](unsigned height, std::uint64_t at) { return reader->log_node(log, height, at); });
}

/// A publish to `homes`, and each home's device has it.
ports::published_row publish_and_deliver(ports::store& store, std::vector<ports::home_number> const& homes,
                                         ports::device_number first_device, int number) {
  auto const out = publish(store, bulletin(number), homes);
  std::vector<ports::delivered_mark> marks;
  for (std::size_t i = 0; i < homes.size(); ++i) {
    marks.push_back({homes[i], first_device + static_cast<ports::device_number>(i), out.number, out.seqs[i],
                     start + seconds(number)});
  }
  deliver(store, marks);
  return out;
}

}  // namespace

TEST_CASE("Every publish, audience, receipt, answer, withdrawal, enrolment and revocation is a leaf of the log") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 3);
  auto const first = add_device(store, device(1, homes[0]));
  add_device(store, device(2, homes[1]));
  add_device(store, device(3, homes[2]));
  auto const message = publish_and_deliver(store, homes, first, 1);
  act(store, message.number, homes[0], read_event(1, start + minutes(1)));
  act(store, message.number, homes[0], answer_event(2, start + minutes(2), protocol::response::actioned));
  store.write([&](auto& w) { w.close_message(message.number, protocol::closure::withdrawn, 0, start + hours(1)); });
  store.write([&](auto& w) { w.revoke_device(device(3, homes[2]).id, start + hours(2)); });
  auto const counted = types(store);
  for (auto const& [type, count] : counted) UNSCOPED_INFO(type << " " << count);
  CHECK(counted == std::map<std::string, int>{{"log_started", 1},
                                              {"device_enrolled", 3},
                                              {"message_published", 1},
                                              {"audience_taken", 1},
                                              {"receipt", 3 + 2 + 3},
                                              {"message_closed", 1},
                                              {"device_revoked", 1}});
  auto const leaves = all_leaves(store);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    CHECK(leaves[i].index == i);
    CHECK(evidence::commitment(leaves[i].salt, leaves[i].text) == leaves[i].committed);
    CHECK(protocol::json::canonical(parsed(leaves[i].text)) == leaves[i].text);
  }
}

TEST_CASE("The tree that the store keeps is the tree of its leaves, at every size") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 70);
  for (int i = 0; i < 70; ++i) add_device(store, device(i + 1, homes[static_cast<std::size_t>(i)]));
  for (int round = 1; round <= 9; ++round) {
    publish_and_deliver(held->store(), homes, 1, round);
    if (round % 4 == 0) held->reopen();
  }
  auto& again = held->store();
  auto const leaves = all_leaves(again);
  REQUIRE(leaves.size() == 1 + 70 + 9 * 72);
  for (std::size_t const size : {std::size_t{1}, std::size_t{2}, std::size_t{255}, std::size_t{256}, std::size_t{257},
                                 std::size_t{511}, std::size_t{512}, std::size_t{700}, leaves.size()}) {
    INFO("size " << size);
    CHECK(stored_root(again, size) == naive_root(leaves, 0, size));
  }
  auto const reader = again.reader();
  auto const log = reader->logs().back().number;
  CHECK(reader->log_size(log) == leaves.size());
  CHECK_THROWS_AS(reader->log_node(log, 0, leaves.size()), std::invalid_argument);
  auto const page = reader->log_leaves(log, 300, 5);
  REQUIRE(page.size() == 5);
  CHECK(page.front().index == 300);
  CHECK(page.front().committed == leaves[300].committed);
}

TEST_CASE("What was undone leaves no leaf, whether a part or the whole of a transaction") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  auto const device_number = add_device(store, device(1, homes[0]));
  auto const message = publish(store, bulletin(1), homes);
  auto const before = all_leaves(store).size();
  evidence::event note{evidence::event_type::grant_changed, start};
  CHECK_THROWS(store.write([&](auto& w) {
    w.log_event(note);
    throw std::runtime_error("no");
  }));
  CHECK(all_leaves(store).size() == before);
  store.write([&](auto& w) {
    note.by = "first";
    w.log_event(note);
    CHECK_THROWS(store.part(w, [&](auto& inner) {
      note.by = "never";
      inner.log_event(note);
      inner.record_delivered(
          std::vector<ports::delivered_mark>{{homes[0], device_number, message.number, message.seqs[0], start}});
      throw std::runtime_error("no");
    }));
    note.by = "second";
    w.log_event(note);
    w.record_delivered(
        std::vector<ports::delivered_mark>{{homes[0], device_number, message.number, message.seqs[0], start}});
  });
  auto const leaves = all_leaves(store);
  REQUIRE(leaves.size() == before + 3);
  CHECK(parsed(leaves[before].text).find("by")->string() == "first");
  CHECK(parsed(leaves[before + 1].text).find("by")->string() == "second");
  CHECK(type_of(leaves[before + 2]) == "receipt");
  CHECK(stored_root(store, leaves.size()) == naive_root(leaves, 0, leaves.size()));
}

TEST_CASE("A receipt's leaves are found, and say the home's id of their day though it changed since") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  auto const first = add_device(store, device(1, homes[0]));
  add_device(store, device(2, homes[1]));
  auto const message = publish_and_deliver(store, homes, first, 1);
  act(store, message.number, homes[1], answer_event(7, start + minutes(2), protocol::response::need_help, "Come."));
  auto renamed = home(900);
  renamed.former_ids = {home_id(2)};
  REQUIRE(put(store, renamed) == homes[1]);
  auto const reader = store.reader();
  auto const places = reader->leaves_of_receipt(message.number, homes[1]);
  REQUIRE(places.size() == 2);
  for (auto const& place : places) {
    auto const leaf = reader->log_leaves(place.log, place.index, 1).at(0);
    auto const event = parsed(leaf.text);
    CHECK(event.find("home")->string() == home_id(2).text());
    CHECK(evidence::commitment(leaf.salt, leaf.text) == leaf.committed);
  }
  auto const about = reader->leaves_about(bulletin(1).id);
  REQUIRE(about.size() == 2);
  CHECK(type_of(reader->log_leaves(about[0].log, about[0].index, 1).at(0)) == "message_published");
  CHECK(reader->leaves_about(device(2, homes[1]).id).size() == 1);
}

TEST_CASE("An erased event is gone, and every proof stays whole") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  auto const first = add_device(store, device(1, homes[0]));
  auto const message = publish_and_deliver(store, homes, first, 1);
  auto said = answer_event(7, start + minutes(2), protocol::response::actioned, "Told Mrs Smith.");
  said.role = "manager";
  said.name = "Jo";
  act(store, message.number, homes[0], said);
  auto const before = all_leaves(store);
  auto const root = stored_root(store, before.size());
  auto const place = store.reader()->leaves_of_receipt(message.number, homes[0]).back();
  store.write([&](auto& w) {
    w.erase_leaf(place);
    w.erase_leaf({place.log, 1});
  });
  held->reopen();
  auto& again = held->store();
  auto const after = all_leaves(again);
  CHECK(after[place.index].is_erased());
  CHECK(after[place.index].salt == evidence::salt{});
  CHECK(after[place.index].committed == before[place.index].committed);
  CHECK(after[1].is_erased());
  CHECK(stored_root(again, after.size()) == root);
  auto const reader = again.reader();
  auto const event = reader->events(message.number, homes[0]).back();
  CHECK(event.note.empty());
  CHECK(event.name.empty());
  CHECK_FALSE(event.signature);
  auto const receipt = reader->receipt(message.number, homes[0]);
  CHECK(receipt->what.note.empty());
  CHECK(receipt->what.state.answer == protocol::response::actioned);
}

TEST_CASE("A new log names the one before, and says the keys of devices again") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  add_device(store, device(1, homes[0]));
  auto const old = all_leaves(store);
  auto const root = stored_root(store, old.size());
  auto const origin = store.reader()->logs().back().origin;
  store.write([&](auto& w) { w.start_log(std::nullopt, "a test", start + hours(1)); });
  auto const leaves = all_leaves(store);
  REQUIRE(leaves.size() == 2);
  auto const first = parsed(leaves[0].text);
  CHECK(first.find("type")->string() == "log_started");
  CHECK(first.find("before")->find("origin")->string() == origin);
  CHECK(first.find("before")->find("size")->integer() == static_cast<std::int64_t>(old.size()));
  CHECK(first.find("before")->find("root")->string() == protocol::crypto::to_base64url(root));
  CHECK(parsed(leaves[1].text).find("carried")->boolean());
  CHECK(store.reader()->logs().back().origin != origin);
  CHECK(all_leaves(store, 1).size() == old.size());
  publish(store, bulletin(1), homes);
  CHECK(all_leaves(store).size() == 4);
}

TEST_CASE("A checkpoint and what a device witnessed are kept") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  auto const first = add_device(store, device(1, homes[0]));
  auto const message = publish_and_deliver(store, homes, first, 1);
  ports::checkpoint_row row{1, 4, evidence::hash{9}, start, "a note\n", "a key"};
  store.write([&](auto& w) { w.put_checkpoint(row); });
  row.size = 5;
  store.write([&](auto& w) { w.put_checkpoint(row); });
  auto said = answer_event(7, start + minutes(2), protocol::response::actioned);
  said.checkpoint = evidence::witnessed{"carerelay/log/x", 5, evidence::hash{1, 2, 3}};
  act(store, message.number, homes[0], said);
  held->reopen();
  auto const reader = held->store().reader();
  auto const found = reader->checkpoint(1);
  REQUIRE(found);
  CHECK(found->size == 5);
  CHECK(found->note == "a note\n");
  CHECK(found->root == row.root);
  CHECK_FALSE(reader->checkpoint(2));
  CHECK(reader->events(message.number, homes[0]).back().checkpoint == said.checkpoint);
  auto const place = reader->leaves_of_receipt(message.number, homes[0]).back();
  auto const event = parsed(reader->log_leaves(place.log, place.index, 1).at(0).text);
  CHECK(event.find("checkpoint")->find("size")->integer() == 5);
}
