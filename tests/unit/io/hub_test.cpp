#include "relay/io/desk/hub.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <deque>
#include <string>

using namespace carerelay;

namespace {

struct seen {
  int who;
  std::uint64_t seq;
  friend bool operator==(seen const&, seen const&) = default;
};

/// Two I/O threads in one: what is posted waits until `run`.
struct two_threads {
  std::deque<std::function<void()>> waiting;
  std::vector<core::event> watched;
  io::hub_shard a{2, outlets()}, b{2, outlets()};
  io::hub hub{[this](std::size_t, std::function<void()> work) { waiting.push_back(std::move(work)); }};

  two_threads() {
    hub.attach(a);
    hub.attach(b);
  }

  io::hub_shard::outlets outlets() {
    return {[this](std::function<void()> work) { waiting.push_back(std::move(work)); },
            [this](core::event const& what) { watched.push_back(what); }};
  }
  bool step() {
    if (waiting.empty()) return false;
    auto const work = std::move(waiting.front());
    waiting.pop_front();
    work();
    return true;
  }
  void run() {
    while (step()) {
    }
  }
};

struct home final : io::subscriber {
  home(int n, std::vector<seen>& to) : who(n), log(to) {}
  void published(std::uint64_t seq, protocol::shared_message const&) override {
    log.push_back({who, seq});
    if (on_published) on_published();
  }
  void confirmed(protocol::confirmed_frame const& what) override { log.push_back({who, 100 + what.seq}); }
  void device_revoked() override { goodbye = "revoked"; }
  void home_suspended() override { goodbye = "suspended"; }
  void replaced() override { goodbye = "replaced"; }
  int who;
  std::vector<seen>& log;
  std::string goodbye;
  std::function<void()> on_published;
};

core::message_published published(std::vector<ports::home_number> homes, std::vector<std::uint64_t> seqs) {
  return {std::make_shared<protocol::encoded_message const>(), std::move(homes), std::move(seqs)};
}

}  // namespace

TEST_CASE("a message reaches every connected home of its audience once, on whatever thread, with its own seq") {
  two_threads world;
  std::vector<seen> log;
  home one{1, log}, two{2, log}, three{3, log};
  world.hub.join(0, one, 1, 11);
  world.hub.join(1, two, 2, 12);
  world.hub.join(0, three, 3, 13);
  world.hub.announce({published({1, 2, 7}, {5, 9, 1})});
  world.run();
  CHECK(log == std::vector<seen>{{1, 5}, {2, 9}});
}

TEST_CASE("every connected home of a message hears that it is confirmed, after the message and with its own seq") {
  two_threads world;
  std::vector<seen> log;
  home one{1, log}, two{2, log}, three{3, log};
  world.hub.join(0, one, 1, 11);
  world.hub.join(0, two, 2, 12);
  world.hub.join(0, three, 3, 13);
  core::message_confirmed confirmed;
  confirmed.homes = {1, 2};
  confirmed.seqs = {5, 9};
  world.hub.announce({published({1, 2}, {5, 9}), confirmed});
  world.run();
  CHECK(log == std::vector<seen>{{1, 5}, {2, 9}, {1, 105}, {2, 109}});
}

TEST_CASE("other work of the thread gets its turn while a message goes out, and messages stay in order") {
  two_threads world;
  std::vector<seen> log;
  std::deque<home> homes;
  for (int i = 1; i <= 5; ++i) world.hub.join(0, homes.emplace_back(i, log), static_cast<ports::home_number>(i), 1);
  world.run();
  world.hub.announce({published({1, 2, 3, 4, 5}, {1, 1, 1, 1, 1})});
  world.hub.announce({published({1}, {2})});
  world.step();
  CHECK(log.size() == 2);  // a turn, then the thread is free
  world.run();
  CHECK(log == std::vector<seen>{{1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}, {1, 2}});
}

TEST_CASE("a session that leaves while its neighbours are being told is not called again") {
  two_threads world;
  std::vector<seen> log;
  home first{1, log}, second{2, log}, third{3, log};
  for (auto* one : {&first, &second, &third}) world.a.add(*one, 4, static_cast<ports::device_number>(one->who), 1);
  third.on_published = [&] {  // the newest is told first
    world.a.remove(second);
    world.a.remove(third);
  };
  world.hub.announce({published({4}, {1})});
  world.run();
  CHECK(log == std::vector<seen>{{3, 1}, {1, 1}});
  world.a.remove(first);
  world.hub.announce({published({4}, {2})});
  world.run();
  CHECK(log.size() == 2);
}

TEST_CASE("a device that connects again replaces its older session, on the same thread or another, and no other") {
  two_threads world;
  std::vector<seen> log;
  home old_here{1, log}, old_there{2, log}, other_device{3, log}, newest{4, log};
  world.hub.join(0, old_here, 1, 7);
  world.hub.join(1, old_there, 1, 7);
  world.hub.join(1, other_device, 1, 8);
  world.hub.join(0, newest, 1, 7);
  world.run();
  CHECK(old_here.goodbye == "replaced");
  CHECK(old_there.goodbye == "replaced");
  CHECK(other_device.goodbye.empty());
  CHECK(newest.goodbye.empty());
}

TEST_CASE("revoking a device ends its session alone, suspending a home ends all of them") {
  two_threads world;
  std::vector<seen> log;
  home one{1, log}, two{2, log}, elsewhere{3, log};
  world.hub.join(0, one, 1, 7);
  world.hub.join(1, two, 1, 8);
  world.hub.join(1, elsewhere, 2, 9);
  world.hub.announce({core::device_revoked{1, 7}});
  world.run();
  CHECK(one.goodbye == "revoked");
  CHECK(two.goodbye.empty());
  world.hub.announce({core::home_suspended{1}});
  world.run();
  CHECK(one.goodbye == "suspended");
  CHECK(two.goodbye == "suspended");
  CHECK(elsewhere.goodbye.empty());
}

TEST_CASE("what concerns watchers goes to each thread's watchers") {
  two_threads world;
  world.hub.announce({core::receipts_changed{3, {}}});
  world.run();
  CHECK(world.watched.size() == 2);
}
