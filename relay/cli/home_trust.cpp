#include "relay/cli/home_trust.hpp"

#include <algorithm>

#include "protocol/crypto/base64.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/seal/recovery.hpp"
#include "protocol/seal/words.hpp"
#include "relay/core/people/device_trust.hpp"

namespace carerelay::cli {

namespace seal = protocol::seal;
namespace crypto = protocol::crypto;
using protocol::errc;
using protocol::make_error_code;

namespace {

std::string home_path(home_device const& device, std::string_view rest) {
  return "/v1/homes/" + percent_encoded(device.who.home.text()) + std::string(rest);
}

std::vector<std::string> texts_of(protocol::json::value const& from, std::string_view name) {
  std::vector<std::string> out;
  for (auto const& one : list_of(from, name)) {
    if (one.is(protocol::json::kind::string)) out.push_back(one.string());
  }
  return out;
}

seal::listed_device listed(home_device const& device) {
  return {device.who.device, device.key.public_key(), device.sealing.public_key()};
}

}  // namespace

std::string words_of(home_device const& device) {
  return seal::device_words(device.who.home, device.who.device, device.key.public_key(), device.sealing.public_key());
}

std::string ask_token(door& relay, home_device const& device, protocol::instant now) {
  auto const at = protocol::to_text(now);
  auto const signature = device.key.sign(core::token_proof_text(device.who.home, device.who.device, at));
  door_request ask{"POST", "/v1/devices/" + device.who.device.text() + "/token"};
  protocol::json::writer json(ask.body);
  json.begin_object().member("at", at).member("signature", crypto::to_base64url(signature)).end_object();
  return text_of(expect_json(relay.ask(ask)), "token");
}

bool home_standing::is_listed(protocol::device_id id) const {
  return newest && std::any_of(newest->what.devices.begin(), newest->what.devices.end(),
                               [&](auto const& one) { return one.id == id; });
}

home_standing ask_standing(door& relay, home_device const& device, std::string const& pinned) {
  home_standing out;
  if (!pinned.empty()) out.newest = seal::parse_list(pinned).value();
  for (;;) {
    door_request ask;
    ask.path = home_path(device, "/device-lists");
    ask.query = {{"after", std::to_string(out.newest ? out.newest->what.version : 0)}};
    auto const answer = expect_json(relay.ask(ask));
    auto const lists = texts_of(answer, "lists");
    auto got = seal::read_on(out.newest, lists, "");
    using verdict = seal::believed::verdict;
    if (got.how == verdict::broken || got.how == verdict::begins_anew)
      throw refusal(
          "the relay shows a device list that this home has not signed: tell whoever runs it, and trust no device "
          "until you know why");
    out.newest = std::move(got.newest);
    out.revoked.clear();
    for (auto const& text : texts_of(answer, "revoked")) {
      if (auto const id = protocol::device_id::parse(text)) out.revoked.push_back(*id);
    }
    if (lists.empty()) return out;
  }
}

seal::signed_list next_list(home_standing const& now, home_device const& device, list_wish const& wish,
                            crypto::p256_private_key const& signer, protocol::instant made_at) {
  seal::device_list what{device.who.home, 1, {}, made_at, wish.identity, wish.recovery, wish.devices};
  if (now.newest) {
    what.home = now.newest->what.home;
    what.version = now.newest->what.version + 1;
    what.previous = now.newest->sum;
    what.made_at = std::max(made_at, now.newest->what.made_at);
  }
  return seal::sign_list(what, signer);
}

void hand_in(door& relay, home_device const& device, seal::signed_list const& list,
             crypto::p256_private_key const& identity, std::vector<seal::listed_device> const& also,
             std::optional<crypto::p256_public_key> const& new_sealing_key) {
  door_request ask{"POST", home_path(device, "/device-lists")};
  protocol::json::writer json(ask.body);
  json.begin_object().begin_object("keys");
  for (auto const& one : also) {
    if (one.id == device.who.device) continue;
    json.raw_member(one.id.text(), seal::encode(seal::lock_home_key(identity, device.who.home, one.id, one.sealing)));
  }
  json.end_object().member("list", list.text);
  if (new_sealing_key) {
    auto const said =
        seal::new_key_text(list.what.home, device.who.device, device.sealing.public_key(), *new_sealing_key);
    json.member("new_key_signature", crypto::to_base64url(device.key.sign(said)));
  }
  json.end_object();
  (void)expect_ok(relay.ask(ask));
}

void tell_recovery(door& relay, home_device const& device, protocol::home_id const& home,
                   crypto::p256_private_key const& identity, protocol::instant at) {
  door_request ask{"POST", home_path(device, "/recovery-used")};
  auto const statement = seal::sign_recovery({home, device.who.device, at}, identity);
  protocol::json::writer(ask.body).begin_object().member("statement", statement).end_object();
  (void)expect_ok(relay.ask(ask));
}

seal::signed_list found_home(door& relay, home_device& device, home_standing const& now,
                             seal::recovery_seed const& seed, protocol::instant at) {
  auto const keys = seal::keys_of(seed, device.who.home);
  auto list = next_list(now, device, {{listed(device)}, keys.identity.public_key(), keys.recovery.public_key()},
                        keys.identity, at);
  hand_in(relay, device, list, keys.identity, {});
  device.identity = keys.identity;
  return list;
}

std::optional<crypto::p256_private_key> fetch_identity(door& relay, home_device const& device) {
  door_request ask;
  ask.path = "/v1/devices/self";
  auto const answer = expect_json(relay.ask(ask));
  auto const* const locked = answer.find("keys");
  if (locked == nullptr) return std::nullopt;
  auto const read = seal::read_jwe(*locked, seal::purpose::home_keys);
  if (!read) throw refusal("the home's key, as the relay keeps it for this device, does not read");
  auto const key = seal::unlock_home_key(*read, device.sealing, device.who.home, device.who.device);
  if (!key) throw refusal("the home's key, as the relay keeps it for this device, was not locked for it");
  return *key;
}

boost::system::result<opened_result> open_result(protocol::message const& what, home_device const& device) {
  auto const* const sealed = std::get_if<protocol::sealed_part>(&what.content.part);
  if (!sealed || sealed->jwe.empty()) return make_error_code(errc::not_sealed);
  auto const read = seal::parse_jwe(sealed->jwe, seal::purpose::result);
  if (!read) return make_error_code(errc::seal_broken);
  auto const envelope = protocol::envelope_digest(what.content);
  std::vector<crypto::p256_private_key> keys{device.sealing};
  keys.insert(keys.end(), device.earlier.begin(), device.earlier.end());
  keys.insert(keys.end(), device.recovered.begin(), device.recovered.end());
  for (auto const& key : keys) {
    auto const opened = seal::open_letter(*read, key, device.who.home, envelope);
    if (!opened && opened.error() == errc::not_found) continue;
    if (!opened) return opened.error();
    auto content = protocol::parse_result_content(opened->what.content, what.content.type);
    if (!content) return make_error_code(errc::seal_broken);
    return opened_result{std::move(*content), opened->sender, opened->what.sealed_at};
  }
  return make_error_code(errc::not_found);
}

}  // namespace carerelay::cli
