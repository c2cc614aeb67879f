#include <catch2/catch.hpp>

#include "protocol/seal/device_list.hpp"
#include "tests/unit/seal/kit.hpp"

using namespace carerelay::sealing;

namespace {

device_id id_of(std::uint8_t n) {
  std::array<std::uint8_t, 16> bytes{};
  bytes[15] = n;
  return device_id(make_v4(bytes));
}

/// A home that keeps its list.
struct keeper {
  p256_private_key identity = p256_private_key::generate();
  p256_private_key recovery = p256_private_key::generate();
  std::vector<seal::listed_device> devices{new_device(1)};

  static seal::listed_device new_device(std::uint8_t n) {
    return {id_of(n), p256_private_key::generate().public_key(), p256_private_key::generate().public_key()};
  }
  [[nodiscard]] seal::device_list first() const {
    return {home_id::parse("1-1435221697").value(),
            1,
            {},
            parse_instant("2026-11-21T09:00:00Z").value(),
            identity.public_key(),
            recovery.public_key(),
            devices};
  }
  [[nodiscard]] seal::device_list after(seal::signed_list const& before) const {
    auto next = first();
    next.version = before.what.version + 1;
    next.previous = before.sum;
    return next;
  }
};

}  // namespace

TEST_CASE("A home's list reads back as it was signed, and the next one follows it") {
  keeper home;
  auto const one = seal::sign_list(home.first(), home.identity);
  CHECK(seal::follows(nullptr, one));
  auto const back = seal::parse_list(one.text).value();
  CHECK(back.sum == one.sum);
  CHECK(back.what.devices[0].sealing == home.devices[0].sealing);
  home.devices.push_back(keeper::new_device(2));
  auto const two = seal::sign_list(home.after(one), home.identity);
  CHECK(seal::follows(&one, two));
  CHECK_FALSE(seal::follows(nullptr, two));
  CHECK_FALSE(seal::follows(&two, one));
}

TEST_CASE("A list that the home's own key has not signed does not follow") {
  keeper const home;
  auto const stranger = p256_private_key::generate();
  CHECK_FALSE(seal::follows(nullptr, seal::sign_list(home.first(), stranger)));
  auto const one = seal::sign_list(home.first(), home.identity);
  CHECK_FALSE(seal::follows(&one, seal::sign_list(home.after(one), stranger)));
  CHECK_FALSE(seal::follows(&one, seal::sign_list(home.after(one), home.recovery)));
}

TEST_CASE("A home changes its identity key by a list the old key signs, and by no other") {
  keeper home;
  auto const one = seal::sign_list(home.first(), home.identity);
  auto const old = home.identity;
  home.identity = p256_private_key::generate();
  auto const taken_over = seal::sign_list(home.after(one), home.identity);
  CHECK_FALSE(seal::follows(&one, taken_over));
  auto const two = seal::sign_list(home.after(one), old);
  CHECK(seal::follows(&one, two));
  CHECK_FALSE(seal::follows(&two, seal::sign_list(home.after(two), old)));
  CHECK(seal::follows(&two, seal::sign_list(home.after(two), home.identity)));
}

TEST_CASE("A list cannot be left out, repeated, moved to another home or dated back") {
  keeper home;
  auto const one = seal::sign_list(home.first(), home.identity);
  auto const two = seal::sign_list(home.after(one), home.identity);
  auto three = home.after(two);
  CHECK_FALSE(seal::follows(&one, seal::sign_list(three, home.identity)));
  three.previous = one.sum;
  CHECK_FALSE(seal::follows(&two, seal::sign_list(three, home.identity)));
  three = home.after(two);
  three.version = 4;  // names the one before, and leaves a number out
  CHECK_FALSE(seal::follows(&two, seal::sign_list(three, home.identity)));
  three = home.after(two);
  three.home = home_id::parse("RX9LD").value();
  CHECK_FALSE(seal::follows(&two, seal::sign_list(three, home.identity)));
  three = home.after(two);
  three.made_at -= std::chrono::milliseconds(1);
  CHECK_FALSE(seal::follows(&two, seal::sign_list(three, home.identity)));
}

TEST_CASE("A list without devices, with too many or with one twice is none") {
  keeper home;
  auto const is_list = [&](seal::device_list const& what) {
    try {
      return seal::parse_list(seal::sign_list(what, home.identity).text).has_value();
    } catch (std::exception const&) {
      return false;
    }
  };
  CHECK(is_list(home.first()));
  home.devices.push_back(home.devices[0]);
  CHECK_FALSE(is_list(home.first()));
  home.devices[1] = keeper::new_device(2);
  home.devices[1].sealing = home.devices[0].sealing;
  CHECK_FALSE(is_list(home.first()));
  home.devices.clear();
  CHECK_FALSE(is_list(home.first()));
  for (std::uint8_t n = 1; n <= 21; ++n) home.devices.push_back(keeper::new_device(n));
  CHECK_FALSE(is_list(home.first()));
  home.devices.pop_back();
  CHECK(is_list(home.first()));
  auto numbered = home.first();
  numbered.version = 2;
  CHECK_FALSE(is_list(numbered));
}

