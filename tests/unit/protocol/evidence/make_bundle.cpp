#include "tests/unit/protocol/evidence/make_bundle.hpp"

#include <map>
#include <random>
#include <vector>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/p256.hpp"
#include "protocol/evidence/event.hpp"
#include "protocol/evidence/verify.hpp"
#include "protocol/json/writer.hpp"

namespace carerelay::protocol::evidence {
namespace {

using crypto::to_base64url;
using std::string;

/// Two devices for the whole run: making keys would be most of the time.
crypto::p256_private_key const& device_key(int which) {
  static crypto::p256_private_key const keys[] = {crypto::p256_private_key::generate(),
                                                  crypto::p256_private_key::generate()};
  return keys[which];
}

string const home_ids[] = {"1-100000001", "1-100000002"};
string const device_texts[] = {"0d000000-0000-4000-8000-000000000001", "0d000000-0000-4000-8000-000000000002"};
string const message_text = "01000000-0000-7000-8000-000000000001";

struct leaf {
  string text;
  evidence::salt with{};
  hash committed{};
};

struct growing {
  std::mt19937_64 rng;
  std::vector<leaf> leaves{};

  std::size_t add(json::object members) { return add_text(json::canonical(json::value(std::move(members)))); }
  std::size_t add_text(string text) {
    leaf next{std::move(text)};
    for (auto& byte : next.with) byte = static_cast<std::uint8_t>(rng());
    next.with[0] |= 1;
    next.committed = commitment(next.with, next.text);
    leaves.push_back(std::move(next));
    return leaves.size() - 1;
  }
  void add_noise(std::size_t most) {
    for (auto n = rng() % (most + 1); n > 0; --n) add({{"type", "grant_changed"}, {"n", static_cast<std::int64_t>(n)}});
  }
  [[nodiscard]] hash node(unsigned height, std::uint64_t at) const {
    if (height == 0) return leaf_of(leaves[at].committed);
    return node_hash(node(height - 1, 2 * at), node(height - 1, 2 * at + 1));
  }
  [[nodiscard]] node_source nodes() const {
    return [this](unsigned height, std::uint64_t at) { return node(height, at); };
  }
};

json::array texts(std::vector<hash> const& proof) {
  json::array out;
  for (auto const& each : proof) out.emplace_back(to_base64url(each));
  return out;
}

json::value enrolled(int which) {
  return json::object{
      {"type", "device_enrolled"},
      {"device", device_texts[which]},
      {"home", home_ids[which]},
      {"at", "2026-11-21T03:04:05Z"},
      {"public_key",
       json::object{{"crv", "P-256"},
                    {"kty", "EC"},
                    {"x", to_base64url(bytes_view(device_key(which).public_key().point()).subspan(1, 32))},
                    {"y", to_base64url(bytes_view(device_key(which).public_key().point()).subspan(33, 32))}}}};
}

json::object signature(char const* who, char const* when) { return {{"at", when}, {"member", who}}; }

/// Who stood for the message, as the relay records it.
std::vector<json::object> stood_for(made_log::twist how, bool alone, string const& digest, string const& homes) {
  using twist = made_log::twist;
  json::object event{{"message", message_text},
                     {"draft", "0d000000-0000-7000-8000-000000000009"},
                     {"digest", "the draft's own"},
                     {"author", "jane"},
                     {"audience_hash", how == twist::approved_for_other_homes ? to_base64url(hash{2}) : homes},
                     {"count", 2}};
  json::object confirmed{{"type", "confirmed"},
                         {"message", message_text},
                         {"by", how == twist::confirmed_by_sender ? "mary" : "asha"},
                         {"at", how == twist::confirmed_late ? "2026-11-21T03:15:00Z" : "2026-11-21T03:14:59.999Z"},
                         {"digest", how == twist::confirmed_other_text ? to_base64url(hash{}) : digest}};
  if (alone) {
    for (json::member each : json::object{{"type", "sent_alone"},
                                          {"by", "mary"},
                                          {"at", "2026-11-21T03:00:00Z"},
                                          {"due", "2026-11-21T03:15:00Z"},
                                          {"message_digest", digest},
                                          {"reason", "Nobody answers."}})
      event.push_back(std::move(each));
    return {event, confirmed};
  }
  auto const* const last = how == twist::approved_by_author ? "jane" : "asha";
  auto const* const when = how == twist::approved_late ? "2026-11-21T03:10:00Z" : "2026-11-21T03:00:00Z";
  json::array signatures{signature(how == twist::approved_twice_by_one ? "asha" : "omar", "2026-11-21T02:50:00.5Z"),
                         signature(last, when)};
  if (how == twist::approved_by_too_few) signatures.erase(signatures.begin());
  if (how == twist::approval_names_nobody) signatures.clear();
  for (json::member each :
       json::object{{"type", "approved"},
                    {"by", how == twist::approved_in_anothers_name ? "omar" : last},
                    {"at", when},
                    {"asked_at", "2026-11-21T02:40:00Z"},
                    {"expires", "2026-11-21T03:10:00Z"},
                    {"needs", 2},
                    {"message_digest", how == twist::other_approval ? to_base64url(hash{}) : digest},
                    {"signatures", std::move(signatures)}})
    event.push_back(std::move(each));
  if (how == twist::nothing_to_confirm) return {event, confirmed};
  return {event};
}

}  // namespace

made_log::made_log(std::uint32_t seed, twist how) {
  growing log{std::mt19937_64(seed)};
  std::vector<std::size_t> shown;
  json::object message{{"id", message_text},
                       {"kind", "guidance_bulletin"},
                       {"n", static_cast<std::int64_t>(seed)},
                       {"text", "Close the rooms \xE2\x80\x94 now."}};
  // Half of them waited for a second person, half were sent by one alone.
  bool const twist_alone = how == twist::confirmed_by_sender || how == twist::confirmed_late ||
                           how == twist::confirmed_other_text || how == twist::sent_alone_unmarked;
  bool const twist_approved = how == twist::other_approval || how == twist::nothing_to_confirm ||
                              (how >= twist::approved_by_author && how <= twist::approval_names_nobody);
  bool const alone = twist_alone || (!twist_approved && seed % 2 == 0);
  if (alone && how != twist::sent_alone_unmarked) message.push_back({"confirmation", "awaiting_second_person"});
  auto const digest = to_base64url(crypto::sha256(json::canonical(json::value(message))));
  message.push_back({"digest", digest});
  auto text = json::canonical(json::value(message));
  if (how == twist::other_message) text.replace(text.find("now"), 3, "NOW");

  shown.push_back(log.add({{"type", "log_started"}, {"why", "new"}}));
  log.add_noise(20);
  for (int which = 0; which < 2; ++which) {
    auto const at = log.add_text(json::canonical(enrolled(which)));
    if (how != twist::no_enrolment || which == 1) shown.push_back(at);
  }
  log.add_noise(20);
  shown.push_back(
      log.add({{"type", "message_published"},
               {"message", message_text},
               {"digest", digest},
               {"by", "ncl"},
               {"at", how == twist::approved_after_sending ? "2026-11-21T02:59:59Z" : "2026-11-21T03:00:00Z"},
               {"kind", "guidance_bulletin"},
               {"urgency", "immediate"}}));
  std::vector<std::string_view> homes{home_ids[0], home_ids[1]};
  shown.push_back(log.add({{"type", "audience_taken"},
                           {"message", message_text},
                           {"count", 2},
                           {"homes", to_base64url(audience_hash(homes))}}));
  for (auto const& event : stood_for(how, alone, digest, to_base64url(audience_hash(homes))))
    shown.push_back(log.add(event));
  log.add_noise(40);
  if (how == twist::revoked_before) shown.push_back(log.add({{"type", "device_revoked"}, {"device", device_texts[0]}}));

  string const origin = "carerelay/log/test/" + std::to_string(seed);
  auto const answer = [&](int which, std::uint64_t size) {
    signed_answer what{.message = message_text,
                       .digest = digest,
                       .home = home_ids[which],
                       .device = device_texts[which],
                       .response = "actioned",
                       .key = "0e000000-0000-4000-8000-000000000001",
                       .at = "2026-11-21T03:04:09Z",
                       .seq = 7};
    auto const root = to_base64url(root_of(size, log.nodes()));
    if (size > 0) {
      what.origin = origin;
      what.size = size;
      what.root = root;
    }
    json::object event{{"type", "receipt"},    {"act", "responded"},
                       {"answer", "actioned"}, {"message", message_text},
                       {"home", what.home},    {"device", what.device},
                       {"event", what.key},    {"seq", 7},
                       {"said_at", what.at},   {"at", "2026-11-21T03:04:10Z"},
                       {"role", "manager"},    {"note", "Rooms 4 and 5 closed."}};
    auto const signature = how == twist::unsigned_answer && which == 0 ? device_key(1).sign("something else")
                                                                       : device_key(which).sign(signing_text(what));
    event.push_back({"signature", to_base64url(signature)});
    if (size > 0)
      event.push_back(
          {"checkpoint", json::object{{"origin", origin}, {"root", root}, {"size", static_cast<std::int64_t>(size)}}});
    return event;
  };
  auto const answered = log.add(answer(0, log.rng() % 2 == 0 ? 0 : log.leaves.size()));
  shown.push_back(answered);
  log.add_noise(30);
  auto const seen = static_cast<std::uint64_t>(log.leaves.size());
  auto const seen_root = how == twist::witness_of_another_tree ? hash{1} : root_of(seen, log.nodes());
  log.add_noise(30);

  crypto::ed25519_private_key::seed_type secret{};
  secret[0] = static_cast<std::uint8_t>(seed);
  secret[1] = 1;
  auto const key = crypto::ed25519_private_key::from_seed(secret);
  checkpoint head{origin, log.leaves.size(), root_of(log.leaves.size(), log.nodes())};
  auto note = sign_note(to_text(head), origin, key);
  if (how == twist::other_checkpoint) note.insert(note.find('\n') + 1, "1");

  json::array entries;
  for (auto const index : shown) {
    auto const& each = log.leaves[index];
    json::object entry{{"index", static_cast<std::int64_t>(index)}};
    if (how == twist::erased && index == answered) {
      entry.push_back({"erased", true});
      entry.push_back({"commitment", to_base64url(each.committed)});
    } else {
      auto said = each.text;
      if (how == twist::changed_note && index == answered) said.replace(said.find("Rooms 4"), 7, "Rooms 9");
      entry.push_back({"salt", to_base64url(each.with)});
      entry.push_back({"event", said});
    }
    entry.push_back({"proof", texts(inclusion_proof(index, head.size, log.nodes()))});
    entries.emplace_back(std::move(entry));
  }
  signed_answer what{.message = message_text,
                     .digest = digest,
                     .home = home_ids[1],
                     .device = device_texts[1],
                     .response = "in_progress",
                     .key = "0e000000-0000-4000-8000-000000000002",
                     .at = "2026-11-21T03:05:09Z",
                     .seq = 3,
                     .origin = origin};
  auto const root = to_base64url(seen_root);
  what.root = root;
  what.size = seen;
  auto const signature = device_key(how == twist::witness_unsigned ? 0 : 1).sign(signing_text(what));
  json::object witness{{"home", home_ids[1]},
                       {"device", device_texts[1]},
                       {"message", message_text},
                       {"digest", digest},
                       {"seq", 3},
                       {"response", "in_progress"},
                       {"event", string(what.key)},
                       {"said_at", string(what.at)},
                       {"signature", to_base64url(signature)},
                       {"origin", origin},
                       {"size", static_cast<std::int64_t>(seen)},
                       {"root", root},
                       {"proof", texts(consistency_proof(seen, head.size, log.nodes()))}};
  json::object part{{"key", log_key{origin, key.public_key()}.text()},
                    {"checkpoint", note},
                    {"entries", std::move(entries)},
                    {"witnesses", json::array{std::move(witness)}}};
  json::array audience{home_ids[0], how == twist::other_audience ? string("1-100000003") : home_ids[1]};
  bundle_ = json::object{{"format", string(bundle_format)},
                         {"message", text},
                         {"audience", std::move(audience)},
                         {"logs", json::array{std::move(part)}}};
}

std::string made_log::bundle() const { return json::to_text(bundle_); }

}  // namespace carerelay::protocol::evidence
