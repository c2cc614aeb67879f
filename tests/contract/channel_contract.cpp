#include <catch2/catch.hpp>

#include "tests/contract/channel_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;
using ports::send_outcome;

namespace {

ports::outgoing post_to(played_side& side, std::uint32_t attempt = 1, bool duplicate = false) {
  ports::outgoing out;
  out.row = 7;
  out.attempt = attempt;
  out.to = side.destination();
  out.possible_duplicate = duplicate;
  out.bytes = std::make_shared<std::string const>(side.renderer().render(sample_post(), duplicate));
  return out;
}

}  // namespace

TEST_CASE("a post that the other side takes is accepted, and is there once") {
  ON_EVERY_CHANNEL();
  CHECK(side.channel().send(post_to(side)).what == send_outcome::accepted);
  REQUIRE(side.received().size() == 1);
  CHECK(side.received().front().find("Masks are back") != std::string::npos);
}

TEST_CASE("an attempt after one in doubt says that it may be a duplicate, and is known as the same post") {
  ON_EVERY_CHANNEL();
  side.play(played::takes_and_falls_silent);
  CHECK(side.channel().send(post_to(side)).what == send_outcome::in_doubt);
  side.play(played::takes);
  CHECK(side.channel().send(post_to(side, 2, true)).what == send_outcome::accepted);
  REQUIRE(side.received().size() == (side.can_look_up() ? 1 : 2));
  if (side.can_look_up()) return;
  CHECK(side.received()[0].find("ossible duplicate") == std::string::npos);
  CHECK(side.received()[1].find("ossible duplicate") != std::string::npos);
  CHECK(side.name_of(0) == side.name_of(1));
}

TEST_CASE("each fault of the other side is told apart: the destination's, the account's, and nobody's") {
  ON_EVERY_CHANNEL();
  struct expected {
    played fault;
    send_outcome what;
  };
  for (auto const& one :
       {expected{played::is_busy, send_outcome::later}, expected{played::is_gone, send_outcome::refused},
        expected{played::refuses_account, send_outcome::account},
        expected{played::is_unreachable, send_outcome::not_sent}}) {
    side.play(one.fault);
    auto const said = side.channel().send(post_to(side));
    INFO(static_cast<int>(one.fault) << ' ' << said.why);
    // Where there is one destination alone, it is the channel that is gone.
    bool const is_gone = one.fault == played::is_gone && said.what == send_outcome::gone;
    CHECK((said.what == one.what || is_gone));
    CHECK_FALSE(said.why.empty());
    CHECK(said.detail.size() <= 200);
    for (char const c : said.detail) CHECK((c >= ' ' && c <= '~'));
  }
  CHECK(side.received().empty());
}

TEST_CASE("after any fault the same channel works again when the other side does") {
  ON_EVERY_CHANNEL();
  for (auto const fault : {played::is_busy, played::is_unreachable, played::refuses_account, played::is_gone}) {
    side.play(fault);
    (void)side.channel().send(post_to(side));
    side.play(played::takes);
    CHECK(side.channel().send(post_to(side)).what == send_outcome::accepted);
  }
}

TEST_CASE("the bytes of a post are the same for every destination, and a destination's address is in none of them") {
  ON_EVERY_CHANNEL();
  auto const bytes = side.renderer().render(sample_post(), false);
  CHECK(bytes.find(side.destination()) == std::string::npos);
}

TEST_CASE("greeting sends nothing and says whether the account works") {
  ON_EVERY_CHANNEL();
  CHECK(side.channel().greet().what == send_outcome::accepted);
  side.play(played::refuses_account);
  CHECK(side.channel().greet().what == send_outcome::account);
  CHECK(side.received().empty());
}