TEST_CASE("Results are sealed for the live devices and the sheet, and for nobody when no device lives") {
  keeper home;
  home.devices.push_back(keeper::new_device(2));
  auto const list = home.first();
  CHECK(seal::recipients_of(list, {}).size() == 3);
  auto const without = seal::recipients_of(list, {id_of(1)});
  REQUIRE(without.size() == 2);
  CHECK(without[0] == home.devices[1].sealing);
  CHECK(without[1] == home.recovery.public_key());
  CHECK(seal::recipients_of(list, {id_of(1), id_of(2)}).empty());
}

TEST_CASE("A sender reads on from the list it believed, and stops at the first that does not follow") {
  keeper home;
  using verdict = seal::believed::verdict;
  auto const one = seal::sign_list(home.first(), home.identity);
  auto const two = seal::sign_list(home.after(one), home.identity);
  auto const forged = seal::sign_list(home.after(one), p256_private_key::generate());
  CHECK(seal::read_on({}, {}, "").how == verdict::nothing);
  CHECK(seal::read_on({}, {one.text, two.text}, "").newest->sum == two.sum);
  CHECK(seal::read_on(one, {two.text}, "").newest->sum == two.sum);
  CHECK(seal::read_on(two, {}, "").how == verdict::good);
  CHECK(seal::read_on({}, {two.text}, "").how == verdict::broken);
  CHECK(seal::read_on(one, {forged.text}, "").how == verdict::broken);
  CHECK(seal::read_on(one, {one.text}, "").how == verdict::broken);
  CHECK(seal::read_on(one, {"no list"}, "").how == verdict::broken);
}

TEST_CASE("A home that begins anew is believed by whoever heard its words, and by nobody else") {
  keeper home;
  using verdict = seal::believed::verdict;
  auto const one = seal::sign_list(home.first(), home.identity);
  auto const old_words = seal::home_words(one.what);
  home.identity = p256_private_key::generate();
  auto const anew = seal::sign_list(home.after(one), home.identity);
  auto const words = seal::home_words(anew.what);
  CHECK(seal::read_on(one, {anew.text}, "").how == verdict::begins_anew);
  CHECK(seal::read_on(one, {anew.text}, old_words).how == verdict::begins_anew);
  CHECK(seal::read_on(one, {anew.text}, words).how == verdict::good);
  CHECK(seal::read_on({}, {one.text}, words).how == verdict::broken);
  CHECK(seal::read_on({}, {one.text}, old_words).how == verdict::good);
}

TEST_CASE("No device, no signing key and no sealing key stands twice on a list") {
  keeper home;
  auto const is_list = [&](seal::listed_device const& second) {
    home.devices.resize(1, second);
    home.devices.push_back(second);
    try {
      return seal::parse_list(seal::sign_list(home.first(), home.identity).text).has_value();
    } catch (std::exception const&) {
      return false;
    }
  };
  auto const other = keeper::new_device(2);
  CHECK(is_list(other));
  auto same = other;
  same.id = home.devices[0].id;
  CHECK_FALSE(is_list(same));
  same = other;
  same.key = home.devices[0].key;
  CHECK_FALSE(is_list(same));
  same = other;
  same.sealing = home.devices[0].sealing;
  CHECK_FALSE(is_list(same));
}

TEST_CASE("A list says what a list says and no more, at any depth, however well it is signed") {
  keeper const home;
  auto const payload = seal::sign_list(home.first(), home.identity).read.payload;
  auto const reads = [&](std::string_view from, std::string const& to) {
    auto changed = payload;
    auto const at = changed.find(from);
    REQUIRE(at != std::string::npos);
    changed.replace(at, from.size(), to);
    return seal::parse_list(seal::sign(home.identity, seal::list_type, changed)).has_value();
  };
  CHECK(reads("\"version\":1", "\"version\":1"));
  CHECK_FALSE(reads("\"version\":1", "\"version\":1,\"zeal\":1"));
  CHECK_FALSE(reads("{\"device\":", "{\"admin\":true,\"device\":"));
  CHECK_FALSE(reads("\"version\":1", "\"version\":2"));  // and names none before it
  CHECK_FALSE(reads("\"version\":1", "\"previous\":\"" + std::string(43, 'A') + "\",\"version\":1"));
  CHECK_FALSE(reads("\"version\":1", "\"version\":0"));
  CHECK_FALSE(reads("\"version\":1", "\"version\":\"1\""));
  CHECK_FALSE(reads("\"home\":\"1-1435221697\"", "\"home\":\"x\""));
  CHECK_FALSE(reads("\"identity\":", "\"identities\":"));
  CHECK_FALSE(reads("\"recovery\":", "\"recoveries\":"));
}
