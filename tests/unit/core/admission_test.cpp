#include "relay/core/people/admission.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::core;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::noon;

TEST_CASE("one address holds so many connections, and gets its place back when one ends") {
  admission_rules rules;
  rules.connections_per_source = 3;
  admission door(rules);
  for (int i = 0; i < 3; ++i) CHECK(door.connect("192.0.2.1", noon) == admitted::yes);
  CHECK(door.connect("192.0.2.1", noon) == admitted::too_many_from_source);
  CHECK(door.connect("192.0.2.2", noon) == admitted::yes);
  door.disconnected("192.0.2.1", noon);
  CHECK(door.connect("192.0.2.1", noon) == admitted::yes);
  CHECK(door.live_connections() == 4);
}

TEST_CASE("all addresses together hold so many connections") {
  admission_rules rules;
  rules.connections = 2;
  admission door(rules);
  CHECK(door.connect("192.0.2.1", noon) == admitted::yes);
  CHECK(door.connect("192.0.2.2", noon) == admitted::yes);
  CHECK(door.connect("192.0.2.3", noon) == admitted::too_many_connections);
}

TEST_CASE("an address that comes too fast waits, and its budget grows back") {
  admission_rules rules;
  rules.new_per_minute = 60;
  rules.requests_per_minute = 60;
  admission door(rules);
  for (int i = 0; i < 60; ++i) {
    CHECK(door.connect("192.0.2.1", noon) == admitted::yes);
    CHECK(door.may_request("192.0.2.1", noon));
  }
  CHECK(door.connect("192.0.2.1", noon) == admitted::too_fast);
  CHECK_FALSE(door.may_request("192.0.2.1", noon));
  CHECK(door.connect("192.0.2.1", noon + seconds(1)) == admitted::yes);
  CHECK(door.may_request("192.0.2.1", noon + seconds(1)));
  CHECK_FALSE(door.may_request("192.0.2.1", noon + seconds(1)));
}

TEST_CASE("an IPv6 network is one source, the same IPv4 address is one source however it is written") {
  admission_rules rules;
  rules.connections_per_source = 1;
  admission door(rules);
  CHECK(door.connect("2001:db8:1:2::1", noon) == admitted::yes);
  CHECK(door.connect("2001:db8:1:2:ffff::9", noon) == admitted::too_many_from_source);
  CHECK(door.connect("2001:db8:1:3::1", noon) == admitted::yes);
  CHECK(door.connect("192.0.2.7", noon) == admitted::yes);
  CHECK(door.connect("::ffff:192.0.2.7", noon) == admitted::too_many_from_source);
}

TEST_CASE("the first wrong codes cost nothing, then the wait doubles up to a quarter of an hour, and is forgotten") {
  admission door({});
  std::string const who = "192.0.2.1";
  for (int i = 0; i < 4; ++i) door.failed(who, noon);
  CHECK(door.penalty(who, noon) == milliseconds(0));
  door.failed(who, noon);
  CHECK(door.penalty(who, noon) == seconds(1));
  door.failed(who, noon);
  CHECK(door.penalty(who, noon) == seconds(2));
  for (int i = 0; i < 40; ++i) door.failed(who, noon);
  CHECK(door.penalty(who, noon) == minutes(15));
  CHECK(door.penalty("192.0.2.2", noon) == milliseconds(0));
  auto const later = noon + minutes(15) * 50;
  CHECK(door.penalty(who, later) == milliseconds(0));
  door.failed(who, later);
  CHECK(door.penalty(who, later) == milliseconds(0));
}

TEST_CASE("a flood of addresses is remembered in bounded memory, and does not forget those who are connected") {
  admission_rules rules;
  rules.sources = 100;
  rules.connections_per_source = 1;
  rules.free_failures = 1;
  admission door(rules);
  CHECK(door.connect("192.0.2.1", noon) == admitted::yes);
  for (int i = 0; i < 1'000; ++i) {
    (void)door.may_request("10.0." + std::to_string(i / 250) + '.' + std::to_string(i % 250), noon);
  }
  CHECK(door.remembered_sources() <= 100);
  CHECK(door.connect("192.0.2.1", noon) == admitted::too_many_from_source);
  (void)door.may_request("10.1.1.1", noon + minutes(5));
  CHECK(door.remembered_sources() <= 3);
  door.disconnected("192.0.2.1", noon);
  CHECK(door.live_connections() == 0);
}
