#include "relay/io/desk/store_worker.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <deque>

#include "adapters/memory/store.hpp"

using namespace carerelay;
using namespace std::chrono_literals;

namespace {

struct still_clock : ports::clock {
  protocol::instant now() const noexcept override { return protocol::instant{1'700'000'000s}; }
};

/// The memory store, with a disk that can fill up and a commit that can be held.
struct stubborn_store : ports::store {
  memory::store inner{"e1"};
  std::atomic<int> writes{0}, refuse_next{0};
  std::atomic<bool> full{false}, held{false};
  void write(std::function<void(ports::store_writer&)> const& work) override {
    while (held) std::this_thread::sleep_for(1ms);
    inner.write([&](ports::store_writer& writer) {
      work(writer);
      if (refuse_next > 0) {
        --refuse_next;
        full = true;
        throw ports::store_full("no space");
      }
    });
    ++writes;
  }
  void part(ports::store_writer& writer, std::function<void(ports::store_writer&)> const& work) override {
    inner.part(writer, work);
  }
  std::unique_ptr<ports::store_reader> reader() override { return inner.reader(); }
  void backup(std::string const& path) override {
    if (path == "/nowhere") throw std::runtime_error("/nowhere cannot be written");
  }
  std::atomic<int> scrubs{0}, busy_scrubs{0};
  bool scrub() override {
    ++scrubs;
    return busy_scrubs == 0 || --busy_scrubs == 0;
  }
  bool is_full() const noexcept override { return full; }
  void recover_space() override { full = false; }
};

struct owner final : io::receipt_owner {
  std::vector<std::uint64_t> heard;
  void marks_recorded(std::uint64_t up_to, std::size_t) override { heard.push_back(up_to); }
};

struct world {
  stubborn_store store;
  still_clock clock;
  io::store_counters figures;
  std::mutex mutex;
  std::vector<std::pair<std::size_t, std::function<void()>>> posted;
  std::vector<core::event> events;
  std::atomic<int> rooms{0}, failures{0};
  std::atomic<bool> full{false};
  std::unique_ptr<io::store_worker> worker;
  ports::home_number home = 0;
  ports::device_number device = 0;
  ports::message_number message = 0;

  explicit world(io::store_rules rules = {}) {
    rules.expire_every = 1h;
    rules.retry_full = 1ms;
    store.inner.write([&](ports::store_writer& w) {
      protocol::home_record record;
      record.id = *protocol::home_id::parse("1-1435221697");
      home = w.put_home(record);
      device = w.add_device({0, protocol::device_id{}, home, {}, "", {}, {}, 0});
      message = add_message(w);
    });
    worker = std::make_unique<io::store_worker>(
        store, clock, rules,
        io::store_worker::outlets{[this](std::size_t thread, std::function<void()> work) {
                                    std::lock_guard const lock(mutex);
                                    posted.emplace_back(thread, std::move(work));
                                  },
                                  [this](std::vector<core::event> what) {
                                    std::lock_guard const lock(mutex);
                                    events.insert(events.end(), what.begin(), what.end());
                                  },
                                  [this] { ++rooms; }, [](std::exception_ptr why) { std::rethrow_exception(why); },
                                  [this](bool now_full) { full = now_full; },
                                  [this](std::exception const&) { ++failures; }},
        figures);
    worker->start();
  }

  ports::message_number add_message(ports::store_writer& w) {
    protocol::message what;
    what.id = protocol::message_id{protocol::make_v4(std::array<std::uint8_t, 16>{})};
    what.sender = *protocol::publisher_id::parse("ipc-team");
    what.content.kind = protocol::message_kind::guidance_bulletin;
    std::string const json = "{}";
    return w.add_message({&what, &json, {}}, std::array{home}).number;
  }

  std::unique_ptr<io::receipt_batch> batch(std::size_t thread, std::shared_ptr<io::receipt_owner> who,
                                           std::size_t marks = 1) {
    auto out = std::make_unique<io::receipt_batch>();
    out->thread = thread;
    for (std::size_t i = 0; i < marks; ++i) out->marks.push_back({home, device, message, 1, clock.now()});
    if (who) out->owners.push_back({std::move(who), 1});
    return out;
  }
  bool hand_over(std::unique_ptr<io::receipt_batch> what) { return worker->hand_over(what); }

