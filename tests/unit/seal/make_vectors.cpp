// Makes vectors/sealed.json: what was sealed, signed and derived by the program, for every implementation to be held
// against (vectors_test.cpp here, relay/web/shared/seal/vectors.test.ts). Run by hand when docs/protocol.md changes.
#include <iostream>

#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/message/result.hpp"
#include "protocol/seal/device_list.hpp"
#include "protocol/seal/sheet.hpp"
#include "protocol/seal/words.hpp"
#include "tests/unit/seal/kit.hpp"

using namespace carerelay::sealing;

namespace {

/// Keys that everybody may know: the number n.
p256_private_key key_of(std::uint8_t n) {
  byte_vector scalar(32, 0);
  scalar.back() = n;
  scalar[7] = 0xA5;
  return p256_private_key::from_scalar(scalar).value();
}

home_id const home = home_id::parse("1-1435221697").value();
device_id const device = device_id::parse("4f9a2c1e-0d3b-4a5e-8f6a-1b2c3d4e5f60").value();
instant const moment = parse_instant("2026-11-21T09:00:00Z").value();

void write_key(json::writer& out, std::string_view name, p256_private_key const& key) {
  out.begin_object(name).member("pem", key.pem()).raw_member("jwk", key.public_key().jwk());
  out.member("thumbprint", crypto::to_base64url(key.public_key().thumbprint())).end_object();
}

/// A result as homes get it, for keys 11, 12 and 13, by key 21.
message sealed_message(msg_type type, std::string const& content) {
  message out;
  out.id = message_id::parse("0193a1b2-0000-7000-8000-000000000001").value();
  out.sender = publisher_id::parse("royal-london-virology").value();
  out.sender_name = "Royal London virology";
  out.sent = moment;
  draft& what = out.content;
  what.kind = message_kind::test_result;
  what.type = type;
  what.scope = message_scope::private_;
  what.urgency = urgency::immediate;
  what.reference = "L-2026-0417";
  what.topic = "test-results";
  what.effective = moment;
  what.audience.homes = {home};
  what.ack.required = true;
  if (type != msg_type::alert) what.references = {message_id::parse("0193a1b2-0000-7000-8000-000000000000").value()};
  what.info = {clear_words(type)};
  what.change_note = clear_change_note(type);
  sealed_part part;
  part.content_tag = crypto::to_base64url(crypto::sha256("tag"));
  what.part = part;
  std::vector<p256_public_key> to;
  for (std::uint8_t n : {11, 12, 13}) to.push_back(key_of(n).public_key());
  auto const envelope = envelope_digest(what);
  part.jwe = seal::encode(seal::seal_letter({home, envelope, moment, content}, key_of(21), to));
  what.part = part;
  return out;
}

void write_messages(json::writer& out) {
  constexpr std::string_view negative =
      R"({"info":[{"description":"Nothing was found. \u2603 \"quoted\" \\","headline":"Negative","language":"en-GB"}],"outcome":"negative","report_status":"final","subject_ref":"R-17","test_code":"871555000"})";
  auto const canonical = [](std::string_view text) { return json::canonical(json::read(text, 4096).value()); };
  out.begin_array("messages");
  for (auto const type : {msg_type::alert, msg_type::update}) {
    auto what = sealed_message(type, canonical(negative));
    auto const text = encode(what);
    out.raw(text);
  }
  out.end_array();
}

void write_lists(json::writer& out) {
  auto const listed = [](device_id id, std::uint8_t key, std::uint8_t sealing) {
    return seal::listed_device{id, key_of(key).public_key(), key_of(sealing).public_key()};
  };
  auto const other = device_id::parse("4f9a2c1e-0d3b-4a5e-8f6a-1b2c3d4e5f61").value();
  seal::device_list what{
      home, 1, {}, moment, key_of(31).public_key(), key_of(32).public_key(), {listed(device, 10, 11)}};
  auto const one = seal::sign_list(what, key_of(31));
  what.version = 2;
  what.previous = one.sum;
  what.devices.push_back(listed(other, 14, 12));
  auto const two = seal::sign_list(what, key_of(31));
  what.version = 3;
  what.previous = two.sum;
  what.identity = key_of(33).public_key();
  auto const three = seal::sign_list(what, key_of(31));
  auto const anew = seal::sign_list(what, key_of(33));
  out.begin_array("lists");
  for (auto const& each : {one, two, three}) out.value(each.text);
  out.end_array().member("begins_anew", anew.text);
}

}  // namespace

int main() {
  seal::recovery_seed seed;
  for (std::size_t i = 0; i < seed.bytes.size(); ++i) seed.bytes[i] = static_cast<std::uint8_t>(i * 13 + 7);
  auto const sheet = seal::keys_of(seed, home);
  std::string text;
  json::writer out(text);
  out.begin_object().member("home", home.text()).member("device", device.text());
  out.begin_object("keys");
  for (std::uint8_t n : {10, 11, 12, 13, 14, 21, 31, 32, 33, 41}) write_key(out, std::to_string(n), key_of(n));
  out.end_object();
  out.member("device_words", seal::device_words(home, device, key_of(10).public_key(), key_of(11).public_key()));
  out.member("home_words", seal::key_words("home " + home.text(), key_of(31).public_key()));
  out.member("sender_words", seal::key_words("sender", key_of(21).public_key()));
  out.begin_object("sheet").member("seed", crypto::to_base64url(seed.bytes)).member("text", seal::sheet_text(seed));
  out.raw_member("identity", sheet.identity.public_key().jwk())
      .raw_member("recovery", sheet.recovery.public_key().jwk());
  out.end_object();
  out.raw_member("home_key", seal::encode(seal::lock_home_key(key_of(31), home, device, key_of(11).public_key())));
  write_lists(out);
  write_messages(out);
  out.end_object();
  std::cout << text << '\n';
}
