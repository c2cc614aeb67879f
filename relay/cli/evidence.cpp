#include <algorithm>

#include "protocol/crypto/base64.hpp"
#include "protocol/evidence/event.hpp"
#include "protocol/evidence/verify.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "relay/cli/commands.hpp"

namespace carerelay::cli {

namespace proof = protocol::evidence;

namespace {

/// All pages as one bundle: each page's logs stand in it as they came, since each has its own checkpoint.
std::string whole_bundle(door& relay, door_request ask) {
  auto text = expect_ok(relay.ask(ask));
  auto page = protocol::json::read(text, proof::most_bundle_bytes);
  if (!page || page->find("next") == nullptr) return text;
  protocol::json::object out;
  protocol::json::array logs;
  for (auto const& each : page->members())
    if (each.name != "next" && each.name != "logs") out.push_back(each);
  for (;;) {
    for (auto const& log : list_of(*page, "logs")) logs.push_back(log);
    auto const next = text_of(*page, "next");
    if (next.empty()) break;
    ask.path = next;
    ask.query.clear();
    page = protocol::json::read(expect_ok(relay.ask(ask)), proof::most_bundle_bytes);
    if (!page) throw std::runtime_error("the relay's answer does not read");
  }
  if (logs.size() > proof::most_logs) throw std::runtime_error("too much for one bundle: name a home with --home");
  out.push_back({"logs", std::move(logs)});
  return protocol::json::to_text(protocol::json::value(std::move(out)));
}

}  // namespace

int evidence(evidence_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.path = "/v1/messages/" + percent_encoded(what.message) + "/evidence";
  if (!what.home.empty()) request.query.emplace_back("home", what.home);
  auto const bundle = whole_bundle(*where, request);
  if (what.file == "-") {
    with.out << bundle << '\n';
    return done;
  }
  with.write_secret(what.file, bundle + "\n");
  with.out << "Written to " << what.file << "\nCheck it anywhere:  carerelay verify " << what.file << '\n';
  return done;
}

int erase(erase_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request{"POST", "/v1/log/entries/" + percent_encoded(what.index) + "/erase"};
  if (!what.log.empty()) request.query.emplace_back("log", what.log);
  protocol::json::writer(request.body).begin_object().member("reason", what.reason).end_object();
  auto const answer = expect_ok(where->ask(request));
  if (what.json) {
    with.out << answer << '\n';
    return done;
  }
  with.out << "Entry " << what.index
           << " is erased: its text is gone from the relay, its place in the log and every proof stay.\n"
              "Erase it in the backups you keep too:  carerelay erase "
           << what.index << " --store BACKUP --reason \"...\"\n";
  return done;
}

namespace {

std::optional<proof::log_key> trusted_key(std::string const& text) {
  if (text.empty()) return std::nullopt;
  auto const key = proof::log_key::parse(text);
  if (!key) throw std::runtime_error("--key: expected a log's key, as GET /v1/log/checkpoint gives it");
  return *key;
}

/// Goes through every entry of a log that a relay gives, and builds the tree again.
class log_check {
 public:
  explicit log_check(std::ostream& out) : out_(out) {}

  /// Whether all is well; says what is not.
  bool run(door& relay, std::optional<proof::log_key> const& trusted) {
    door_request ask;
    ask.path = "/v1/log/checkpoint";
    auto const said = expect_json(relay.ask(ask));
    auto const key = proof::log_key::parse(text_of(said, "key"));
    if (!key || (trusted && *key != *trusted)) return bad("The log's key is not the one you trust.");
    auto const head = proof::open_checkpoint(text_of(said, "checkpoint"), *key);
    if (!head) return bad("The checkpoint is not signed by the log's key.");
    while (tree_.size() < head->size) {
      if (!page(relay, *head)) return false;
    }
    if (tree_.root() != head->root)
      return bad(
          "Every entry is what its commitment says, but together they are not the tree that was signed: an entry "
          "was exchanged with its commitment, or taken out.");
    out_ << "The log " << head->origin << " holds.\n"
         << head->size << " entries, " << erased_
         << " of them erased; every one is what was committed to, and together "
         << "they are the tree that was signed.\nKey: " << key->text() << '\n';
    return true;
  }

 private:
  bool page(door& relay, proof::checkpoint const& head) {
    door_request ask;
    ask.path = "/v1/log/entries";
    ask.query = {{"log", head.origin}, {"from", std::to_string(tree_.size())}};
    auto const got = expect_json(relay.ask(ask));
    auto const& entries = list_of(got, "entries");
    if (entries.empty()) return bad("Entry " + std::to_string(tree_.size()) + " and those after it are missing.");
    for (auto const& entry : entries) {
      if (tree_.size() == head.size) return true;
      if (!take(entry)) return false;
    }
    return true;
  }

  bool take(protocol::json::value const& entry) {
    auto const index = tree_.size();
    std::string const name = "Entry " + std::to_string(index);
    if (entry.find("index") == nullptr || number_of(entry, "index") != static_cast<std::int64_t>(index))
      return bad(name + " is missing.");
    proof::hash committed{};
    if (!protocol::crypto::from_base64url(text_of(entry, "commitment"), committed))
      return bad(name + " has no commitment.");
    tree_.append(proof::leaf_of(committed));
    auto const* const erased = entry.find("erased");
    if (erased != nullptr && erased->is(protocol::json::kind::boolean) && erased->boolean()) {
      ++erased_;
      return true;
    }
    auto const text = text_of(entry, "event");
    proof::salt salt{};
    if (text.empty()) return bad(name + " has lost its event: the relay's store is damaged, or it was taken out.");
    if (!protocol::crypto::from_base64url(text_of(entry, "salt"), salt) || proof::commitment(salt, text) != committed)
      return bad(name + " is not what was committed to when it was recorded. It now says:\n  " + text);
    return true;
  }

  bool bad(std::string const& why) {
    out_ << "The log DOES NOT hold.\n" << why << '\n';
    return false;
  }

  std::ostream& out_;
  proof::frontier tree_;
  std::uint64_t erased_ = 0;
};

}  // namespace

int verify(verify_options const& what, world& with) {
  auto const trusted = trusted_key(what.key);
  if (what.log) return log_check(with.out).run(*open_door(what.where, with), trusted) ? done : refused;
  auto const verdict = proof::verify_bundle(with.read_file(what.file), trusted);
  with.out << proof::to_page(verdict);
  return verdict.holds() ? done : refused;
}

}  // namespace carerelay::cli
