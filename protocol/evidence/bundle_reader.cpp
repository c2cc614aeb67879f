#include "protocol/evidence/bundle_reader.hpp"

#include <algorithm>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/p256.hpp"
#include "protocol/json/reader.hpp"

namespace carerelay::protocol::evidence {

std::string_view string_in(json::value const& from, std::string_view name) noexcept {
  auto const* const found = from.find(name);
  return found != nullptr && found->is(json::kind::string) ? std::string_view(found->string()) : std::string_view{};
}

json::array const* list_in(json::value const& from, std::string_view name) noexcept {
  auto const* const found = from.find(name);
  return found != nullptr && found->is(json::kind::array) ? &found->items() : nullptr;
}

std::optional<std::uint64_t> number_in(json::value const& from, std::string_view name) noexcept {
  auto const* const found = from.find(name);
  if (found == nullptr || !found->is(json::kind::integer) || found->integer() < 0) return std::nullopt;
  return static_cast<std::uint64_t>(found->integer());
}

bool hashes_in(json::value const& from, std::string_view name, std::vector<hash>& out) {
  auto const* const list = list_in(from, name);
  if (list == nullptr || list->size() > 64) return false;
  for (auto const& each : *list) {
    if (!each.is(json::kind::string) || !crypto::from_base64url(each.string(), out.emplace_back())) return false;
  }
  return true;
}

std::string_view proven_event::text(std::string_view name) const noexcept { return string_in(what, name); }
std::uint64_t proven_event::number(std::string_view name) const noexcept { return number_in(what, name).value_or(0); }

proven_event const* proven_log::last_of(std::string_view type, std::string_view device, std::uint64_t index) const {
  proven_event const* found = nullptr;
  for (auto const& each : events) {
    if (each.index < index && each.is(type) && each.text("device") == device) found = &each;
  }
  return found;
}

namespace {

/// One entry: bound to its leaf, and the leaf to the signed tree.
bool read_entry(json::value const& from, proven_log& log, findings& told) {
  auto const index = number_in(from, "index");
  std::vector<hash> proof;
  if (!index || !hashes_in(from, "proof", proof))
    return told.fails("An entry has no index or no proof.", "The bundle is damaged or was not made by a relay.");
  std::string const name = "Entry " + std::to_string(*index);
  auto const* const erased = from.find("erased");
  bool const is_erased = erased != nullptr && erased->is(json::kind::boolean) && erased->boolean();
  hash committed{};
  auto const text = string_in(from, "event");
  if (is_erased) {
    if (!crypto::from_base64url(string_in(from, "commitment"), committed))
      return told.fails(name + " is erased and has no commitment.", "Nothing can be said about it.");
  } else {
    salt with{};
    if (!crypto::from_base64url(string_in(from, "salt"), with))
      return told.fails(name + " has no salt.", "Its text cannot be tied to the log.");
    committed = commitment(with, text);
  }
  if (!is_included(leaf_of(committed), *index, log.head.size, proof, log.head.root))
    return told.fails(name + " is not in the tree that was signed.",
                      "What it says is not what the log recorded: it was changed, or never recorded.");
  if (is_erased) return true;
  auto event = json::read(text, most_bundle_bytes);
  if (!event || string_in(*event, "type").empty())
    return told.fails(name + " is in the tree, but is no event.",
                      "A newer relay may have written it; it says nothing here.");
  log.events.push_back({*index, std::move(*event)});
  return true;
}

}  // namespace

bool read_log(json::value const& from, std::optional<log_key> const& trusted, proven_log& out, findings& told) {
  auto const key = log_key::parse(string_in(from, "key"));
  if (!key) return told.fails("A log's key does not read.", "Nobody can tell who signed the log.");
  if (trusted && *trusted != *key)
    return told.fails("The log was signed by another key than the one you trust.",
                      "Somebody else may have made this bundle: ask the relay's operator for the log's key.");
  auto const head = open_checkpoint(string_in(from, "checkpoint"), *key);
  if (!head)
    return told.fails("The checkpoint is not signed by the log's key.",
                      "The tree was changed after it was signed, or was never signed: nothing below it counts.");
  out.key = *key;
  out.head = *head;
  told.good("The log " + head->origin + " signed its first " + std::to_string(head->size) + " entries.");
  auto const* const entries = list_in(from, "entries");
  if (entries == nullptr || entries->empty()) return told.fails("A log without entries.", "There is nothing to prove.");
  bool good = true;
  for (auto const& each : *entries) good = read_entry(each, out, told) && good;
  std::sort(out.events.begin(), out.events.end(), [](auto const& a, auto const& b) { return a.index < b.index; });
  auto const twice = std::adjacent_find(out.events.begin(), out.events.end(),
                                        [](auto const& a, auto const& b) { return a.index == b.index; });
  if (twice != out.events.end())
    good = told.fails("Entry " + std::to_string(twice->index) + " is there twice.", "The bundle is damaged.");
  if (good) told.good(std::to_string(entries->size()) + " entries are in the signed tree, unchanged.");
  out.witnesses = list_in(from, "witnesses");
  return good;
}

std::string signing_text(signed_answer const& what) {
  std::string out = "carerelay.v1 respond\n";
  for (auto const part : {what.message, what.digest, what.home, what.device}) out.append(part).append("\n");
  out.append(std::to_string(what.seq)).append("\n").append(what.response).append("\n");
  out.append(what.key).append("\n").append(what.at);
  if (what.origin.empty()) return out;
  out.append("\n").append(what.origin).append("\n").append(std::to_string(what.size)).append("\n").append(what.root);
  return out;
}

device_signature check_device(proven_log const& log, signed_answer const& what, std::string_view signature,
                              std::uint64_t index) {
  auto const* const enrolled = log.last_of("device_enrolled", what.device, index);
  if (enrolled == nullptr || enrolled->text("home") != what.home) return device_signature::no_key;
  auto const* const jwk = enrolled->what.find("public_key");
  auto const key = jwk == nullptr ? boost::system::result<crypto::p256_public_key>(make_error_code(errc::bad_format))
                                  : crypto::p256_public_key::from_jwk(*jwk);
  if (!key) return device_signature::no_key;
  if (log.last_of("device_revoked", what.device, index) != nullptr) return device_signature::revoked;
  crypto::p256_signature bytes{};
  bool const reads = crypto::from_base64url(signature, bytes);
  return reads && key->verify(signing_text(what), bytes) ? device_signature::right : device_signature::wrong;
}

}  // namespace carerelay::protocol::evidence
