// New keys and the recovery sheet, as the relay sees them.
#include "protocol/seal/letter.hpp"
#include "protocol/seal/recovery.hpp"
#include "tests/unit/http/home_desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;

namespace {

/// A home of two tablets, one of which takes a new key.
struct renewing_desk : home_desk {
  tablet one = enrolled(), two = enrolled(), renewed;
  seal::signed_list newest = founded(one);

  renewing_desk() {
    newest = seal::sign_list(list_of({one, two}, &newest), identity);
    REQUIRE(hand_in(newest, one).what.status == 201);
    renewed = one;
    renewed.sealing = p256_private_key::generate();
  }
  [[nodiscard]] std::string signed_by(p256_private_key const& key, tablet const& old, tablet const& next) const {
    return protocol::crypto::to_base64url(
        key.sign(seal::new_key_text(home, old.id, old.sealing.public_key(), next.sealing.public_key())));
  }
  [[nodiscard]] seal::signed_list next(std::vector<tablet> const& which) const {
    return seal::sign_list(list_of(which, &newest), identity);
  }
  [[nodiscard]] protocol::crypto::p256_public_key kept_key(tablet const& of) {
    return core::key_of(reader->device_seal(reader->device(of.id)->number)->key);
  }
};

std::string said(std::string const& statement) {
  std::string body;
  protocol::json::writer(body).begin_object().member("statement", statement).end_object();
  return body;
}

}  // namespace

TEST_CASE("A device that signs for a new key has results sealed for that one, and the log says so") {
  renewing_desk with;
  auto const list = with.next({with.renewed, with.two});
  CHECK(with.hand_in(list, with.one, with.signed_by(with.one.key, with.one, with.renewed)).what.status == 201);
  CHECK(with.kept_key(with.one) == with.renewed.sealing.public_key());
  CHECK(with.trust(with.one) == ports::device_trust::sealed);
  auto const shown = with.get(with.path + "/device-lists?after=2", with.team).list("lists");
  REQUIRE(shown.size() == 1);
  auto const believed = seal::read_on(with.newest, {shown[0].string()}, "");
  REQUIRE(believed.how == seal::believed::verdict::good);  // senders go on without a word
  auto const keys = seal::recipients_of(believed.newest->what, {});
  CHECK(std::count(keys.begin(), keys.end(), with.renewed.sealing.public_key()) == 1);
  CHECK(std::count(keys.begin(), keys.end(), with.one.sealing.public_key()) == 0);
  auto const leaves = with.logged("sealing_key_changed");
  REQUIRE(leaves.size() == 1);
  // The entry alone proves that the device wanted it.
  protocol::crypto::p256_signature signature{};
  REQUIRE(protocol::crypto::from_base64url(leaves[0].find("signature")->string(), signature));
  auto const text = "carerelay.v1 sealing-key\n" + leaves[0].find("home")->string() + '\n' +
                    leaves[0].find("device")->string() + '\n' + leaves[0].find("before")->string() + '\n' +
                    leaves[0].find("thumbprint")->string();
  CHECK(with.one.key.public_key().verify(text, signature));
}

TEST_CASE("A new key needs its own device's signature, over the old and the new") {
  renewing_desk with;
  auto const list = with.next({with.renewed, with.two});
  auto const other = [&] {
    tablet out = with.one;
    out.sealing = p256_private_key::generate();
    return out;
  }();
  CHECK(with.hand_in(list, with.one).what.status == 409);
  CHECK(with.hand_in(list, with.one, with.signed_by(with.two.key, with.one, with.renewed)).what.status == 409);
  CHECK(with.hand_in(list, with.one, with.signed_by(with.identity, with.one, with.renewed)).what.status == 409);
  CHECK(with.hand_in(list, with.one, with.signed_by(with.one.key, with.one, other)).what.status == 409);
  CHECK(with.hand_in(list, with.one, with.signed_by(with.one.key, other, with.renewed)).what.status == 409);
  CHECK(with.hand_in(list, with.one, "AAAA").what.status == 422);
  CHECK(with.kept_key(with.one) == with.one.sealing.public_key());
  CHECK(with.logged("sealing_key_changed").empty());
}

TEST_CASE("No device takes a new key for another one, and a revoked or foreign one takes none at all") {
  renewing_desk with;
  auto const signature = with.signed_by(with.one.key, with.one, with.renewed);
  auto const list = with.next({with.renewed, with.two});
  CHECK(with.hand_in(list, with.two, signature).what.status == 409);
  CHECK(with.hand_in(list, with.enrolled(4), signature).what.status == 404);
  CHECK(with.hand_in(list, with.enrolled(), signature).what.status == 409);
  (void)with.ask(http::method::delete_, with.path + "/devices/" + with.one.id.text(), "", with.admin);
  CHECK(with.hand_in(list, with.one, signature).what.status == 401);
  CHECK(with.hand_in(list, with.two, signature).what.status == 409);
  CHECK(with.kept_key(with.one) == with.one.sealing.public_key());
}

