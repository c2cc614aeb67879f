#include "relay/core/ways/post_ref.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::testing;

namespace {

struct named : small_register {
  core::actor who = everything();
  protocol::instant now = noon;

  ports::message_view send_out(protocol::draft what) {
    now += std::chrono::seconds(1);
    return *reader->message(publish(std::move(what), who, now).body->number);
  }
  std::string ref(ports::message_view const& what) { return core::post_ref(*reader, *what.row); }
  std::optional<ports::message_number> find(std::string_view text) { return core::find_by_ref(*reader, text); }
};

}  // namespace

TEST_CASE("A message and its later texts share a number, and each is found by its name") {
  named at;
  auto const first = at.send_out(bulletin());
  auto const other = at.send_out(helpline());
  auto const second = at.send_out(update_of(bulletin(), first.row->body->id));
  auto const third = at.send_out(update_of(bulletin(), second.row->body->id));
  CHECK(at.ref(first) == "B1.1");
  CHECK(at.ref(other) == "H2.1");
  CHECK(at.ref(second) == "B1.2");
  CHECK(at.ref(third) == "B1.3");
  auto const read = protocol::parse_message(third.row->body->json).value();
  auto const names = core::names_of(*at.reader, read, third.row->body->number);
  CHECK(names.reference == "B1.3");
  CHECK(names.replaces == "B1.2");

  CHECK(at.find("B1.1") == 1U);
  CHECK(at.find("[b1.2]") == 3U);
  CHECK(at.find("B1.3") == 4U);
  CHECK(at.find("B1") == 4U);
  CHECK(at.find("H2") == 2U);
  for (auto const* wrong : {"", "B", "B0", "B1.4", "B1.0", "B1.", "B1.1x", "H1", "B2", "B3.1", "B9.1", "1.1", "R1.1",
                            "B01.1", "B1.1.1", "B99999999999"}) {
    CAPTURE(wrong);
    CHECK_FALSE(at.find(wrong));
  }
}

TEST_CASE("A result has no name in a group, and is not found by one") {
  named at;
  auto const one = at.send_out(result(2));
  CHECK(at.ref(one).empty());
  for (auto const* tried : {"B1", "H1", "R1", "T1", "B1.1"}) CHECK_FALSE(at.find(tried));
}
