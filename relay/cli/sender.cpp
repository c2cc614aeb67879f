#include "relay/cli/sender.hpp"

#include <filesystem>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/derive.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/seal/device_list.hpp"
#include "protocol/seal/letter.hpp"
#include "protocol/seal/words.hpp"
#include "relay/cli/commands.hpp"

namespace carerelay::cli {

namespace seal = protocol::seal;
namespace crypto = protocol::crypto;
using crypto::p256_private_key;

namespace {

p256_private_key load_key(std::string const& file, world& with) {
  if (!with.has_file(file)) {
    auto made = p256_private_key::generate();
    with.write_secret(file, made.pem());
    return made;
  }
  auto const key = p256_private_key::from_pem(with.read_file(file));
  if (!key) throw std::runtime_error(file + " is no P-256 key");
  return *key;
}

crypto::secret_key load_repeat(std::string const& file, world& with) {
  if (!with.has_file(file)) with.write_secret(file, crypto::to_base64url(crypto::random_key().bytes));
  crypto::secret_key out;
  if (!crypto::from_base64url(with.read_file(file), out.bytes)) throw std::runtime_error(file + " is damaged");
  return out;
}

std::vector<std::string> texts_of(protocol::json::value const& from, std::string_view name) {
  std::vector<std::string> out;
  for (auto const& one : list_of(from, name)) {
    if (one.is(protocol::json::kind::string)) out.push_back(one.string());
  }
  return out;
}

std::string how_to(std::string const& home) {
  return "On a device of the home, `carerelay device words` shows eight words; have them read to an administrator on a "
         "telephone number you know, who runs `carerelay devices confirm " +
         home + " DEVICE --words \"...\"`; then the home runs `carerelay device trust`.";
}

std::string sentence(seal::believed const& got, std::string const& home) {
  switch (got.how) {
    case seal::believed::verdict::good:
    case seal::believed::verdict::nothing:
      return "home " + home + " has no device that results may be sealed for, so nothing was sent. " + how_to(home);
    case seal::believed::verdict::begins_anew:
      return "home " + home +
             " has begun anew with another key, which the old one did not sign, so nothing was sent. Ring the home on "
             "a "
             "number you know and have the words of `carerelay device home-words` read to you. If they are\n  " +
             seal::home_words(got.newest->what) + "\nsend again with --home-words \"...\" as you heard them.";
    case seal::believed::verdict::broken:
      return "the device list of home " + home +
             " is not what the home signed, or not in its words, so nothing was sent. Tell whoever runs the relay.";
  }
  return {};
}

struct recipients {
  protocol::home_id home;  ///< as the home's own list has it, whatever id it has now
  std::vector<crypto::p256_public_key> keys;
};

/// Asks for what is new since the list that is pinned.
recipients find_recipients(protocol::home_id const& home, sender const& by, door& relay, std::string_view heard,
                           std::ostream& notes) {
  auto const kept = by.pinned(home);
  auto const pinned = kept.empty() ? std::nullopt : std::optional(seal::parse_list(kept).value());
  door_request ask;
  ask.path = "/v1/homes/" + percent_encoded(home.text()) + "/device-lists";
  auto got = seal::believed{};
  protocol::json::value answer;
  for (auto before = pinned;;) {
    ask.query = {{"after", std::to_string(before ? before->what.version : 0)}};
    answer = expect_json(relay.ask(ask));
    auto const lists = texts_of(answer, "lists");
    got = seal::read_on(before, lists, heard);
    if (got.how != seal::believed::verdict::good || lists.empty()) break;
    before = got.newest;
  }
  if (got.how != seal::believed::verdict::good) throw refusal(sentence(got, home.text()));
  std::vector<protocol::device_id> revoked;
  for (auto const& text : texts_of(answer, "revoked")) {
    if (auto const id = protocol::device_id::parse(text)) revoked.push_back(*id);
  }
  recipients to{got.newest->what.home, seal::recipients_of(got.newest->what, revoked)};
  if (to.keys.empty()) throw refusal(sentence(got, home.text()));
  if (!pinned)
    notes << "First result to home " << home.text() << ". Its words: " << seal::home_words(got.newest->what) << '\n';
  by.pin(home, got.newest->text);
  return to;
}

/// The same result to the same home under the same reference has the same tag; only its sender can make it.
std::string tag_of(protocol::draft const& envelope, std::string const& content, sender const& by) {
  std::string const text = "carerelay.v1 content-tag\n" + envelope.audience.homes.front().text() + '\n' +
                           envelope.reference + '\n' + content;
  return crypto::to_base64url(crypto::hmac_sha256(by.repeat.bytes, protocol::as_bytes(text)));
}

}  // namespace

sender open_sender(std::string const& folder, world& with) {
  std::filesystem::create_directories(folder + "/homes");
  auto const file = [folder](protocol::home_id const& home) { return folder + "/homes/" + home.text() + ".jws"; };
  return {
      load_key(folder + "/signing-key.pem", with), load_repeat(folder + "/repeat.key", with),
      [file, &with](protocol::home_id const& home) {
        return with.has_file(file(home)) ? with.read_file(file(home)) : std::string();
      },
      [file, &with](protocol::home_id const& home, std::string_view text) { with.replace_secret(file(home), text); }};
}

int show_sender_key(sender_key_options const& what, world& with) {
  auto const key = open_sender(what.sender_folder, with).key.public_key();
  with.out << key.jwk() << '\n';
  with.err << "Its words, for the administrator who registers it to hear from you: " << seal::key_words("sender", key)
           << '\n';
  return done;
}

std::string sealed_draft(protocol::draft_file const& what, sender const& by, door& relay, protocol::instant now,
                         std::string_view home_words, std::ostream& notes) {
  auto envelope = what.content;
  if (envelope.audience.homes.empty())
    throw refusal("name the home in `audience`, also of a cancel: the result is sealed for it");
  auto const& home = envelope.audience.homes.front();
  auto const to = find_recipients(home, by, relay, home_words, notes);
  auto const content = protocol::encode(*what.result);
  auto& part = std::get<protocol::sealed_part>(envelope.part);
  if (!envelope.reference.empty()) part.content_tag = tag_of(envelope, content, by);
  auto const sum = protocol::envelope_digest(envelope);
  part.jwe = seal::encode(seal::seal_letter({to.home, sum, now, content}, by.key, to.keys));
  return protocol::encode_draft(envelope);
}

}  // namespace carerelay::cli
