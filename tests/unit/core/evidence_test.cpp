#include <catch2/catch.hpp>

#include "adapters/memory/kept_text.hpp"
#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/p256.hpp"
#include "protocol/evidence/verify.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "relay/core/record/evidence_export.hpp"
#include "relay/core/record/log_keeper.hpp"
#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using namespace std::chrono_literals;
namespace evidence = protocol::evidence;
namespace json = protocol::json;

namespace {

protocol::crypto::ed25519_private_key key(std::uint8_t first = 1) {
  return protocol::crypto::ed25519_private_key::from_seed({first});
}

evidence::event something(std::string by) {
  evidence::event out{evidence::event_type::member_changed, noon};
  out.by = std::move(by);
  return out;
}

/// A relay's log in a store that is thrown away by "restore".
struct desk {
  memory::kept_text signed_last;
  std::unique_ptr<memory::store> store = std::make_unique<memory::store>("epoch-1");
  std::unique_ptr<core::log_keeper> keeper;

  core::log_found start(std::uint8_t key_number = 1) {
    keeper = std::make_unique<core::log_keeper>(key(key_number), signed_last);
    core::log_found out{};
    store->write([&](auto& w) { out = keeper->settle(w, noon); });
    return out;
  }
  void log(std::string by) {
    store->write([&](auto& w) { w.log_event(something(by)); });
  }
  core::signed_now sign(protocol::instant now = noon + 1h) {
    core::signed_now out;
    store->write([&](auto& w) {
      out = keeper->sign(w, now, 10s);
      if (out.checkpoint) w.put_checkpoint(*out.checkpoint);
    });
    return out;
  }
  json::value first_leaf() {
    auto const reader = store->reader();
    auto const log = reader->logs().back().number;
    return json::read(reader->log_leaves(log, 0, 1).at(0).text, 10'000).value();
  }
};

}  // namespace

TEST_CASE("The log is signed when it has grown, and only then; the signature opens with the log's key") {
  desk d;
  CHECK(d.start() == core::log_found::begun);
  auto const first = d.sign(noon);
  REQUIRE(first.checkpoint);
  CHECK(first.checkpoint->size == 1);
  CHECK_FALSE(d.sign(noon + 1min).checkpoint);
  d.log("a");
  CHECK_FALSE(d.sign(noon + 5s).checkpoint);
  auto const second = d.sign(noon + 1min);
  REQUIRE(second.checkpoint);
  CHECK(second.checkpoint->size == 2);
  auto const opened =
      evidence::open_checkpoint(second.checkpoint->note, evidence::log_key::parse(second.checkpoint->key).value());
  REQUIRE(opened.has_value());
  CHECK(opened->root == second.checkpoint->root);
  CHECK(d.signed_last.load() == second.checkpoint->note);
  CHECK(d.start() == core::log_found::as_left);
}

TEST_CASE("A store that holds less than was signed is not signed on: a new log begins that names what was signed") {
  desk d;
  d.start();
  d.log("a");
  d.log("b");
  auto const last = d.sign();
  // The same log, put back to where it was before the last two entries.
  desk old;
  old.start();
  old.signed_last.save(d.signed_last.load());
  CHECK(old.start() == core::log_found::behind);
  auto const leaf = old.first_leaf();
  CHECK(leaf.find("before")->find("size")->integer() == static_cast<std::int64_t>(last.checkpoint->size));
  CHECK(leaf.find("before")->find("root")->string() == protocol::crypto::to_base64url(last.checkpoint->root));
  auto const again = old.sign(noon + 2h);
  REQUIRE(again.checkpoint);
  CHECK(again.checkpoint->log == 2);
}

TEST_CASE("A store whose log says something else than what was signed is not signed on") {
  desk d;
  d.start();
  d.log("a");
  d.sign();
  desk other;
  other.start();
  other.log("forged");
  other.log("more");
  other.signed_last.save(d.signed_last.load());
  CHECK(other.start() == core::log_found::behind);
}

TEST_CASE("A log that stops going on from what was signed while the relay runs is refused, and said so") {
  desk d;
  d.start();
  d.log("a");
  d.sign();
  // The store is exchanged under the keeper's hands.
  d.store = std::make_unique<memory::store>("epoch-1");
  d.log("forged");
  auto const refused = d.sign(noon + 2h);
  CHECK(refused.refused);
  CHECK_FALSE(refused.checkpoint);
  d.log("more");
  CHECK(d.sign(noon + 3h).refused);
}

TEST_CASE("A new key begins a new log, and so does a register that began anew") {
  desk d;
  d.start();
  d.sign();
  CHECK(d.start(2) == core::log_found::key_changed);
  CHECK(d.first_leaf().find("before")->find("origin")->string() == d.store->reader()->logs().front().origin);
  d.sign(noon + 2h);
  CHECK(d.start(2) == core::log_found::as_left);
  d.store = std::make_unique<memory::store>("epoch-2");
  CHECK(d.start(2) == core::log_found::another_register);
}

TEST_CASE("Evidence of an answer is taken out and holds by itself; when a word of it is changed it does not") {
  small_register at;
  auto const device_key = protocol::crypto::p256_private_key::generate();
  ports::device_row device;
  device.id = protocol::device_id(protocol::uuid({9}));
  device.home = 1;
  std::copy_n(device_key.public_key().point().begin() + 1, 64, device.key.begin());
  at.store.write([&](auto& w) { device.number = w.add_device(device); });
  protocol::message what;
  what.id = protocol::message_id(protocol::uuid({7}));
  what.sender = publisher_id("ncl");
  what.sent = noon;
  std::string text = R"({"id":")" + what.id.text() + R"(","text":"Wash hands."})";
  what.sum = *protocol::digest_of(text);
  text.insert(1, R"("digest":")" + protocol::crypto::to_base64url(what.sum) + R"(",)");
  ports::home_number const homes[] = {1, 2};
  ports::published_row sent;
  at.store.write([&](auto& w) { sent = w.add_message({&what, &text, {}}, homes); });
  memory::kept_text memory;
  core::log_keeper keeper(key(), memory);
  auto const sign = [&](protocol::instant now) {
    at.store.write([&](auto& w) {
      auto const done = keeper.sign(w, now, 1s);
      if (done.checkpoint) w.put_checkpoint(*done.checkpoint);
    });
  };
  auto const view = at.reader->message(sent.number);
  REQUIRE(view);
  CHECK(core::export_evidence(*at.reader, {*view, 1, true}).bundle.empty());

  ports::receipt_event said;
  said.id = protocol::event_id(protocol::uuid({5}));
  said.act = protocol::receipt_act::responded;
  said.device = device.number;
  said.recorded_at = noon;
  said.said_at = noon;
  said.said_at_text = "2026-11-21T12:00:00Z";
  said.answer = protocol::response::actioned;
  said.role = "manager";
  said.note = "All told.";
  auto const message_id = what.id.text(), digest = protocol::crypto::to_base64url(what.sum), id = device.id.text(),
             event = said.id.text();
  said.signature = device_key.sign(evidence::signing_text({.message = message_id,
                                                           .digest = digest,
                                                           .home = "1-100000001",
                                                           .device = id,
                                                           .response = "actioned",
                                                           .key = event,
                                                           .at = said.said_at_text,
                                                           .seq = sent.seqs[0]}));
  at.store.write([&](auto& w) { (void)w.record_act(sent.number, 1, said); });
  sign(noon + 1min);
  auto const one = core::export_evidence(*at.reader, {*view, 1, true});
  auto const verdict = evidence::verify_bundle(one.bundle);
  INFO(evidence::to_page(verdict));
  CHECK(verdict.holds());
  CHECK(one.pending == 0);
  CHECK(evidence::verify_bundle(core::export_evidence(*at.reader, {*view, std::nullopt, true}).bundle).holds());
  for (char const* const word : {"All told.", "Wash hands.", "manager", "1-100000001", "actioned"}) {
    auto changed = one.bundle;
    for (auto place = changed.find(word); place != changed.npos; place = changed.find(word, place + 1))
      changed[place] = changed[place] == 'X' ? 'Y' : 'X';
    INFO(word);
    CHECK_FALSE(evidence::verify_bundle(changed).holds());
  }
  // Erased: the answer is gone, the proof that there was one is not.
  auto const place = at.reader->leaves_of_receipt(sent.number, 1).back();
  at.store.write([&](auto& w) { w.erase_leaf(place); });
  auto const erased = core::export_evidence(*at.reader, {*view, 1, true});
  CHECK(erased.bundle.find("All told.") == std::string::npos);
  CHECK(evidence::verify_bundle(erased.bundle).holds());
}

TEST_CASE("evidence for every home comes in pages that hold by themselves, and together, with the list of homes") {
  small_register with;
  memory::kept_text signed_last;
  core::log_keeper keeper(key(), signed_last);
  with.store.write([&](auto& w) { keeper.settle(w, noon); });
  auto what = bulletin();
  what.audience = {};
  what.audience.everyone = true;
  auto const told = with.publish(what, with.everything());
  for (ports::home_number home = 1; home <= 8; ++home) {
    ports::receipt_event read;
    read.id = protocol::event_id(protocol::make_v4(std::array<std::uint8_t, 16>{static_cast<std::uint8_t>(home)}));
    read.act = protocol::receipt_act::read;
    read.recorded_at = noon;
    with.store.write([&](auto& w) { (void)w.record_act(told.body->number, home, read); });
  }
  with.store.write([&](auto& w) {
    auto const now = keeper.sign(w, noon + 1h, 10s);
    w.put_checkpoint(*now.checkpoint);
  });
  core::evidence_wish wish;
  wish.message = *with.reader->message(told.body->id);
  wish.audience = true;
  wish.limit = 3;
  std::size_t receipts = 0, pages = 0;
  json::array logs;
  for (;;) {
    auto const page = core::export_evidence(*with.reader, wish,
                                            [](ports::home_number last) { return "after " + std::to_string(last); });
    INFO(page.bundle);
    CHECK(evidence::verify_bundle(page.bundle).holds());
    auto const tree = json::read(page.bundle, 1 << 20).value();
    CHECK(tree.find("audience")->items().size() == 8);
    ++pages;
    auto const& log = tree.find("logs")->items().front();
    logs.push_back(log);
    for (auto const& entry : log.find("entries")->items())
      receipts += entry.find("event")->string().find(R"("act":"read")") != std::string::npos;
    CHECK(page.last.has_value() == (tree.find("next") != nullptr));
    if (!page.last) break;
    CHECK(tree.find("next")->string() == "after " + std::to_string(*page.last));
    wish.after = *page.last;
  }
  CHECK(pages == 3);
  CHECK(receipts == 8);
  json::value const together(json::object{{"format", "carerelay-evidence/1"}, {"logs", logs}});
  CHECK(evidence::verify_bundle(json::to_text(together)).holds());
  wish.after = 0;
  wish.audience = false;
  CHECK(core::export_evidence(*with.reader, wish).bundle.find("audience\"") == std::string::npos);
}
