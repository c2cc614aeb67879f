// How a device comes to be one that results may be sealed for, as the relay sees it.
#include "protocol/seal/letter.hpp"
#include "tests/unit/http/home_desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;

TEST_CASE("A device that came by a code alone gets bulletins, and no list of its making is taken") {
  home_desk with;
  auto const one = with.enrolled();
  CHECK(with.trust(one) == ports::device_trust::bulletins);
  auto const refused = with.hand_in(seal::sign_list(with.list_of({one}), with.identity), one);
  CHECK(refused.what.status == 409);
  CHECK(refused.text("code") == "list_refused");
  CHECK(with.get(with.path + "/device-lists", with.team).list("lists").empty());
}

TEST_CASE("A device whose eight words were read back founds the home's list") {
  home_desk with;
  auto const one = with.enrolled();
  CHECK(with.confirm(one, with.words(one), with.admin).what.status == 204);
  auto const list = seal::sign_list(with.list_of({one}), with.identity);
  auto const taken = with.hand_in(list, one);
  CHECK(taken.what.status == 201);
  CHECK(taken.number("version") == 1);
  CHECK(with.trust(one) == ports::device_trust::sealed);
  auto const shown = with.get(with.path + "/device-lists?after=0", with.team);
  REQUIRE(shown.list("lists").size() == 1);
  CHECK(shown.list("lists")[0].string() == list.text);
  CHECK(with.get(with.path + "/device-lists?after=1", with.team).list("lists").empty());
  CHECK(with.hand_in(list, one).number("version") == 1);  // said again: nothing new
}

TEST_CASE("Wrong words, or somebody who is no administrator, confirm nothing") {
  home_desk with;
  auto const one = with.enrolled();
  auto const other = with.enrolled();
  auto const wrong = with.confirm(one, with.words(other), with.admin);
  CHECK(wrong.what.status == 403);
  CHECK(wrong.text("code") == "words_differ");
  CHECK(wrong.what.failed_proof);  // the source waits longer each time
  CHECK(with.confirm(one, with.words(one), with.team).what.status == 403);
  CHECK(with.confirm(one, with.words(one), one.token).what.status == 404);
  CHECK(with.confirm(one, with.words(one), "").what.status == 401);
  CHECK_FALSE(with.reader->device_seal(with.reader->device(one.id)->number)->confirmed_at);
}

TEST_CASE("A second device becomes sealed by the home's own signature, not by the administrator's word") {
  home_desk with;
  auto const one = with.enrolled();
  auto const two = with.enrolled();
  (void)with.confirm(one, with.words(one), with.admin);
  auto const first = seal::sign_list(with.list_of({one}), with.identity);
  (void)with.hand_in(first, one);
  // The administrator's word alone does not put it on the list that senders see.
  CHECK(with.confirm(two, with.words(two), with.admin).what.status == 204);
  CHECK(with.trust(two) == ports::device_trust::bulletins);
  auto const forged = seal::sign_list(with.list_of({one, two}, &first), p256_private_key::generate());
  CHECK(with.hand_in(forged, two).what.status == 409);
  auto const second = seal::sign_list(with.list_of({one, two}, &first), with.identity);
  CHECK(with.hand_in(second, one).what.status == 201);
  CHECK(with.trust(two) == ports::device_trust::sealed);
  auto const third = seal::sign_list(with.list_of({two}, &second), with.identity);
  CHECK(with.hand_in(third, two).what.status == 201);
  CHECK(with.trust(one) == ports::device_trust::bulletins);
}

TEST_CASE("A list may not name a stranger, a device of another home, a revoked one or another key") {
  home_desk with;
  auto const one = with.enrolled();
  (void)with.confirm(one, with.words(one), with.admin);
  auto const first = seal::sign_list(with.list_of({one}), with.identity);
  (void)with.hand_in(first, one);
  auto const refused = [&](tablet const& also) {
    return with.hand_in(seal::sign_list(with.list_of({one, also}, &first), with.identity), one).what.status == 409;
  };
  tablet stranger = with.enrolled();
  stranger.id = protocol::device_id::parse("4f9a2c1e-0d3b-4a5e-8f6a-1b2c3d4e5f60").value();
  CHECK(refused(stranger));
  CHECK(refused(with.enrolled(4)));
  auto other_key = with.enrolled();
  other_key.sealing = p256_private_key::generate();
  CHECK(refused(other_key));
  other_key = with.enrolled();
  other_key.key = p256_private_key::generate();
  CHECK(refused(other_key));
  auto const gone = with.enrolled();
  CHECK(with.ask(http::method::delete_, with.path + "/devices/" + gone.id.text(), "", with.admin).what.status == 204);
  CHECK(refused(gone));
  CHECK_FALSE(refused(with.enrolled()));
}