  /// Runs what was posted until `enough`; false after five seconds.
  bool until(std::function<bool()> const& enough) {
    for (int i = 0; i < 5000 && !enough(); ++i) {
      decltype(posted) now;
      {
        std::lock_guard const lock(mutex);
        now.swap(posted);
      }
      for (auto& [thread, work] : now) work();
      if (now.empty()) std::this_thread::sleep_for(1ms);
    }
    return enough();
  }
  protocol::stage stage() { return store.inner.reader()->receipt(message, home)->what.state.stage; }
};

io::write_job job(
    std::vector<io::write_outcome>& outcomes, std::function<void(ports::store_writer&)> work = [](auto&) {}) {
  return {[work](ports::store_writer& w, std::vector<core::event>& events) {
            events.emplace_back(core::home_suspended{99});
            work(w);
          },
          [&outcomes](io::write_outcome what) { outcomes.push_back(what); }};
}

}  // namespace

TEST_CASE("a receipt is told recorded after it was committed, within moments") {
  world w;
  auto const who = std::make_shared<owner>();
  auto const begun = std::chrono::steady_clock::now();
  REQUIRE(w.hand_over(w.batch(0, who)));
  REQUIRE(w.until([&] { return !who->heard.empty(); }));
  CHECK(std::chrono::steady_clock::now() - begun < 1s);
  CHECK(who->heard == std::vector<std::uint64_t>{1});
  CHECK(w.stage() == protocol::stage::delivered);
  REQUIRE(w.events.size() == 1);
  CHECK(std::get<core::receipts_changed>(w.events[0]).message == w.message);
}

TEST_CASE("receipts that come while a commit runs share the next one") {
  world w;
  auto const who = std::make_shared<owner>();
  w.store.held = true;
  for (int i = 0; i < 40; ++i) REQUIRE(w.hand_over(w.batch(static_cast<std::size_t>(i % 2), who)));
  std::this_thread::sleep_for(10ms);
  w.store.held = false;
  REQUIRE(w.until([&] { return who->heard.size() == 40; }));
  CHECK(w.store.writes <= 4);
}

TEST_CASE("a publish is committed at once and its answer comes before the news of it") {
  world w({.group = 10s});
  std::vector<io::write_outcome> outcomes;
  REQUIRE(w.hand_over(w.batch(0, nullptr)));
  REQUIRE(w.worker->submit(1, job(outcomes)));
  REQUIRE(w.until([&] { return !outcomes.empty(); }));
  CHECK(outcomes[0] == io::write_outcome::committed);
  CHECK(w.stage() == protocol::stage::delivered);
  CHECK(w.until([&] { return w.events.size() == 2; }));
}

TEST_CASE("a job that fails takes nothing else with it") {
  world w;
  std::vector<io::write_outcome> outcomes;
  auto const who = std::make_shared<owner>();
  w.store.held = true;
  REQUIRE(w.hand_over(w.batch(0, who)));
  REQUIRE(w.worker->submit(0, job(outcomes, [&](ports::store_writer& writer) {
                             writer.put_secret("left", "behind");
                             throw std::runtime_error("a bug");
                           })));
  REQUIRE(w.worker->submit(0, job(outcomes, [&](ports::store_writer& writer) { writer.put_secret("kept", "yes"); })));
  w.store.held = false;
  REQUIRE(w.until([&] { return outcomes.size() == 2 && !who->heard.empty(); }));
  CHECK(outcomes == std::vector{io::write_outcome::failed, io::write_outcome::committed});
  CHECK(w.failures == 1);
  CHECK(w.store.inner.reader()->secret("left").empty());
  CHECK(w.store.inner.reader()->secret("kept") == "yes");
}

TEST_CASE("on a full disk a publish is refused while receipts are tried until they are in") {
  world w;
  std::vector<io::write_outcome> outcomes;
  auto const who = std::make_shared<owner>();
  w.store.held = true;
  w.store.refuse_next = 4;
  REQUIRE(w.hand_over(w.batch(0, who)));
  REQUIRE(w.worker->submit(0, job(outcomes)));
  w.store.held = false;
  REQUIRE(w.until([&] { return !who->heard.empty() && !outcomes.empty(); }));
  CHECK(outcomes == std::vector{io::write_outcome::storage_full});
  CHECK(who->heard == std::vector<std::uint64_t>{1});
  CHECK(w.stage() == protocol::stage::delivered);
  CHECK(w.events.size() == 1);  // nothing of the refused publish is announced
  CHECK(w.figures.refused_full.value() == 1);
}

TEST_CASE("while the reserve is in use publishes are refused before they are tried") {
  world w;
  std::vector<io::write_outcome> outcomes;
  w.store.full = true;
  REQUIRE(w.worker->submit(0, job(outcomes)));
  REQUIRE(w.until([&] { return !outcomes.empty(); }));
  CHECK(outcomes[0] == io::write_outcome::storage_full);
}

TEST_CASE("when too much waits the worker takes no more, drops nothing, and says when there is room") {
  world w({.group_max = 4, .receipts_most = 8, .jobs_most = 1});
  auto const who = std::make_shared<owner>();
  std::vector<io::write_outcome> outcomes;
  w.store.held = true;
  std::size_t taken = 0;
  auto refused = w.batch(0, who);
  while (taken < 100 && w.worker->hand_over(refused)) {
    ++taken;
    refused = w.batch(0, who);
  }
  CHECK(taken >= 8);
  CHECK(taken <= 12);
  REQUIRE(refused);  // still ours, whole
  CHECK(refused->marks.size() == 1);
  w.store.held = false;
  REQUIRE(w.until([&] { return w.rooms > 0 && who->heard.size() == taken; }));
  REQUIRE(w.worker->hand_over(refused));
  REQUIRE(w.until([&] { return who->heard.size() == taken + 1; }));
}

TEST_CASE("an act is recorded in the order its session made it, between the marks before and after") {
  world w;
  std::vector<io::write_outcome> outcomes;
  auto what = w.batch(0, nullptr);
  protocol::stage before{}, after{};
  auto const look = [&](protocol::stage& at) {
    return io::write_job{[&, m = w.message, h = w.home](ports::store_writer& writer, std::vector<core::event>&) {
                           at = writer.receipt(m, h)->what.state.stage;
                         },
                         [&](io::write_outcome how) { outcomes.push_back(how); }};
  };
  what->acts.push_back({0, look(before)});
  what->acts.push_back({1, look(after)});
  REQUIRE(w.hand_over(std::move(what)));
  REQUIRE(w.until([&] { return outcomes.size() == 2; }));
  CHECK(before == protocol::stage::targeted);
  CHECK(after == protocol::stage::delivered);
}

TEST_CASE("a backup answers with a sentence when it cannot be made") {
  world w;
  std::vector<std::string> answers;
  REQUIRE(w.worker->backup(0, "/tmp/x", [&](std::string why) { answers.push_back(std::move(why)); }));
  REQUIRE(w.worker->backup(0, "/nowhere", [&](std::string why) { answers.push_back(std::move(why)); }));
  REQUIRE(w.until([&] { return answers.size() == 2; }));
  CHECK(answers == std::vector<std::string>{"", "/nowhere cannot be written"});
}

TEST_CASE("a relay that stops first commits what it was handed") {
  world w({.group = 10s});
  auto const who = std::make_shared<owner>();
  REQUIRE(w.hand_over(w.batch(0, who)));
  w.worker->stop();
  CHECK(w.stage() == protocol::stage::delivered);
  REQUIRE(w.until([&] { return who->heard.size() == 1; }));
}

TEST_CASE("what was erased is taken out of the files at once, and tried again while somebody reads") {
  world with;
  with.store.busy_scrubs = 2;
  std::vector<io::write_outcome> outcomes;
  REQUIRE(with.worker->submit(0, job(outcomes)));
  REQUIRE(with.until([&] { return !outcomes.empty(); }));
  CHECK(with.store.scrubs >= 1);  // before the answer
  CHECK(with.store.busy_scrubs == 1);
  REQUIRE(with.worker->submit(0, job(outcomes)));
  REQUIRE(with.until([&] { return outcomes.size() == 2; }));
  CHECK(with.store.busy_scrubs == 0);
}
