#include "protocol/evidence/verify.hpp"

#include <algorithm>
#include <set>

#include "protocol/crypto/base64.hpp"
#include "protocol/evidence/approvals.hpp"
#include "protocol/evidence/bundle_reader.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/limits.hpp"
#include "protocol/message/message.hpp"

namespace carerelay::protocol::evidence {
namespace {

/// What only several parts of a bundle say together.
class claims {
 public:
  claims(verdict& out, std::vector<proven_log> const& logs) : out_(out), told_(out), logs_(logs) {
    for (auto const& log : logs_) {
      for (auto const& event : log.events) {
        if (event.is("message_published")) digests_.emplace(event.text("message"), event.text("digest"));
      }
    }
  }

  void check_message(json::value const& bundle) {
    auto const* const text = bundle.find("message");
    if (text == nullptr) return;
    auto const id =
        text->is(json::kind::string) ? json::read(text->string(), limits::message_bytes) : json::read("", 1);
    auto const sum = text->is(json::kind::string) ? digest_of(text->string()) : checked<digest>(faults{});
    if (!id || !sum) {
      told_.fails("The message does not read.", "Its text cannot be tied to what was published.");
      return;
    }
    auto const published = digests_.find(string_in(*id, "id"));
    if (published == digests_.end() || published->second != crypto::to_base64url(*sum)) {
      told_.fails("The message's text is not the one that was published.",
                  "Its words were changed, or its publication is not in this bundle.");
      return;
    }
    told_.good("The message's text is the one that was published, to the last character.");
    check_mark(*id, logs_, told_);
  }

  void check_audience(json::value const& bundle) {
    auto const* const homes = list_in(bundle, "audience");
    if (homes == nullptr) return;
    std::vector<std::string_view> ids;
    for (auto const& each : *homes) {
      if (each.is(json::kind::string)) ids.push_back(each.string());
    }
    auto const sum = crypto::to_base64url(audience_hash(ids));
    for (auto const& log : logs_) {
      for (auto const& event : log.events) {
        if (!event.is("audience_taken") || event.text("homes") != sum || ids.size() != homes->size()) continue;
        told_.good("It was sent to the " + std::to_string(ids.size()) + " homes listed, and to no others.");
        return;
      }
    }
    told_.fails("The list of homes is not the audience that was recorded.", "Homes were added to it or left out.");
  }

  void check_approvals() { evidence::check_approvals(logs_, digests_, told_); }

  void check_receipts() {
    for (auto const& log : logs_) {
      for (auto const& event : log.events) {
        if (event.is("receipt") && event.text("act") == "responded") check_answer(log, event);
      }
    }
  }

  void check_witnesses() {
    std::set<std::string_view> homes;
    for (auto const& log : logs_) {
      if (log.witnesses == nullptr) continue;
      for (auto const& each : *log.witnesses) {
        if (check_witness(log, each)) homes.insert(string_in(each, "home"));
      }
    }
    out_.witness_homes = homes.size();
  }

  void tell();

 private:
  [[nodiscard]] std::string_view digest_of_message(std::string_view id) const {
    auto const found = digests_.find(id);
    return found == digests_.end() ? std::string_view{} : found->second;
  }

  bool judge(device_signature how, std::string const& who) {
    switch (how) {
      case device_signature::right: return true;
      case device_signature::wrong:
        return told_.fails(who + " is not signed by the device it names.",
                           "The home's device did not say this: it was changed or made up.");
      case device_signature::no_key:
        return told_.fails(who + " names a device whose enrolment is not in this bundle.",
                           "Nobody can tell whether the home's device said this.");
      case device_signature::revoked:
        return told_.fails(who + " was recorded after its device had been revoked.",
                           "The home had given the device up: somebody else may have answered.");
    }
    return false;
  }