TEST_CASE("A device that results are not sealed for yet, or a home that begins anew, brings no new key") {
  renewing_desk with;
  tablet const three = with.enrolled();
  tablet next = three;
  next.sealing = p256_private_key::generate();
  auto const signature = with.signed_by(three.key, three, next);
  CHECK(with.hand_in(with.next({with.one, with.two, next}), three, signature).what.status == 409);
  with.now += std::chrono::hours(1);
  REQUIRE(with.confirm(three, with.words(three), with.admin).what.status == 204);
  with.identity = p256_private_key::generate();
  CHECK(with.hand_in(with.next({next}), three, signature).what.status == 409);
  CHECK(with.hand_in(with.next({three}), three).what.status == 201);
  CHECK(with.told_events() == std::vector<std::string>{"identity_key_set!"});
}

TEST_CASE("The key a device signs with is never one to seal for") {
  renewing_desk with;
  with.renewed.sealing = with.one.key;
  auto const list = with.next({with.renewed, with.two});
  CHECK(with.hand_in(list, with.one, with.signed_by(with.one.key, with.one, with.renewed)).what.status == 409);
}

TEST_CASE("A home's key that waited for a device is not kept when it was locked for its old one") {
  renewing_desk with;
  auto const locked =
      seal::encode(seal::lock_home_key(with.identity, with.home, with.two.id, with.two.sealing.public_key()));
  auto const again = with.next({with.one, with.two});
  CHECK(with.post(with.path + "/device-lists",
                  R"({"list":")" + again.text + R"(","keys":{")" + with.two.id.text() + R"(":)" + locked + "}}",
                  with.one.token)
            .what.status == 201);
  CHECK(with.get("/v1/devices/self", with.two.token).json.find("keys") != nullptr);
  with.newest = again;
  tablet renewed = with.two;
  renewed.sealing = p256_private_key::generate();
  CHECK(with.hand_in(with.next({with.one, renewed}), with.two, with.signed_by(with.two.key, with.two, renewed))
            .what.status == 201);
  CHECK(with.get("/v1/devices/self", with.two.token).json.find("keys") == nullptr);
}

TEST_CASE("Who used the recovery sheet is an entry of the log and an alarm") {
  renewing_desk with;
  auto const statement = seal::sign_recovery({with.home, with.two.id, with.now}, with.identity);
  CHECK(with.post(with.path + "/recovery-used", said(statement), with.two.token).what.status == 204);
  CHECK(with.told_events() == std::vector<std::string>{"recovery_used!"});
  auto const leaves = with.logged("recovery_used");
  REQUIRE(leaves.size() == 1);
  CHECK(leaves[0].find("device")->string() == with.two.id.text());
  CHECK(leaves[0].find("home")->string() == with.home.text());
  CHECK(leaves[0].find("statement")->string() == statement);
  CHECK(leaves[0].find("of_the_newest_sheet")->boolean());
}

TEST_CASE("An older sheet of the home counts too, one of another home does not") {
  renewing_desk with;
  auto const old = with.identity;
  auto list = with.list_of({with.one, with.two}, &with.newest);
  with.identity = p256_private_key::generate();
  list.identity = with.identity.public_key();
  REQUIRE(with.hand_in(seal::sign_list(list, old), with.one).what.status == 201);
  CHECK(with.told_events() == std::vector<std::string>{"identity_key_set"});  // no alarm: the old key says so
  CHECK(with.logged("identity_key_set").back().find("signed_by_the_old")->boolean());
  auto const tell = [&](p256_private_key const& by) {
    return with
        .post(with.path + "/recovery-used", said(seal::sign_recovery({with.home, with.two.id, with.now}, by)),
              with.two.token)
        .what.status;
  };
  CHECK(tell(old) == 204);
  CHECK_FALSE(with.logged("recovery_used").back().find("of_the_newest_sheet")->boolean());
  CHECK(tell(with.identity) == 204);
  CHECK(tell(p256_private_key::generate()) == 403);
  CHECK(tell(with.two.key) == 403);
  CHECK(with.logged("recovery_used").size() == 2);
}

TEST_CASE("A word about the sheet is good for the device that says it, for its home, and now") {
  renewing_desk with;
  auto const tell = [&](seal::recovery_used const& what, tablet const& as) {
    return with.post(with.path + "/recovery-used", said(seal::sign_recovery(what, with.identity)), as.token);
  };
  CHECK(tell({with.home, with.one.id, with.now}, with.two).text("code") == "signature_invalid");
  CHECK(tell({home_id(4), with.two.id, with.now}, with.two).what.status == 403);
  CHECK(tell({with.home, with.two.id, with.now - std::chrono::minutes(3)}, with.two).what.status == 403);
  CHECK(tell({with.home, with.two.id, with.now + std::chrono::minutes(3)}, with.two).what.status == 403);
  CHECK(tell({with.home, with.two.id, with.now + std::chrono::minutes(3)}, with.two).what.failed_proof);
  CHECK(tell({with.home, with.two.id, with.now}, with.enrolled(4)).what.status == 404);
  CHECK(with.post(with.path + "/recovery-used", said("x.y.z"), with.two.token).what.status == 403);
  CHECK(with.post(with.path + "/recovery-used", "{}", with.two.token).what.status == 422);
  CHECK(with.post(with.path + "/recovery-used", said("x"), with.admin).what.status == 403);
  CHECK(with.logged("recovery_used").empty());
}