TEST_CASE("A home hands in its own lists only, and others see none of it") {
  home_desk with;
  auto const one = with.enrolled();
  (void)with.confirm(one, with.words(one), with.admin);
  auto const list = seal::sign_list(with.list_of({one}), with.identity);
  auto const elsewhere = with.enrolled(4);
  CHECK(with.hand_in(list, elsewhere).what.status == 404);
  CHECK(with.post(with.path + "/device-lists", R"({"list":")" + list.text + R"("})", with.admin).what.status == 403);
  CHECK(with.get(with.path + "/device-lists", elsewhere.token).what.status == 404);
  CHECK(with.get(with.path + "/device-lists", "").what.status == 401);
  CHECK(with.get(with.path + "/device-lists", one.token).what.status == 200);
}

TEST_CASE("A home that lost every device and its sheet begins anew after another telephone call, and not without") {
  home_desk with;
  auto const one = with.enrolled();
  (void)with.confirm(one, with.words(one), with.admin);
  auto const first = seal::sign_list(with.list_of({one}), with.identity);
  (void)with.hand_in(first, one);
  auto const two = with.enrolled();
  with.identity = p256_private_key::generate();
  with.now += std::chrono::hours(1);
  auto const anew = seal::sign_list(with.list_of({two}, &first), with.identity);
  CHECK(with.hand_in(anew, two).what.status == 409);
  CHECK(with.hand_in(anew, one).what.status == 409);  // confirmed, but before the list that is to be replaced
  (void)with.confirm(two, with.words(two), with.admin);
  CHECK(with.hand_in(anew, two).what.status == 201);
  CHECK_FALSE(seal::follows(&first, anew));  // which is how senders notice
  CHECK(seal::begins(&first, anew));
}

TEST_CASE("Senders learn at once which devices of a list are revoked") {
  home_desk with;
  auto const live = with.enrolled();
  auto const one = with.enrolled();
  (void)with.confirm(one, with.words(one), with.admin);
  (void)with.hand_in(seal::sign_list(with.list_of({one}), with.identity), one);
  (void)with.ask(http::method::delete_, with.path + "/devices/" + one.id.text(), "", with.admin);
  auto const shown = with.get(with.path + "/device-lists", with.team);
  REQUIRE(shown.list("revoked").size() == 1);
  CHECK(shown.list("revoked")[0].string() == one.id.text());
  CHECK_FALSE(shown.list("revoked")[0].string() == live.id.text());
}

TEST_CASE("A device gets a token for what it signs now, and for nothing older, other or somebody else's") {
  home_desk with;
  auto const one = with.enrolled();
  auto const ask = [&](tablet const& as, p256_private_key const& by, protocol::instant when) {
    auto const at = protocol::to_text(when);
    auto const signature = by.sign(core::token_proof_text(with.home, as.id, at));
    std::string body;
    protocol::json::writer(body)
        .begin_object()
        .member("at", at)
        .member("signature", protocol::crypto::to_base64url(signature))
        .end_object();
    return with.post("/v1/devices/" + as.id.text() + "/token", body, "");
  };
  auto const given = ask(one, one.key, with.now);
  CHECK(given.what.status == 200);
  CHECK(with.get("/v1/devices/self", given.text("token")).json.find("device")->find("id")->string() == one.id.text());
  CHECK(ask(one, one.sealing, with.now).text("code") == "signature_invalid");
  CHECK(ask(one, one.key, with.now - std::chrono::minutes(3)).what.status == 403);
  CHECK(ask(one, one.key, with.now + std::chrono::minutes(3)).what.status == 403);
  CHECK(ask(one, one.key, with.now - std::chrono::minutes(3)).what.failed_proof);
  (void)with.ask(http::method::delete_, with.path + "/devices/" + one.id.text(), "", with.admin);
  CHECK(ask(one, one.key, with.now).what.status == 403);
}

TEST_CASE("A device cannot seal with the key it signs with, nor with what is no point") {
  home_desk with;
  auto const code = with.post(with.path + "/codes", "{}", with.admin).text("code");
  auto const jwk = p256_private_key::generate().public_key().jwk();
  auto const enrol = [&](std::string const& sealing) {
    return with.post("/v1/devices",
                     R"({"code":")" + code + R"(","public_key":)" + jwk + R"(,"sealing_key":)" + sealing + "}", "");
  };
  CHECK(enrol(jwk).what.status == 422);
  CHECK(enrol("{}").what.status == 422);
  CHECK(enrol("\"x\"").what.status == 422);
}

TEST_CASE("Every step of a home's trust is a leaf of the evidence log") {
  home_desk with;
  auto const one = with.enrolled();
  auto const two = with.enrolled();
  (void)with.confirm(one, with.words(two), with.admin);  // wrong words leave nothing
  (void)with.confirm(one, with.words(one), with.admin);
  auto const first = seal::sign_list(with.list_of({one}), with.identity);
  (void)with.hand_in(first, one);
  (void)with.hand_in(first, one);
  (void)with.hand_in(seal::sign_list(with.list_of({one, two}, &first), with.identity), one);
  std::string said;
  for (auto const& leaf : with.reader->log_leaves(1, 0, 100)) {
    auto const event = protocol::json::read(leaf.text, 64 * 1024).value();
    auto const& type = event.find("type")->string();
    if (type != "log_started" && type != "device_enrolled") said += type + ' ';
  }
  CHECK(said ==
        "device_confirmed identity_key_set device_list_signed device_trusted device_list_signed device_trusted ");
}