  void check_answer(proven_log const& log, proven_event const& event) {
    std::string const name = "The answer in entry " + std::to_string(event.index);
    signed_answer what{.message = event.text("message"),
                       .digest = digest_of_message(event.text("message")),
                       .home = event.text("home"),
                       .device = event.text("device"),
                       .response = event.text("answer"),
                       .key = event.text("event"),
                       .at = event.text("said_at"),
                       .seq = event.number("seq")};
    if (what.digest.empty()) {
      told_.fails(name + " is to a message whose publication is not in this bundle.",
                  "Nobody can tell what was answered.");
      return;
    }
    auto const channel = event.text("channel");
    if (what.device.empty() && !channel.empty() && channel != "stream") {
      told_.good(name + " was given for home " + std::string(what.home) + " by channel " + std::string(channel) +
                 ": the relay recorded it, no device signed it.");
      return;
    }
    if (auto const* const tree = event.what.find("checkpoint"); tree != nullptr) {
      what.origin = string_in(*tree, "origin");
      what.root = string_in(*tree, "root");
      what.size = number_in(*tree, "size").value_or(0);
    }
    if (judge(check_device(log, what, event.text("signature"), event.index), name))
      told_.good(name + " is signed by a device of home " + std::string(what.home) + ".");
  }

  /// A home's device said, signed, that it had verified a tree; that tree is the beginning of this one.
  bool check_witness(proven_log const& log, json::value const& each) {
    std::string const name = "The witness of home " + std::string(string_in(each, "home"));
    auto const seq = number_in(each, "seq"), size = number_in(each, "size");
    std::vector<hash> proof;
    hash root{};
    bool const reads =
        seq && size && hashes_in(each, "proof", proof) && crypto::from_base64url(string_in(each, "root"), root);
    if (!reads) return told_.fails(name + " does not read.", "It proves nothing.");
    signed_answer const what{.message = string_in(each, "message"),
                             .digest = string_in(each, "digest"),
                             .home = string_in(each, "home"),
                             .device = string_in(each, "device"),
                             .response = string_in(each, "response"),
                             .key = string_in(each, "event"),
                             .at = string_in(each, "said_at"),
                             .seq = *seq,
                             .origin = string_in(each, "origin"),
                             .root = string_in(each, "root"),
                             .size = *size};
    if (what.origin != log.head.origin)
      return told_.fails(name + " saw another log.", "It says nothing about this one.");
    if (!judge(check_device(log, what, string_in(each, "signature"), log.head.size), name)) return false;
    if (!is_consistent(*size, log.head.size, proof, root, log.head.root))
      return told_.fails(name + " had verified a tree that this one does not go on from.",
                         "The log was rewritten after that home had seen it. This is grave: keep the bundle.");
    told_.good("Home " + std::string(what.home) + " had verified the log at " + std::to_string(*size) +
               " entries, and this log goes on from there.");
    return true;
  }

