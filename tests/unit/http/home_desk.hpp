#pragma once

#include "protocol/crypto/base64.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/seal/words.hpp"
#include "relay/core/people/device_trust.hpp"
#include "tests/unit/http/desk.hpp"

/// A home, its tablets with their keys, and the lists it signs.
namespace carerelay::testing {

namespace seal = protocol::seal;
using protocol::crypto::p256_private_key;

struct tablet {
  p256_private_key key = p256_private_key::generate();
  p256_private_key sealing = p256_private_key::generate();
  protocol::device_id id;
  std::string token;
  [[nodiscard]] seal::listed_device listed() const { return {id, key.public_key(), sealing.public_key()}; }
};

struct home_desk : desk {
  protocol::home_id home = home_id(3);
  p256_private_key identity = p256_private_key::generate();
  p256_private_key recovery = p256_private_key::generate();
  std::string path = "/v1/homes/" + home.text();

  tablet enrolled(ports::home_number number = 3) {
    tablet out;
    auto const id = "/v1/homes/" + home_id(static_cast<int>(number)).text();
    auto const code = post(id + "/codes", "{}", admin).text("code");
    auto const made = post("/v1/devices",
                           R"({"code":")" + code + R"(","public_key":)" + out.key.public_key().jwk() +
                               R"(,"sealing_key":)" + out.sealing.public_key().jwk() + R"(,"name":"tablet"})",
                           "");
    REQUIRE(made.what.status == 201);
    out.id = protocol::device_id::parse(made.text("device")).value();
    out.token =
        core::make_home_token(reader->secret(core::home_token_secret), number, out.id, now + std::chrono::hours(9));
    return out;
  }
  reply confirm(tablet const& which, std::string const& words, std::string const& by) {
    std::string body;
    protocol::json::writer(body).begin_object().member("words", words).end_object();
    return post(path + "/devices/" + which.id.text() + "/confirm", body, by);
  }
  [[nodiscard]] std::string words(tablet const& which) const {
    return seal::device_words(home, which.id, which.key.public_key(), which.sealing.public_key());
  }
  [[nodiscard]] seal::device_list list_of(std::vector<tablet> const& which,
                                          seal::signed_list const* before = nullptr) const {
    seal::device_list out{home, 1, {}, now, identity.public_key(), recovery.public_key(), {}};
    if (before != nullptr) {
      out.version = before->what.version + 1;
      out.previous = before->sum;
    }
    for (auto const& one : which) out.devices.push_back(one.listed());
    return out;
  }
  reply hand_in(seal::signed_list const& list, tablet const& from, std::string const& new_key_signature = {}) {
    std::string body;
    protocol::json::writer json(body);
    json.begin_object().member("list", list.text);
    if (!new_key_signature.empty()) json.member("new_key_signature", new_key_signature);
    json.end_object();
    return post(path + "/device-lists", body, from.token);
  }
  /// The home's first list, of one tablet that was confirmed.
  seal::signed_list founded(tablet const& by) {
    REQUIRE(confirm(by, words(by), admin).what.status == 204);
    auto list = seal::sign_list(list_of({by}), identity);
    REQUIRE(hand_in(list, by).what.status == 201);
    return list;
  }
  /// What the evidence log says, the newest last: entries of these types.
  [[nodiscard]] std::vector<protocol::json::value> logged(std::string_view type) const {
    std::vector<protocol::json::value> out;
    for (auto const& leaf : reader->log_leaves(1, 0, 200)) {
      auto event = protocol::json::read(leaf.text, 64 * 1024).value();
      if (event.find("type")->string() == type) out.push_back(std::move(event));
    }
    return out;
  }
  /// The security events of the last call; "!" behind an alarm.
  [[nodiscard]] std::vector<std::string> told_events() const {
    std::vector<std::string> out;
    for (auto const& one : told) {
      if (auto const* const noted = std::get_if<core::security_noted>(&one))
        out.push_back(noted->event + (noted->alarm ? "!" : ""));
    }
    return out;
  }
  ports::device_trust trust(tablet const& of) { return reader->device_seal(reader->device(of.id)->number)->trust; }
};

}  // namespace carerelay::testing
