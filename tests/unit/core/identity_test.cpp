#include "relay/core/people/identity.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::core;
using namespace carerelay::testing;
using protocol::errc;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

struct with_codes : small_register {
  std::string code(int home, protocol::instant now = noon) {
    auto const made = make_code(static_cast<ports::home_number>(home), now, random, {});
    store.write([&](ports::store_writer& to) { to.put_code(made.row); });
    return made.text;
  }
  /// The code's word, or "device of HOME".
  std::string enrol(std::string const& code, std::optional<protocol::home_id> home = {}, protocol::instant now = noon) {
    std::string said;
    store.write([&](ports::store_writer& to) {
      auto const made = core::enrol(to, {code, {}, {}, "tablet", home}, now, random);
      said = made ? "device of " + made->home.record.id.text()
                  : std::string(word(static_cast<errc>(made.error().value())));
    });
    return said;
  }
};

}  // namespace

TEST_CASE("a code enrols one device of one home, once, however it is typed") {
  with_codes with;
  auto const code = with.code(1);
  CHECK(code.size() == 11);
  std::string typed;
  for (char const c : code) typed += c == '-' ? ' ' : static_cast<char>(std::tolower(c));
  CHECK(with.enrol(typed) == "device of " + home_id(1).text());
  CHECK(with.enrol(code) == "code_invalid");
  auto const devices = with.reader->devices(1);
  REQUIRE(devices.size() == 1);
  CHECK(devices.front().name == "tablet");
}

TEST_CASE("a code is good for three days and no longer") {
  with_codes with;
  auto const code = with.code(1);
  CHECK(with.enrol(code, {}, noon + hours(72)) == "code_invalid");
  CHECK(with.enrol(code, {}, noon + hours(71)) == "device of " + home_id(1).text());
}

TEST_CASE("five wrong codes for a home kill its open code, and no other home's") {
  with_codes with;
  auto const code = with.code(1), other = with.code(2);
  for (int i = 0; i < 4; ++i) CHECK(with.enrol("00000-0000" + std::to_string(i), home_id(1)) == "code_invalid");
  CHECK(with.enrol("00000-00009", home_id(1)) == "code_locked");
  CHECK(with.enrol(code, home_id(1)) == "code_locked");
  CHECK(with.enrol(code) == "code_locked");
  CHECK(with.enrol(other, home_id(2)) == "device of " + home_id(2).text());
  CHECK(with.enrol(with.code(1), home_id(1)) == "device of " + home_id(1).text());
}

TEST_CASE("four wrong codes leave the right one good") {
  with_codes with;
  auto const code = with.code(1);
  for (int i = 0; i < 4; ++i) CHECK(with.enrol("0000-00000" + std::to_string(i), home_id(1)) == "code_invalid");
  CHECK(with.enrol(code, home_id(1)) == "device of " + home_id(1).text());
}

TEST_CASE("a code of another home counts as a wrong one, and a home that is not there says no more than that") {
  with_codes with;
  auto const code = with.code(1);
  CHECK(with.enrol(code, home_id(2)) == "code_invalid");
  CHECK(with.enrol(code, home_id(77)) == "code_invalid");
  CHECK(with.enrol("what is this?", home_id(1)) == "code_invalid");
  CHECK(with.enrol(code, home_id(1)) == "device of " + home_id(1).text());
}

TEST_CASE("a home has twenty live devices at most") {
  with_codes with;
  for (int i = 0; i < 20; ++i) REQUIRE(with.enrol(with.code(1)) == "device of " + home_id(1).text());
  auto const code = with.code(1);
  CHECK(with.enrol(code) == "device_limit");
  auto const first = with.reader->devices(1).front().id;
  with.store.write([&](ports::store_writer& to) { to.revoke_device(first, noon); });
  CHECK(with.enrol(code) == "device of " + home_id(1).text());
}

TEST_CASE("a publisher's token is random, stored as a hash, and dead once the account ends") {
  small_register with;
  auto const token = make_member_token(with.random), other = make_member_token(with.random);
  CHECK(token.text.starts_with("crp_"));
  CHECK(token.text.size() == 47);
  CHECK(token.text != other.text);
  auto who = with.everything();
  who.member.token_hash = token.hashed;
  with.store.write([&](ports::store_writer& to) { to.put_member(who.member); });
  CHECK(find_actor_by_token(*with.reader, token.text)->team.id == who.team.id);
  CHECK(find_actor_by_token(*with.reader, token.text)->member == who.member);
  CHECK_FALSE(find_actor_by_token(*with.reader, other.text));
  CHECK_FALSE(find_actor_by_token(*with.reader, ""));
  who.team.revoked_at = noon;
  with.store.write([&](ports::store_writer& to) { to.put_publisher(who.team); });
  CHECK_FALSE(find_actor_by_token(*with.reader, token.text));
  who.team.revoked_at.reset();
  who.member.revoked_at = noon;
  with.store.write([&](ports::store_writer& to) {
    to.put_publisher(who.team);
    to.put_member(who.member);
  });
  CHECK_FALSE(find_actor_by_token(*with.reader, token.text));
}

TEST_CASE("a home's token is good for its home until it runs out, and not a bit of it can be changed") {
  with_codes with;
  with.store.write([&](ports::store_writer& to) { ensure_secrets(to, with.random); });
  std::string const secret = with.reader->secret(home_token_secret);
  with.store.write([&](ports::store_writer& to) { ensure_secrets(to, with.random); });
  CHECK(with.reader->secret(home_token_secret) == secret);

  REQUIRE(with.enrol(with.code(3)) == "device of " + home_id(3).text());
  auto const device = with.reader->devices(3).front();
  auto const token = make_home_token(secret, 3, device.id, noon + minutes(15));
  auto const caller = check_home_token(*with.reader, token, noon);
  REQUIRE(caller.has_value());
  CHECK(caller->home.record.id == home_id(3));
  CHECK_FALSE(check_home_token(*with.reader, token, noon + minutes(15)));
  for (std::size_t i = 4; i < token.size(); ++i) {
    std::string forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    CHECK_FALSE(check_home_token(*with.reader, forged, noon));
  }
  CHECK_FALSE(check_home_token(*with.reader, make_home_token(secret, 4, device.id, noon + minutes(15)), noon));
  CHECK_FALSE(check_home_token(*with.reader, make_home_token("guess", 3, device.id, noon + minutes(15)), noon));
  with.store.write([&](ports::store_writer& to) { to.suspend_home(3, true); });
  CHECK_FALSE(check_home_token(*with.reader, token, noon));
  with.store.write([&](ports::store_writer& to) { to.suspend_home(3, false); });
  CHECK(check_home_token(*with.reader, token, noon));
  with.store.write([&](ports::store_writer& to) { to.revoke_device(device.id, noon); });
  CHECK_FALSE(check_home_token(*with.reader, token, noon));
}