  verdict& out_;
  findings told_;
  std::vector<proven_log> const& logs_;
  published_digests digests_;
};

std::string sentence_of(proven_event const& event) {
  auto const text = [&](std::string_view name) { return std::string(event.text(name)); };
  auto const type = event.text("type");
  if (type == "message_published")
    return "Message " + text("message") + " (" + text("kind") + ", " + text("urgency") + ") was published by " +
           text("by") + ".";
  if (type == "audience_taken") return "It was addressed to " + std::to_string(event.number("count")) + " homes.";
  if (type == "message_closed") return "The message was closed: " + text("how") + ".";
  if (type == "device_enrolled") return "Device " + text("device") + " of home " + text("home") + " was enrolled.";
  if (type == "device_revoked") return "Device " + text("device") + " of home " + text("home") + " was revoked.";
  if (type == "approved") return "It was approved by " + text("by") + "; " + text("author") + " had written it.";
  if (type == "sent_alone") return text("by") + " sent it alone: \"" + text("reason") + "\".";
  if (type == "confirmed") return "It was confirmed by " + text("by") + ".";
  if (type == "event_erased")
    return "What entry " + std::to_string(event.number("index")) + " said was erased by " +
           (text("by").empty() ? "the operator" : text("by")) + ": " + text("reason") + ".";
  if (type == "sealing_key_changed")
    return "Device " + text("device") + " of home " + text("home") + " took a new key for results.";
  if (type == "recovery_used")
    return "The recovery sheet of home " + text("home") + " was used on device " + text("device") + ".";
  if (type == "channel") {
    auto const to = text("home").empty() ? std::string() : " to home " + text("home");
    auto const code = text("code").empty() ? text("why") : text("code");
    if (!text("by").empty())
      return "By " + text("channel") + to + ": " + text("what") + ", reported by " + text("by") + '.';
    return "By " + text("channel") + to + ": " + text("what") + (code.empty() ? "" : " (" + code + ")") + '.';
  }
  if (type == "log_started") return "The log began (" + text("why") + ").";
  if (type != "receipt") return text("type") + (text("by").empty() ? "" : ", by " + text("by")) + ".";
  auto const act = event.text("act");
  std::string const home = "home " + text("home");
  if (act == "delivered") return "A device of " + home + " had stored it.";
  if (act == "read") return "It was read at " + home + ".";
  if (act != "responded") return "For " + home + " it was closed: " + std::string(act) + ".";
  std::string who = text("name").empty() ? text("role") : text("name") + " (" + text("role") + ")";
  if (who.empty()) who = "a person";
  auto out = "At " + home + ", " + who + " answered " + text("answer");
  if (!text("note").empty()) out += ": \"" + text("note") + "\"";
  return out + '.';
}

void claims::tell() {
  for (auto const& log : logs_) {
    for (auto const& event : log.events)
      out_.story.push_back({event.index, std::string(event.text("at")) + "  " + sentence_of(event)});
  }
}

}  // namespace

bool verdict::holds() const noexcept {
  return !findings.empty() && std::all_of(findings.begin(), findings.end(), [](auto const& f) { return f.holds; });
}

verdict verify_bundle(std::string_view bundle, std::optional<log_key> const& trusted) {
  verdict out;
  findings told(out);
  auto const tree = json::read(bundle, most_bundle_bytes);
  if (!tree || string_in(*tree, "format") != bundle_format) {
    told.fails("This is no evidence bundle that this version reads.", "Nothing can be said about it.");
    return out;
  }
  auto const* const logs = list_in(*tree, "logs");
  if (logs == nullptr || logs->empty() || logs->size() > most_logs) {
    told.fails("The bundle holds no log.", "There is nothing to prove.");
    return out;
  }
  std::vector<proven_log> proven(logs->size());
  for (std::size_t i = 0; i < logs->size(); ++i) {
    bool const readable = read_log((*logs)[i], trusted, proven[i], told);
    if (!proven[i].key.name.empty()) out.keys.push_back(proven[i].key);
    if (!readable) return out;
  }
  claims what(out, proven);
  what.check_message(*tree);
  what.check_audience(*tree);
  what.check_approvals();
  what.check_receipts();
  what.check_witnesses();
  what.tell();
  return out;
}

std::string to_page(verdict const& what) {
  std::string out = what.holds() ? "This evidence holds.\n" : "This evidence DOES NOT hold.\n";
  bool const failed = std::any_of(what.findings.begin(), what.findings.end(), [](auto const& f) { return !f.holds; });
  if (failed) out += "\nWhat is wrong\n";
  for (auto const& f : what.findings) {
    if (!f.holds) out += "  - " + f.what + "\n    " + f.meaning + "\n";
  }
  if (!what.story.empty()) out += "\nWhat it tells, in the order it was recorded (times are the relay's, UTC)\n";
  for (auto const& each : what.story) out += "  entry " + std::to_string(each.index) + "  " + each.sentence + "\n";
  out += "\nWhat was checked\n";
  for (auto const& f : what.findings) {
    if (f.holds) out += "  - " + f.what + "\n";
  }
  if (!what.keys.empty()) out += "\nWho vouches for it\n";
  for (auto const& key : what.keys) out += "  The relay's log key: " + key.text() + "\n";
  if (!what.keys.empty()) {
    out +=
        "  Compare the key with the one the relay's operator has published; a bundle alone cannot prove whose it is.\n";
    out += "  Homes that had checked the log for themselves: " + std::to_string(what.witness_homes) + ".\n";
    out += "  That a message was stored or read is the relay's own record; an answer is signed by the home's device.\n";
  }
  return out;
}

}  // namespace carerelay::protocol::evidence
