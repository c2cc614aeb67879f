// The key that a sender of results has registered: who says so, and that each result names it.
#include "protocol/message/result.hpp"
#include "relay/core/publish/publish.hpp"
#include "tests/support/sealed_sample.hpp"
#include "tests/unit/http/home_desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;

namespace {

constexpr auto key_path = "/v1/publishers/team/members/lab/signing-key";

struct lab_desk : desk {
  p256_private_key signs = p256_private_key::generate();
  std::string lab;  ///< token

  lab_desk() {
    auto const made =
        post("/v1/publishers/team/members", R"({"id":"lab","name":"Lab","roles":["result_sender"]})", admin);
    REQUIRE(made.what.status == 201);
    lab = made.text("token");
  }
  reply keep(std::string const& jwk, std::string const& by) {
    return ask(http::method::put, key_path, R"({"signing_key":)" + jwk + "}", by);
  }
  /// A result as the relay gives it back.
  reply sent() {
    auto const made = post("/v1/messages",
                           R"({"kind":"test_result","audience":{"homes":[")" + home_id(1).text() + R"("]},"sealed":)" +
                               std::string(tests::sealed_sample) + "}",
                           lab);
    REQUIRE(made.what.status == 201);
    return get("/v1/messages/" + made.text("id"), lab);
  }
};

}  // namespace

TEST_CASE("A result names the key its sender has registered, in what is hashed and logged") {
  lab_desk with;
  CHECK(with.sent().json.find("message")->find("sender_key") == nullptr);
  auto const shown = with.keep(with.signs.public_key().jwk(), with.admin);
  REQUIRE(shown.what.status == 200);
  CHECK(protocol::json::canonical(*shown.json.find("signing_key")) == with.signs.public_key().jwk());
  auto const print = protocol::crypto::to_base64url(with.signs.public_key().thumbprint());
  auto const message = *with.sent().json.find("message");
  CHECK(message.find("sender_key")->string() == print);
  auto const read = protocol::parse_message(protocol::json::canonical(message));
  REQUIRE(read.has_value());
  CHECK(read->sender_key == with.signs.public_key().thumbprint());
  CHECK(protocol::digest_of(protocol::json::canonical(message)).value() == read->sum);
  std::string registered;
  for (auto const& leaf : with.reader->log_leaves(1, 0, 100)) {
    auto const event = protocol::json::read(leaf.text, 64 * 1024).value();
    if (auto const* const key = event.find("signing_key")) registered = key->string();
  }
  CHECK(registered == print);
}

TEST_CASE("What is bound to a sealed result stays the same, whatever key is registered") {
  lab_desk with;
  auto const envelope = [&] {
    auto const message = *with.sent().json.find("message");
    return protocol::envelope_digest(protocol::parse_message(protocol::json::canonical(message))->content);
  };
  auto const before = envelope();
  REQUIRE(with.keep(with.signs.public_key().jwk(), with.admin).what.status == 200);
  CHECK(envelope() == before);
}

TEST_CASE("Only an administrator says which key a sender signs with, and only of one that sends results") {
  lab_desk with;
  auto const jwk = with.signs.public_key().jwk();
  CHECK(with.keep(jwk, with.lab).what.status == 403);  // a stolen token is not enough
  CHECK(with.keep(jwk, "").what.status == 401);
  CHECK(with.keep("{}", with.admin).what.status == 422);
  CHECK(with.ask(http::method::put, key_path, "{}", with.admin).what.status == 422);
  CHECK(with.ask(http::method::put, "/v1/publishers/admin/members/admin/signing-key", R"({"signing_key":)" + jwk + "}",
                 with.admin)
            .what.status == 422);
  CHECK(with.sent().json.find("message")->find("sender_key") == nullptr);
}

TEST_CASE("A key that is changed or taken away counts from then on") {
  lab_desk with;
  REQUIRE(with.keep(with.signs.public_key().jwk(), with.admin).what.status == 200);
  auto const next = p256_private_key::generate();
  REQUIRE(with.keep(next.public_key().jwk(), with.admin).what.status == 200);
  CHECK(with.sent().json.find("message")->find("sender_key")->string() ==
        protocol::crypto::to_base64url(next.public_key().thumbprint()));
  CHECK(with.ask(http::method::delete_, key_path, "", with.lab).what.status == 403);
  CHECK(with.ask(http::method::delete_, key_path, "", with.admin).what.status == 204);
  CHECK(with.sent().json.find("message")->find("sender_key") == nullptr);
  CHECK(with.ask(http::method::delete_, key_path, "", with.admin).what.status == 204);
  (void)with.ask(http::method::delete_, "/v1/publishers/team/members/lab", "", with.admin);
  CHECK(with.keep(with.signs.public_key().jwk(), with.admin).what.status == 409);
}

TEST_CASE("A person sends results once the key of their browser is registered, and no longer when it is taken away") {
  lab_desk with;
  auto const made =
      with.post("/v1/publishers/team/members",
                R"({"id":"joan","name":"Joan","person":true,"token":true,"roles":["result_sender"]})", with.admin);
  REQUIRE(made.what.status == 201);
  auto const joan = made.text("token");
  std::string const result = R"({"kind":"test_result","audience":{"homes":[")" + home_id(1).text() +
                             R"("]},"sealed":)" + std::string(tests::sealed_sample) + "}";
  auto const path = "/v1/publishers/team/members/joan/signing-key";
  auto const key = R"({"signing_key":)" + with.signs.public_key().jwk() + "}";
  CHECK(with.post("/v1/messages", result, joan).what.status == 403);
  CHECK(with.ask(http::method::put, path, key, joan).what.status == 403);
  REQUIRE(with.ask(http::method::put, path, key, with.admin).what.status == 200);
  CHECK(with.post("/v1/messages", result, joan).what.status == 201);
  REQUIRE(with.ask(http::method::delete_, path, "", with.admin).what.status == 204);
  CHECK(with.post("/v1/messages", result, joan).what.status == 403);
}

TEST_CASE("What is no result names no key, whoever sends it") {
  lab_desk with;
  REQUIRE(with.keep(with.signs.public_key().jwk(), with.admin).what.status == 200);
  auto const id = with.published(bulletin());
  CHECK(with.get("/v1/messages/" + id, with.team).json.find("message")->find("sender_key") == nullptr);
}
