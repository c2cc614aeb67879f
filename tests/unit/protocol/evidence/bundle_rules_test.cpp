#include <catch2/catch.hpp>

#include <vector>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/p256.hpp"
#include "protocol/evidence/event.hpp"
#include "protocol/evidence/verify.hpp"
#include "protocol/json/writer.hpp"
#include "tests/unit/protocol/evidence/make_bundle.hpp"

// Each rule of a bundle by itself: logs of a few events, in which one thing is not as it should be and everything is
// signed.
namespace {

using namespace carerelay::protocol;
using namespace carerelay::protocol::evidence;
using Catch::Matchers::Contains;
using crypto::to_base64url;
using std::string;

string const origin = "carerelay/log/test/small";
string const home = "1-100000001", other_home = "1-100000002";
string const device = "0d000000-0000-4000-8000-000000000001", other_device = "0d000000-0000-4000-8000-000000000002";
string const message_text = "01000000-0000-7000-8000-000000000001";
string const digest_text = to_base64url(crypto::sha256("the message"));
string const answer_text = "0e000000-0000-4000-8000-000000000001";

crypto::p256_private_key const& device_key(bool other = false) {
  static crypto::p256_private_key const keys[] = {crypto::p256_private_key::generate(),
                                                  crypto::p256_private_key::generate()};
  return keys[other ? 1 : 0];
}

/// A log that shows every event it has.
class small_log {
 public:
  small_log& add(json::object event) { return add_text(json::canonical(json::value(std::move(event)))); }
  small_log& add_text(string text) {
    texts_.push_back(std::move(text));
    return *this;
  }
  [[nodiscard]] string root() const { return to_base64url(root_of(texts_.size(), nodes())); }
  [[nodiscard]] json::object entry(std::size_t at) const {
    json::array proof;
    for (auto const& each : inclusion_proof(at, texts_.size(), nodes())) proof.emplace_back(to_base64url(each));
    return {{"index", static_cast<std::int64_t>(at)},
            {"salt", to_base64url(with_)},
            {"event", texts_[at]},
            {"proof", std::move(proof)}};
  }
  [[nodiscard]] json::array entries() const {
    json::array out;
    for (std::size_t at = 0; at < texts_.size(); ++at) out.emplace_back(entry(at));
    return out;
  }
  [[nodiscard]] json::object part(json::array entries, json::array witnesses = {}) const {
    auto const key = crypto::ed25519_private_key::from_seed({7});
    checkpoint const head{origin, texts_.size(), root_of(texts_.size(), nodes())};
    return {{"key", log_key{origin, key.public_key()}.text()},
            {"checkpoint", sign_note(to_text(head), origin, key)},
            {"entries", std::move(entries)},
            {"witnesses", std::move(witnesses)}};
  }
  [[nodiscard]] verdict judged(json::object more = {}) const { return judged(entries(), {}, std::move(more)); }
  [[nodiscard]] verdict judged(json::array entries, json::array witnesses, json::object more = {}) const {
    more.push_back({"format", string(bundle_format)});
    more.push_back({"logs", json::array{part(std::move(entries), std::move(witnesses))}});
    return verify_bundle(json::to_text(json::value(std::move(more))));
  }

