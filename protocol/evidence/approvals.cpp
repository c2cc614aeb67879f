#include "protocol/evidence/approvals.hpp"

#include <set>

#include "protocol/instant.hpp"

namespace carerelay::protocol::evidence {
namespace {

/// A moment as the relay writes it: UTC, with milliseconds or without.
std::optional<instant> moment(std::string_view text) {
  if (text.size() < 20 || text.size() > 24 || text.back() != 'Z') return std::nullopt;
  auto const read = parse_instant(text);
  return read ? std::optional(*read) : std::nullopt;
}

class checking {
 public:
  checking(std::vector<proven_log> const& logs, published_digests const& digests, findings& told)
      : logs_(logs), digests_(digests), told_(told) {}

  void all() {
    for (auto const& log : logs_) {
      for (auto const& event : log.events) {
        if (event.text("message").empty()) continue;  // of a draft that waited on
        if (event.is("approved")) approved(event);
        if (event.is("sent_alone")) sent_alone(event);
        if (event.is("confirmed")) confirmed(event);
      }
    }
  }

 private:
  /// The event of that type about the same message; null when there is none.
  [[nodiscard]] proven_event const* other(std::string_view type, proven_event const& of) const {
    for (auto const& log : logs_)
      for (auto const& event : log.events)
        if (event.is(type) && event.text("message") == of.text("message")) return &event;
    return nullptr;
  }

  bool is_of(proven_event const& event, std::string_view member, std::string const& name) {
    auto const published = digests_.find(event.text("message"));
    if (published != digests_.end() && !published->second.empty() && event.text(member) == published->second)
      return true;
    return told_.fails(name + " is of another text.", "What was sent is not what the second person agreed to.");
  }

  bool is_for_its_homes(proven_event const& event, std::string const& name) {
    auto const* const taken = other("audience_taken", event);
    if (taken == nullptr ||
        (taken->text("homes") == event.text("audience_hash") && taken->number("count") == event.number("count")))
      return true;
    return told_.fails(name + " was for other homes.", "It went to homes that nobody agreed to.");
  }

  /// Each signature by itself and beside the others; the last one is the event's own.
  bool is_signed(proven_event const& event, std::string const& name) {
    auto const* const list = list_in(event.what, "signatures");
    auto const asked = moment(event.text("asked_at")), until = moment(event.text("expires"));
    std::set<std::string_view> persons{event.text("author")};
    if (list == nullptr || list->empty() || !asked || !until || event.text("author").empty())
      return told_.fails(name + " does not say who approved, or when.", "Nobody can tell whether a second person did.");
    for (auto const& each : *list) {
      auto const member = string_in(each, "member");
      auto const at = moment(string_in(each, "at"));
      if (member.empty() || !at)
        return told_.fails(name + " does not say who approved, or when.",
                           "Nobody can tell whether a second person did.");
      if (!persons.insert(member).second)
        return told_.fails(name + " counts one person twice: " + std::string(member) + ".",
                           "It was not approved by as many different people as it needed.");
      if (*at < *asked || *at >= *until)
        return told_.fails(name + " was not given in time.", "What nobody approves in time must not be sent.");
    }
    auto const& last = list->back();
    if (string_in(last, "member") != event.text("by") || string_in(last, "at") != event.text("at"))
      return told_.fails(name + " is not by the person who signed last.", "Somebody was put in another's place.");
    auto const needs = event.number("needs");
    if (needs == 0 || list->size() < needs)
      return told_.fails(name + " lacks signatures.", "It was sent before everybody it needed had approved it.");
    return true;
  }

  void approved(proven_event const& event) {
    std::string const name = "The approval in entry " + std::to_string(event.index);
    if (!is_of(event, "message_digest", name) || !is_for_its_homes(event, name) || !is_signed(event, name)) return;
    auto const* const published = other("message_published", event);
    auto const sent = published == nullptr ? std::nullopt : moment(published->text("at"));
    auto const at = moment(event.text("at"));
    if (!sent || !at || *sent < *at) {
      told_.fails(name + " came after the message was sent.", "It was sent without it.");
      return;
    }
    std::string who;
    for (auto const& each : *list_in(event.what, "signatures"))
      who += (who.empty() ? "" : " and ") + std::string(string_in(each, "member"));
    told_.good("Message " + std::string(event.text("message")) + " was written by " +
               std::string(event.text("author")) + " and approved by " + who + ", in time, for these bytes and homes.");
  }

  void sent_alone(proven_event const& event) {
    std::string const name = "The sending in entry " + std::to_string(event.index);
    if (!is_of(event, "message_digest", name) || !is_for_its_homes(event, name)) return;
    auto const at = moment(event.text("at")), due = moment(event.text("due"));
    if (event.text("by").empty() || !at || !due || *due <= *at) {
      told_.fails(name + " does not say who sent it alone, or until when it could be confirmed.",
                  "Nobody can tell whether it was confirmed in time.");
      return;
    }
    told_.good("Message " + std::string(event.text("message")) + " was sent by " + std::string(event.text("by")) +
               " alone, and could be confirmed until " + std::string(event.text("due")) + ".");
  }

  void confirmed(proven_event const& event) {
    std::string const name = "The confirmation in entry " + std::to_string(event.index);
    if (!is_of(event, "digest", name)) return;
    auto const* const alone = other("sent_alone", event);
    if (alone == nullptr) {
      told_.fails(name + " is of a message that is not recorded as sent alone.", "There was nothing to confirm.");
      return;
    }
    auto const by = event.text("by");
    if (by.empty() || by == alone->text("by") || by == alone->text("author")) {
      told_.fails(name + " is by the person who sent it or wrote it.", "No second person stands for it.");
      return;
    }
    auto const at = moment(event.text("at")), from = moment(alone->text("at")), until = moment(alone->text("due"));
    if (!at || !from || !until || *at < *from || *at >= *until) {
      told_.fails(name + " was not given in time.", "A correction should have gone out instead.");
      return;
    }
    told_.good("It was confirmed by " + std::string(by) + ", another person, in time.");
  }

  std::vector<proven_log> const& logs_;
  published_digests const& digests_;
  findings& told_;
};

}  // namespace

void check_approvals(std::vector<proven_log> const& logs, published_digests const& digests, findings& told) {
  checking(logs, digests, told).all();
}

void check_mark(json::value const& message, std::vector<proven_log> const& logs, findings& told) {
  bool const says_so = string_in(message, "confirmation") == "awaiting_second_person";
  bool recorded = false;
  for (auto const& log : logs)
    for (auto const& event : log.events)
      recorded = recorded || (event.is("sent_alone") && event.text("message") == string_in(message, "id"));
  if (says_so && !recorded)
    told.fails("The message says that one person sent it alone; the log does not.", "A record was taken out.");
  if (!says_so && recorded)
    told.fails("The log says that one person sent it alone; the message does not.", "Homes were not warned.");
}

}  // namespace carerelay::protocol::evidence
