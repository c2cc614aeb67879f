#include "relay/core/ways/delivery_keys.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

#include "relay/core/people/identity.hpp"
#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using std::chrono::hours;

TEST_CASE("The key that signs deliveries changes by itself, and what an old one signed is believed for months") {
  small_register at;
  auto const keep = [&](protocol::instant now) {
    std::string out;
    at.store.write([&](ports::store_writer& to) { out = core::keep_delivery_keys(to, at.random, now); });
    return core::keys_in(out);
  };
  auto const first = keep(noon);
  CHECK(first.keys.size() == 1);
  CHECK(first.keys.at(0).size() == 32);
  CHECK(keep(noon + hours(24 * 89)).keys == first.keys);
  auto const second = keep(noon + hours(24 * 91));
  CHECK(second.current == 1);
  CHECK(second.keys.at(0) == first.keys.at(0));
  CHECK(second.keys.at(1) != first.keys.at(0));
  CHECK(keep(noon + hours(24 * 200)).keys.size() == 3);
  auto const late = keep(noon + hours(24 * 271));
  CHECK_FALSE(late.keys.contains(0));
  CHECK(late.keys.contains(1));
  // A store from when there was one key for ever.
  small_register old;
  old.store.write([&](ports::store_writer& to) { to.put_secret(core::delivery_secret, std::string(32, 'k')); });
  std::string kept;
  old.store.write([&](ports::store_writer& to) { kept = core::keep_delivery_keys(to, old.random, noon); });
  CHECK(core::keys_in(kept).keys.at(0) == std::string(32, 'k'));
  CHECK_THROWS_AS(core::keys_in("0 x y\n"), std::runtime_error);
  CHECK_THROWS_AS(core::keys_in(""), std::runtime_error);
}