 private:
  [[nodiscard]] hash node(unsigned height, std::uint64_t at) const {
    if (height == 0) return leaf_of(commitment(with_, texts_[at]));
    return node_hash(node(height - 1, 2 * at), node(height - 1, 2 * at + 1));
  }
  [[nodiscard]] node_source nodes() const {
    return [this](unsigned height, std::uint64_t at) { return node(height, at); };
  }
  salt with_{1};
  std::vector<string> texts_;
};

json::object enrolled(string const& at_home = home, bool other = false) {
  auto const point = device_key(other).public_key().point();
  return {{"type", "device_enrolled"},
          {"device", other ? other_device : device},
          {"home", at_home},
          {"public_key", json::object{{"crv", "P-256"},
                                      {"kty", "EC"},
                                      {"x", to_base64url(bytes_view(point).subspan(1, 32))},
                                      {"y", to_base64url(bytes_view(point).subspan(33, 32))}}}};
}
json::object revoked(string const& which) { return {{"type", "device_revoked"}, {"device", which}, {"home", home}}; }
json::object published() { return {{"type", "message_published"}, {"message", message_text}, {"digest", digest_text}}; }
signed_answer said(std::string_view digest = digest_text) {
  return {.message = message_text,
          .digest = digest,
          .home = home,
          .device = device,
          .response = "actioned",
          .key = answer_text,
          .at = "2026-11-21T03:04:09Z",
          .seq = 7};
}
json::object receipt(char const* act) {
  return {{"type", "receipt"},    {"act", act}, {"message", message_text}, {"home", home}, {"device", device},
          {"event", answer_text}, {"seq", 7},   {"role", "manager"}};
}
json::object answered(signed_answer const& what = said()) {
  auto out = receipt("responded");
  out.push_back({"answer", string(what.response)});
  out.push_back({"said_at", string(what.at)});
  out.push_back({"signature", to_base64url(device_key().sign(signing_text(what)))});
  return out;
}

/// A home's device had verified `log` as it is now, and signs that its origin was `seen` and its number `seq`.
json::object witness(small_log const& log, std::size_t size, string const& seen, std::int64_t seq = 7) {
  auto what = said();
  auto const root = log.root();
  what.origin = seen;
  what.root = root;
  what.size = size;
  what.seq = static_cast<std::uint64_t>(seq);
  return {{"home", home},
          {"device", device},
          {"message", message_text},
          {"digest", digest_text},
          {"seq", seq},
          {"response", "actioned"},
          {"event", answer_text},
          {"said_at", string(what.at)},
          {"signature", to_base64url(device_key().sign(signing_text(what)))},
          {"origin", seen},
          {"size", static_cast<std::int64_t>(size)},
          {"root", root},
          {"proof", json::array{}}};
}

void holds(verdict const& what) {
  INFO(to_page(what));
  CHECK(what.holds());
}
void fails(verdict const& what, char const* why) {
  auto const page = to_page(what);
  CHECK_FALSE(what.holds());
  CHECK_THAT(page, Contains(why));
}

json::object with(json::object members, std::string_view name, json::value value) {
  for (auto& each : members)
    if (each.name == name) each.value = std::move(value);
  return members;
}

}  // namespace

TEST_CASE("The lines that a device signs say everything of the answer, each on its own line") {
  auto what = said("the digest");
  what.seq = 413;
  string const lines = "carerelay.v1 respond\n" + message_text + "\nthe digest\n" + home + '\n' + device +
                       "\n413\nactioned\n" + answer_text + "\n2026-11-21T03:04:09Z";
  CHECK(signing_text(what) == lines);
  what.origin = origin;
  what.size = 12;
  what.root = "the root";
  CHECK(signing_text(what) == lines + "\ncarerelay/log/test/small\n12\nthe root");
}

TEST_CASE("An answer holds although its device was revoked later") {
  holds(small_log().add(enrolled()).add(published()).add(answered()).add(revoked(device)).judged());
  fails(small_log().add(enrolled()).add(published()).add(revoked(device)).add(answered()).judged(),
        "after its device had been revoked");
}

TEST_CASE("A device that was enrolled only after its answer has not signed it") {
  fails(small_log().add(published()).add(answered()).add(enrolled()).judged(), "whose enrolment is not in this bundle");
}

TEST_CASE("What the log says of another device is not held against the one that answered") {
  holds(small_log()
            .add(enrolled())
            .add(enrolled(home, true))
            .add(published())
            .add(revoked(other_device))
            .add(answered())
            .judged());
}

TEST_CASE("A device of another home cannot answer for this one") {
  fails(small_log().add(enrolled(other_home)).add(published()).add(answered()).judged(),
        "whose enrolment is not in this bundle");
}

TEST_CASE("That a message was stored or read needs no signature of the home") {
  holds(small_log().add(published()).add(receipt("delivered")).add(receipt("read")).judged());
}

TEST_CASE("An answer to nothing that was published is named so, however it is signed") {
  fails(small_log().add(enrolled()).add(answered(said(""))).judged(),
        "is to a message whose publication is not in this bundle");
}

