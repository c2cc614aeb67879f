#include <catch2/catch.hpp>

#include <thread>

#include "tests/support/kit/world.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using namespace std::chrono_literals;

TEST_CASE(
    "on a full disk publishing is refused with 507 and a word, and receipts are still recorded from the reserve") {
  world w(1);
  auto home = w.connect(0);
  home.hello();
  w.publish(bulletin("one"));
  home.next_of("deliver");
  w.disk->play_full(true);
  auto const refused = w.call("POST", "/v1/messages", bulletin("two"));
  CHECK(refused.status == 507);
  CHECK(text_in(refused.body, "code") == "storage_full");
  home.stored(1);
  CHECK(number_in(home.next_of("recorded"), "up_to") == 1);
  CHECK(world::eventually([&] { return w.logged("storage_full"); }));
  CHECK(w.metric("carerelay_store_full") == 1);
  auto const ready = testing::call(w.relay->internal_port(), {}, "GET", "/health/ready");
  CHECK(ready.status == 200);
  CHECK(ready.body.find("\"storage_full\":true") != std::string::npos);

  w.disk->play_full(false);
  CHECK(world::eventually([&] { return w.call("POST", "/v1/messages", bulletin("two")).status == 201; }));
  CHECK(w.logged("storage_recovered"));
  CHECK(number_in(home.next_of("deliver"), "seq") == 2);
}

TEST_CASE("receipts that a disk without any space refuses are kept and recorded once there is some") {
  world w(1);
  auto home = w.connect(0);
  home.hello();
  auto const id = w.publish(bulletin("one"));
  auto const deliver = home.next_of("deliver");
  w.disk->play_no_space(true);
  home.stored(1);
  home.respond(deliver, protocol::response::need_help);
  CHECK(home.next_of("recorded", 700ms).empty());
  CHECK(w.call("POST", "/v1/messages", bulletin("two")).status == 507);
  w.disk->play_no_space(false);
  CHECK(number_in(home.next_of("recorded"), "up_to") == 1);
  CHECK(text_in(home.next_of("recorded"), "state") == "acknowledged");
  CHECK(w.call("GET", "/v1/messages/" + id + "/receipts").body.find("need_help") != std::string::npos);
}
