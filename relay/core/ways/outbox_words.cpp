#include <algorithm>
#include <array>

#include "relay/core/ways/group_members.hpp"
#include "relay/core/ways/held_words.hpp"
#include "relay/core/ways/outbox.hpp"

namespace carerelay::core {

using ports::outbox_state;
using ports::returned_news;

namespace {

/// What went wrong, as somebody would say it on the telephone.
std::string reason_in_words(std::string_view why) {
  struct said {
    std::string_view word, sentence;
  };
  constexpr said all[]{
      {"no_address", "the register has no address"},
      {"bad_address", "the register's address is not one that mail can go to"},
      {"lookalike_domain", "the address looks like a secure one but is not: check it"},
      {"not_by_this_channel", "it may not go this way"},
      {"no_longer_secure", "what the address may be told has changed since: publish it again"},
      {"address_erased", "the address was erased, as somebody asked"},
      {"address_changed", "the home's address was changed before it went"},
      {"home_suspended", "the home is suspended"},
      {"not_in_time", "it could not be sent in time"},
      {"superseded", "a newer message took its place before it went"},
      {"cancelled", "it was cancelled before it went"},
      {"expired", "it had expired before it went"},
      {"address_unknown", "the address does not exist"},
      {"mailbox_full", "the mailbox is full"},
      {"mailbox_disabled", "the mailbox takes no mail"},
      {"policy", "their mail server refused it by its rules"},
      {"too_large", "their mail server found it too large"},
      {"gone_quiet", "their mail server could not be reached for too long"},
      {"refused", "their mail server refused it"},
      {"not_for_this_room", "the room is for other areas now"},
      {"gone", "the room is no more at that address"},
      {"room_destroyed", "the room was closed for good"},
      {"no_such_room", "the room is not there any more"},
      {"redirected", "its address sends posts elsewhere: give the new one"},
      {"not_allowed", "it does not let us post: the address has been withdrawn"},
      {"not_found", "there is no room at that address"},
      {"no_answer", "it did not answer"},
      {"busy", "it asked to be left alone for a while"},
      {"server_not_ready", "the server was not ready"},
      {"no_connection", "nothing answers at its address"},
      {"restored", "the relay was put back from a backup"},
      {"interrupted", "the relay was restarted while it was being sent"},
      {"contact_removed", "the contact was removed before it went"},
      {"opted_out", "they do not want it this way"},
      {"not_on_whatsapp", "the number is not on WhatsApp"},
      {"held_back_by_whatsapp", "WhatsApp held it back: they were sent a lot today"},
      {"not_taken_for_now", "it could not be delivered for now: switched off, out of reach or full"},
      {"service_failed", "the service that carries it had a fault"},
      {"limit_of_the_day", "the account may send no more today"},
  };
  for (auto const& one : all)
    if (one.word == why) return std::string(one.sentence);
  return std::string(why);
}

std::string held_in_words(ports::outbox_row const& row) {
  return "held back until a person has looked at it: " + found_in_words(row.reason);
}

std::string with_reason(std::string text, ports::outbox_row const& row) {
  if (row.reason.empty()) return text;
  return text + ": " + reason_in_words(row.reason);
}

/// What became of it after an attempt of which nobody knows whether it arrived.
std::string doubt_in_words(std::string text, ports::outbox_row const& row) {
  constexpr std::string_view before = " before it went";
  using namespace std::string_view_literals;
  static constexpr std::array ends{"superseded"sv,       "cancelled"sv,       "expired"sv,          "not_in_time"sv,
                                   "home_suspended"sv,   "address_changed"sv, "contact_removed"sv,  "opted_out"sv,
                                   "no_longer_secure"sv, "address_erased"sv,  "not_for_this_room"sv};
  auto why = reason_in_words(row.reason);
  bool const is_doubt =
      row.reason == "no_answer" || row.reason == "interrupted" || row.reason == "restored" || why == row.reason;
  if (std::find(ends.begin(), ends.end(), row.reason) == ends.end())
    return text + (is_doubt ? ", twice: nobody knows" : ", nobody knows; the second time it was not: " + why);
  if (why.ends_with(before)) why.resize(why.size() - before.size());
  return text + ", nobody knows; it does not go again: " + why;
}

}  // namespace

std::string kept_finding(protocol::finding const& what) {
  return std::string(word(what.what)) + " in " + std::string(what.where);
}

std::string found_in_words(std::string_view kept) {
  using protocol::finding_kind;
  struct said {
    finding_kind what;
    std::string_view words;
  };
  constexpr said all[]{
      {finding_kind::nhs_number, "an NHS number"},
      {finding_kind::birth_date, "a date of birth"},
      {finding_kind::home_name, "the name of a home"},
      {finding_kind::person_name, "the name of a person"},
      {finding_kind::hidden_character, "a character that readers cannot see"},
      {finding_kind::foreign_link, "a link to a site that is not known"},
  };
  constexpr std::string_view in = " in ";
  auto const end = kept.find(in);
  if (end == std::string_view::npos) return std::string(kept);
  for (auto const& one : all) {
    if (word(one.what) != kept.substr(0, end)) continue;
    std::string where(kept.substr(end + in.size()));
    std::replace(where.begin(), where.end(), '_', ' ');
    return std::string(one.words) + " in the " + where;
  }
  return std::string(kept);
}

std::string_view word(outbox_state state) noexcept {
  switch (state) {
    case outbox_state::queued: return "queued";
    case outbox_state::sending: return "sending";
    case outbox_state::sent: return "sent";
    case outbox_state::unknown: return "unknown";
    case outbox_state::failed: return "failed";
    case outbox_state::suppressed: return "suppressed";
    case outbox_state::expired: return "expired";
    case outbox_state::withdrawn: return "withdrawn";
    case outbox_state::held: return "held";
  }
  return "";
}

std::string_view word(ports::lane_state state) noexcept {
  switch (state) {
    case ports::lane_state::running: return "running";
    case ports::lane_state::paused: return "paused";
    case ports::lane_state::stopped: return "stopped";
  }
  return "";
}

std::string_view word(returned_news news) noexcept {
  switch (news) {
    case returned_news::none: return "";
    case returned_news::delayed: return "delayed";
    case returned_news::relayed: return "relayed";
    case returned_news::delivered: return "delivered";
    case returned_news::displayed: return "displayed";
    case returned_news::failed: return "failed";
  }
  return "";
}

std::string_view word(ports::outbox_row const& row) noexcept {
  if (row.state == outbox_state::queued && row.in_doubt) return "unknown";
  bool const is_silent = row.state != outbox_state::sent || row.returned == returned_news::none;
  return is_silent ? word(row.state) : word(row.returned);
}

namespace {

/// Of a group: what is known when a post was taken.
std::string taken_in_words(ports::outbox_row const& row) {
  switch (row.returned) {
    case returned_news::none: break;
    case returned_news::delayed:
    case returned_news::relayed: return "passed on; nothing more is known";
    case returned_news::delivered:
    case returned_news::displayed: return "posted: it was seen there";
    case returned_news::failed: return with_reason("not posted", row);
  }
  return row.remote.empty() ? "taken by the room's service; nothing more is known"
                            : "posted: the room's service gave it a name";
}

std::string room_in_words(ports::outbox_row const& row) {
  switch (row.state) {
    case outbox_state::queued:
      if (row.in_doubt) return "may have been posted; it goes once more, marked as a possible duplicate";
      return row.attempts == 0 ? "waiting to be posted" : with_reason("tried, will be tried again", row);
    case outbox_state::sending: return "being posted";
    case outbox_state::sent: return taken_in_words(row);
    case outbox_state::unknown: return doubt_in_words("may have been posted", row);
    case outbox_state::failed:
      if (row.reason == "refused") return "not posted: the room's service refused it";
      if (row.reason == "too_large") return "not posted: the room's service found it too large";
      return with_reason("not posted", row);
    case outbox_state::suppressed:
      if (row.reason == "not_by_this_channel") return "not posted: nothing of it may be said in a group";
      if (row.reason == "address_changed") return "not posted: the room was changed before it went";
      return with_reason("not posted", row);
    case outbox_state::expired:
    case outbox_state::withdrawn: return with_reason("not posted", row);
    case outbox_state::held: return held_in_words(row);
  }
  return "";
}

}  // namespace

namespace {

bool is_to_telephone(ports::outbox_row const& row) noexcept { return row.to.starts_with('+'); }

/// What was said of mailboxes is said of telephones.
std::string with_telephone_reason(std::string text, ports::outbox_row const& row) {
  if (row.reason == "bad_address") return text + ": the number is not one that this can go to";
  if (row.reason == "address_unknown") return text + ": the number does not exist";
  if (row.reason == "address_changed") return text + ": the number was changed before it went";
  if (row.reason == "refused") return text + ": the service refused it";
  if (row.reason == "too_large") return text + ": the service found it too large";
  return with_reason(std::move(text), row);
}

/// "" where what is said of a mailbox is right for a telephone as well.
std::string telephone_in_words(ports::outbox_row const& row) {
  switch (row.state) {
    case outbox_state::queued:
      return row.in_doubt || row.attempts == 0 ? "" : with_telephone_reason("tried, will be tried again", row);
    case outbox_state::failed: return with_telephone_reason("not delivered", row);
    case outbox_state::suppressed: return with_telephone_reason("not sent", row);
    case outbox_state::sent: break;
    case outbox_state::sending:
    case outbox_state::unknown:
    case outbox_state::expired:
    case outbox_state::withdrawn:
    case outbox_state::held: return "";
  }
  switch (row.returned) {
    case returned_news::none: return "handed to the service that carries it; nothing more is known";
    case returned_news::delayed: return "the service goes on trying";
    case returned_news::relayed: return "passed on; nothing more is known";
    case returned_news::delivered: return "delivered to the telephone";
    case returned_news::displayed: return "shown on the telephone";
    case returned_news::failed: return with_telephone_reason("not delivered", row);
  }
  return "";
}

/// Of a home whose people are in a group.
std::string member_in_words(ports::outbox_row const& row) {
  if (row.returned == returned_news::displayed)
    return "shown on the device of somebody who answers for the home (their own receipt)";
  return "posted to the group; somebody who answers for the home was in it then";
}

}  // namespace

std::string in_words(ports::outbox_row const& row) {
  if (row.home == 0) return room_in_words(row);
  if (is_of_a_group(row)) return member_in_words(row);
  if (is_to_telephone(row)) {
    if (auto words = telephone_in_words(row); !words.empty()) return words;
  }
  switch (row.state) {
    case outbox_state::queued:
      if (row.in_doubt) return "may have been sent; it goes once more, marked as a possible duplicate";
      return row.attempts == 0 ? "waiting to be sent" : with_reason("tried, will be tried again", row);
    case outbox_state::sending: return "being sent";
    case outbox_state::sent: break;
    case outbox_state::unknown: return doubt_in_words("may have been sent", row);
    case outbox_state::failed: return with_reason("not delivered", row);
    case outbox_state::suppressed: return with_reason("not sent", row);
    case outbox_state::expired: return with_reason("not sent", row);
    case outbox_state::withdrawn: return with_reason("not sent", row);
    case outbox_state::held: return held_in_words(row);
  }
  switch (row.returned) {
    case returned_news::none: return "handed to the mail server; nothing more is known";
    case returned_news::delayed: return "their mail server is delayed and goes on trying";
    case returned_news::relayed: return "passed on to a server that reports nothing more";
    case returned_news::delivered: return "delivered to the mailbox";
    case returned_news::displayed: return "shown by their mail program";
    case returned_news::failed: return with_reason("not delivered", row);
  }
  return "";
}

}  // namespace carerelay::core