TEST_CASE("A message that the log does not say was published does not hold") {
  made_log const other(1);
  fails(small_log().add(enrolled()).judged({{"message", *other.tree().find("message")}}),
        "is not the one that was published");
}

TEST_CASE("The audience is what the publish recorded, home for home, and nothing else stands for it") {
  std::vector<std::string_view> homes{home, other_home};
  auto const taken = [&](char const* type) {
    return json::object{{"type", type}, {"homes", to_base64url(audience_hash(homes))}, {"count", 2}};
  };
  auto const list = [](json::array homes) { return json::object{{"audience", std::move(homes)}}; };
  char const why[] = "is not the audience that was recorded";
  auto const log = small_log().add(taken("audience_taken"));
  holds(log.judged(list({home, other_home})));
  fails(log.judged(list({home})), why);
  fails(log.judged(list({home, other_home, 5})), why);
  fails(small_log().add(taken("approval_asked")).judged(list({home, other_home})), why);
}

TEST_CASE("What is in the tree and is no event is told as that") {
  for (char const* const text : {"{}", "[]", "no JSON", R"({"type":1})"}) {
    INFO(text);
    fails(small_log().add(enrolled()).add_text(text).judged(), "Entry 1 is in the tree, but is no event");
  }
}

TEST_CASE("A log without entries, or with one twice, is no evidence") {
  auto const log = small_log().add(enrolled()).add(published());
  holds(log.judged());
  fails(log.judged(json::array{}, {}), "A log without entries");
  fails(log.judged({log.entry(0), log.entry(1), log.entry(0)}, {}), "Entry 0 is there twice");
}

TEST_CASE("An entry's index is a whole number from 0, and its proof at most 64 hashes") {
  auto const log = small_log().add(enrolled());
  holds(log.judged());
  char const why[] = "An entry has no index or no proof.";
  fails(log.judged({with(log.entry(0), "index", -1)}, {}), why);
  fails(log.judged({with(log.entry(0), "index", "0")}, {}), why);
  fails(log.judged({with(log.entry(0), "proof", json::array(65, json::value(to_base64url(hash{}))))}, {}), why);
  fails(log.judged({with(log.entry(0), "proof", json::array{"no hash"})}, {}), why);
  fails(log.judged({with(log.entry(0), "proof", json::array(64, json::value(to_base64url(hash{}))))}, {}),
        "is not in the tree that was signed");
}

TEST_CASE("A home that had verified another log is no witness of this one, though it signed the same tree") {
  auto const log = small_log().add(enrolled()).add(published());
  auto const seen = log.judged(log.entries(), {witness(log, 2, origin)});
  holds(seen);
  CHECK(seen.witness_homes == 1);
  auto const other = log.judged(log.entries(), {witness(log, 2, "carerelay/log/test/other")});
  fails(other, "saw another log");
  CHECK(other.witness_homes == 0);
  fails(log.judged(log.entries(), {witness(log, 2, origin, -1)}), "does not read");
}

TEST_CASE("Of a log that was changed nothing is told, and not that its entries are unchanged") {
  auto const verdict = verify_bundle(made_log(3, made_log::twist::changed_note).bundle());
  CHECK(verdict.story.empty());
  CHECK(verdict.witness_homes == 0);
  CHECK(to_page(verdict).find("in the signed tree, unchanged") == string::npos);
}

TEST_CASE("A bundle of another format, or of no log or too many, is not looked at") {
  auto const part = small_log().add(enrolled());
  auto const bundle = [&](string const& format, std::size_t logs) {
    return verify_bundle(json::to_text(
        json::object{{"format", format}, {"logs", json::array(logs, json::value(part.part(part.entries())))}}));
  };
  holds(bundle(string(bundle_format), 1));
  holds(bundle(string(bundle_format), most_logs));
  fails(bundle(string(bundle_format), most_logs + 1), "The bundle holds no log");
  fails(bundle(string(bundle_format), 0), "The bundle holds no log");
  fails(bundle("carerelay-evidence/2", 1), "no evidence bundle that this version reads");
  CHECK_FALSE(verdict{}.holds());
}