TEST_CASE("A device says what it waits for until results are sealed for it") {
  home_desk with;
  auto const one = with.enrolled();
  auto const awaiting = [&](tablet const& of) {
    for (auto const& shown : with.get(with.path, with.admin).list("devices")) {
      auto const* const said = shown.find("awaiting");
      if (shown.find("id")->string() == of.id.text()) return said == nullptr ? std::string() : said->string();
    }
    return std::string("no such device");
  };
  CHECK(awaiting(one) == "words");
  (void)with.confirm(one, with.words(one), with.admin);
  CHECK(awaiting(one) == "list");
  auto const first = seal::sign_list(with.list_of({one}), with.identity);
  (void)with.hand_in(first, one);
  CHECK(awaiting(one).empty());
  auto const two = with.enrolled();
  CHECK(awaiting(two) == "list");  // the first may vouch for it: no telephone is needed
  CHECK(with.get("/v1/devices/self", two.token).json.find("device")->find("awaiting")->string() == "list");
  (void)with.ask(http::method::delete_, with.path + "/devices/" + one.id.text(), "", with.admin);
  CHECK(awaiting(one).empty());
  CHECK(awaiting(two) == "words");  // nobody is left who could
}

TEST_CASE("A home's first list is of the one device that was called, signed by the key it names, for that home") {
  home_desk with;
  auto const one = with.enrolled();
  auto const two = with.enrolled();
  auto const three = with.enrolled();
  (void)with.confirm(one, with.words(one), with.admin);
  auto const taken = [&](seal::device_list const& what, p256_private_key const& by) {
    return with.hand_in(seal::sign_list(what, by), one).what.status == 201;
  };
  CHECK_FALSE(taken(with.list_of({one, two}), with.identity));
  CHECK_FALSE(taken(with.list_of({two}), with.identity));
  CHECK_FALSE(taken(with.list_of({one}), p256_private_key::generate()));
  auto elsewhere = with.list_of({one});
  elsewhere.home = home_id(4);
  CHECK_FALSE(taken(elsewhere, with.identity));
  CHECK_FALSE(with.hand_in(seal::sign_list(with.list_of({three}), with.identity), three).what.status == 201);
  CHECK(taken(with.list_of({one}), with.identity));
}

TEST_CASE("A device that leaves the list loses the home's key that waits for it, and results") {
  home_desk with;
  auto const one = with.enrolled();
  auto const two = with.enrolled();
  auto list = with.founded(one);
  list = seal::sign_list(with.list_of({one, two}, &list), with.identity);
  auto const locked = seal::encode(seal::lock_home_key(with.identity, with.home, two.id, two.sealing.public_key()));
  CHECK(with.post(with.path + "/device-lists",
                  R"({"list":")" + list.text + R"(","keys":{")" + two.id.text() + R"(":)" + locked + "}}", one.token)
            .what.status == 201);
  CHECK(with.get("/v1/devices/self", two.token).json.find("keys") != nullptr);
  CHECK(with.hand_in(seal::sign_list(with.list_of({one}, &list), with.identity), one).what.status == 201);
  CHECK(with.get("/v1/devices/self", two.token).json.find("keys") == nullptr);
  CHECK(with.trust(two) == ports::device_trust::bulletins);
}

TEST_CASE("The words of a device that is ended confirm nothing") {
  home_desk with;
  auto const one = with.enrolled();
  (void)with.ask(http::method::delete_, with.path + "/devices/" + one.id.text(), "", with.admin);
  CHECK(with.confirm(one, with.words(one), with.admin).text("code") == "device_revoked");
}

TEST_CASE("Only a live device of a home that is not suspended proves itself, by any id the home had") {
  home_desk with;
  auto const one = with.enrolled();
  auto home = *with.reader->home(ports::home_number(3));
  auto const device = *with.reader->device(one.id);
  auto const at = protocol::to_text(with.now);
  auto const proves = [&](protocol::home_id const& as, ports::home_row const& of, ports::device_row const& which) {
    return core::is_token_proof(of, which, at, one.key.sign(core::token_proof_text(as, one.id, at)), with.now);
  };
  CHECK(proves(with.home, home, device));
  CHECK_FALSE(proves(home_id(9), home, device));
  home.record.former_ids = {home_id(9)};
  CHECK(proves(home_id(9), home, device));
  auto other = device;
  other.home = 4;
  CHECK_FALSE(proves(with.home, home, other));
  other = device;
  other.revoked_at = with.now;
  CHECK_FALSE(proves(with.home, home, other));
  home.suspended = true;
  CHECK_FALSE(proves(with.home, home, device));
}
