#include "relay/core/publish/two_persons.hpp"

#include <algorithm>
#include <array>

#include "protocol/crypto/hash.hpp"
#include "relay/core/people/grants.hpp"
#include "relay/core/publish/publish_audience.hpp"

namespace carerelay::core {

using ports::draft_state;
using protocol::errc;

namespace {

draft_verdict refused(ports::draft_row draft, errc rule, std::string pointer, std::string detail) {
  return {std::move(draft), protocol::refuse(rule, std::move(pointer), std::move(detail)), std::nullopt};
}

/// Whether it is for every home there is.
bool is_to_all_homes(publication const& what, ports::store_reader& store, approval_rules const& rules) {
  if (what.message.content.audience.everyone) return true;
  if (what.targets.size() <= rules.all_homes_from) return false;
  protocol::audience everyone;
  everyone.everyone = true;
  auto const all = store.resolve(everyone);
  return std::includes(what.targets.begin(), what.targets.end(), all.begin(), all.end());
}

/// How many other persons must sign what `author` wrote.
std::uint32_t signatures_needed(actor const& author, publication const& what, bool immediate, bool all_homes,
                                asking const& by, ports::store_reader& store) {
  auto const kind = what.message.content.kind;
  std::uint32_t const least = may_ever(author, act::publish, kind) ? 0 : 1;  // whoever may only draft
  // A result is for one home and comes from a machine at any hour: it never waits.
  bool const is_exempt = kind == protocol::message_kind::test_result;
  if (!by.rules.two_persons || is_exempt || !(immediate || all_homes)) return least;
  std::uint32_t persons = 2;
  if (all_homes && store.to_all_homes_since(by.now - by.rules.all_homes_window) >= by.rules.all_homes_most) persons = 3;
  return std::max(least, persons - (author.member.is_person ? 1U : 0U));
}

ports::draft_row draft_of(publication const& what, protocol::draft const& written, asking const& by) {
  std::array<std::uint8_t, 10> bits{};
  by.random.fill(bits);
  ports::draft_row out;
  out.id = protocol::draft_id(protocol::make_v7(by.now, bits));
  out.team = by.who.team.id;
  out.author = by.who.member.id;
  out.reference = written.reference;
  out.json = protocol::encode_draft(written);
  out.sum = what.draft_sum;
  out.homes = what.targets.size();
  out.made_at = by.now;
  out.expires_at = by.now + by.rules.wait;
  return out;
}

/// Why it is no longer to be signed; none while it waits.
std::optional<std::string> why_closed(ports::draft_row const& draft, instant now) {
  switch (draft.state) {
    case draft_state::waiting:
      if (draft.expires_at > now) return std::nullopt;
      return "nobody approved it in time: publish it again";
    case draft_state::sent: return "it was approved and published before";
    case draft_state::rejected: return "it was rejected: " + draft.reason;
    case draft_state::expired: return "nobody approved it in time: publish it again";
    case draft_state::sent_alone: return "it was sent at once by one person: confirm the message instead";
    case draft_state::confirmed: return "it was sent and confirmed before";
    case draft_state::corrected: return "it was sent by one person and nobody confirmed it in time";
  }
  return "it is closed";
}

/// The faults of planning it again, for whoever did not write it.
protocol::faults as_a_whole(protocol::faults wrong) {
  for (auto& one : wrong)
    if (!one.pointer.empty()) one.pointer.insert(0, "/draft");
  return wrong;
}

bool has_signed(ports::draft_row const& draft, protocol::member_id const& who) {
  return std::any_of(draft.signatures.begin(), draft.signatures.end(),
                     [&](auto const& one) { return one.member == who; });
}

/// Whether they may be anybody's second person; the fault when not.
std::optional<protocol::faults> check_is_approver(actor const& who) {
  if (!who.member.is_person)
    return protocol::refuse(errc::needs_a_person, "",
                            "only a person can stand for a message; this account is a machine");
  if (!who.has(protocol::role::approver))
    return protocol::refuse(errc::role_not_granted, "", "approving needs the role approver");
  return std::nullopt;
}

/// The same for this message.
std::optional<protocol::faults> check_second(actor const& who, protocol::draft const& what,
                                             std::vector<ports::home_number> const& homes, asking const& by,
                                             ports::store_reader& store) {
  protocol::faults wrong;
  check_grants(what, areas_of(what, homes, who.grant, store), who, usage{act::approve, by.now}, wrong);
  if (wrong.empty()) return std::nullopt;
  return as_a_whole(std::move(wrong));
}

}  // namespace

protocol::digest hash_of(std::vector<ports::home_number> const& homes, ports::store_reader& store) {
  std::vector<std::string> ids;
  ids.reserve(homes.size());
  for (auto const home : homes)
    if (auto const row = store.home(home)) ids.push_back(row->record.id.text());
  std::sort(ids.begin(), ids.end());
  std::string all;
  for (auto const& id : ids) (all += id) += '\n';
  return protocol::crypto::sha256(all);
}

protocol::checked<submission> submit(protocol::draft what, asking const& by, ports::store_reader& store) {
  auto const written = what;
  if (!what.reference.empty()) {
    auto const waiting = store.draft_by_reference(by.who.team.id, what.reference);
    if (waiting && waiting->expires_at > by.now) {
      if (waiting->sum == protocol::draft_digest(what)) return submission(put_to_wait{*waiting, true, {}});
      return protocol::refuse(errc::reference_reused, "/reference",
                              "another draft with this reference waits for approval: " + waiting->id.text());
    }
  }
  bool const may_publish = may_ever(by.who, act::publish, what.kind);
  auto decided = decide(std::move(what), by.who, store, by.now, by.random, may_publish ? act::publish : act::draft);
  if (!decided) return decided.error();
  if (auto const* const before = std::get_if<published_before>(&*decided)) return submission(*before);
  auto& out = std::get<publication>(*decided);
  bool const immediate = written.urgency == protocol::urgency::immediate;
  out.all_homes = is_to_all_homes(out, store, by.rules);
  auto const needs = signatures_needed(by.who, out, immediate, out.all_homes, by, store);
  if (needs == 0) return submission(std::move(out));
  auto draft = draft_of(out, written, by);
  draft.audience_hash = hash_of(out.targets, store);
  draft.immediate = immediate;
  draft.all_homes = out.all_homes;
  draft.needs = needs;
  return submission(put_to_wait{std::move(draft), false, std::move(out.supersedes)});
}

protocol::checked<approval_preview> preview_approval(protocol::draft what, asking const& by,
                                                     ports::store_reader& store) {
  what.reference.clear();
  auto const decided = submit(std::move(what), by, store);
  if (!decided) return decided.error();
  if (auto const* const waits = std::get_if<put_to_wait>(&*decided))
    return approval_preview{waits->draft.needs, waits->draft.immediate, waits->draft.all_homes, waits->supersedes};
  if (auto const* const goes = std::get_if<publication>(&*decided))
    return approval_preview{0, false, false, goes->supersedes};
  return approval_preview{};
}

draft_verdict approve(ports::draft_row draft, looked_at const& said, asking const& by, ports::store_reader& store) {
  if (auto const why = why_closed(draft, by.now)) return refused(std::move(draft), errc::draft_closed, "", *why);
  if (auto wrong = check_is_approver(by.who)) return {std::move(draft), *wrong, std::nullopt};
  auto const& me = by.who.member;
  if (me.id == draft.author || has_signed(draft, me.id))
    return refused(std::move(draft), errc::same_person, "",
                   "you stand for this draft already: another person must approve it");
  if (said.sum != draft.sum)
    return refused(std::move(draft), errc::draft_differs, "/digest", "what waits has another digest: look at it again");
  if (said.audience_hash != draft.audience_hash)
    return refused(std::move(draft), errc::draft_differs, "/audience_hash", "it is for other homes: look at it again");
  if (said.homes != draft.homes) {
    auto const sentence = "it is for " + std::to_string(draft.homes) + " homes: look at it again";
    return refused(std::move(draft), errc::draft_differs, "/count", sentence);
  }

  auto what = protocol::parse_draft(draft.json);
  if (!what || protocol::draft_digest(*what) != draft.sum)
    return refused(std::move(draft), errc::internal, "", "the draft does not read");
  auto const author = find_actor(store, draft.author);
  if (!author)
    return refused(std::move(draft), errc::role_not_granted, "", "its author may no longer act: write it again");
  bool const may_publish = may_ever(*author, act::publish, what->kind);
  auto decided = decide(*what, *author, store, by.now, by.random, may_publish ? act::publish : act::draft);
  if (!decided) return {std::move(draft), as_a_whole(decided.error()), std::nullopt};
  if (std::holds_alternative<published_before>(*decided))
    return refused(std::move(draft), errc::draft_closed, "", "a message with its reference was published meanwhile");
  auto& out = std::get<publication>(*decided);
  if (auto wrong = check_second(by.who, *what, out.targets, by, store)) return {std::move(draft), *wrong, std::nullopt};

  auto const hash = hash_of(out.targets, store);
  if (hash != draft.audience_hash || out.targets.size() != draft.homes) {
    draft.audience_hash = hash;
    draft.homes = out.targets.size();
    draft.signatures.clear();
    return refused(std::move(draft), errc::audience_changed, "/audience_hash",
                   "the register changed since it was drafted: look at the new figures and approve those");
  }
  out.all_homes = is_to_all_homes(out, store, by.rules);
  draft.signatures.push_back({me.id, by.now});
  // Asked again now: others may have sent to every home since this was drafted.
  draft.needs = std::max(draft.needs, signatures_needed(*author, out, draft.immediate, out.all_homes, by, store));
  if (draft.signatures.size() < draft.needs) return {std::move(draft), {}, std::nullopt};
  draft.state = draft_state::sent;
  draft.closed_at = by.now;
  return {std::move(draft), {}, std::move(out)};
}

draft_verdict reject(ports::draft_row draft, std::string const& reason, asking const& by) {
  if (auto const why = why_closed(draft, by.now)) return refused(std::move(draft), errc::draft_closed, "", *why);
  auto const& me = by.who.member;
  bool const may = me.id == draft.author || (me.is_person && by.who.has(protocol::role::approver));
  if (!may)
    return refused(std::move(draft), errc::role_not_granted, "", "rejecting is for an approver, or for its author");
  draft.state = draft_state::rejected;
  draft.closed_by = me.id;
  draft.closed_at = by.now;
  draft.reason = reason;
  return {std::move(draft), {}, std::nullopt};
}

draft_verdict send_now(ports::draft_row draft, std::string const& reason, asking const& by,
                       ports::store_reader& store) {
  if (auto const why = why_closed(draft, by.now)) return refused(std::move(draft), errc::draft_closed, "", *why);
  if (!by.who.member.is_person)
    return refused(std::move(draft), errc::needs_a_person, "",
                   "sending alone is for a person, who answers for it; this account is a machine");
  auto const what = protocol::parse_draft(draft.json);
  if (!what) return refused(std::move(draft), errc::internal, "", "the draft does not read");
  auto decided = decide(*what, by.who, store, by.now, by.random, act::publish);
  if (!decided) return {std::move(draft), as_a_whole(decided.error()), std::nullopt};
  if (std::holds_alternative<published_before>(*decided))
    return refused(std::move(draft), errc::draft_closed, "", "a message with its reference was published meanwhile");
  auto& out = std::get<publication>(*decided);
  out.all_homes = is_to_all_homes(out, store, by.rules);
  out.message.sent_alone = true;
  out.json = protocol::encode(out.message);
  draft.audience_hash = hash_of(out.targets, store);
  draft.homes = out.targets.size();
  draft.state = draft_state::sent_alone;
  draft.closed_by = by.who.member.id;
  draft.closed_at = by.now;
  draft.due = by.now + by.rules.confirm;
  draft.reason = reason;
  return {std::move(draft), {}, std::move(out)};
}

ports::draft_row published(ports::draft_row draft, ports::message_number number, instant now) {
  draft.message = number;
  if (!draft.closed_at) draft.closed_at = now;
  return draft;
}

draft_verdict confirm(ports::draft_row draft, ports::message_row const& message, protocol::digest const& sum,
                      asking const& by, ports::store_reader& store) {
  bool const is_late = draft.due && *draft.due <= by.now;
  if (draft.state != draft_state::sent_alone || is_late) {
    bool const is_done = draft.state == draft_state::sent || draft.state == draft_state::confirmed;
    return refused(
        std::move(draft), errc::draft_closed, "",
        is_done ? "it is confirmed already" : "the time to confirm it is over: publish it again if it is right");
  }
  if (auto wrong = check_is_approver(by.who)) return {std::move(draft), *wrong, std::nullopt};
  auto const& me = by.who.member;
  if (me.id == draft.closed_by || me.id == draft.author)
    return refused(std::move(draft), errc::same_person, "", "you stand for it already: another person must confirm it");
  if (sum != message.body->sum)
    return refused(std::move(draft), errc::draft_differs, "/digest",
                   "the message has another digest: look at it again");
  auto const what = protocol::parse_message(message.body->json);
  if (!what) return refused(std::move(draft), errc::internal, "", "the message does not read");
  auto const homes = store.audience(message.body->number);
  if (auto wrong = check_second(by.who, what->content, homes, by, store))
    return {std::move(draft), *wrong, std::nullopt};
  draft.signatures.push_back({me.id, by.now});
  draft.state = draft_state::confirmed;
  return {std::move(draft), {}, std::nullopt};
}

message_confirmed confirmation_of(ports::message_row const& message, ports::store_reader& store, instant now) {
  constexpr std::size_t page = 1'000;
  message_confirmed out{message.body->id, now, {}, {}};
  for (ports::home_number after = 0;;) {
    auto const rows = store.receipts(message.body->number, after, page);
    for (auto const& row : rows) {
      out.homes.push_back(row.home);
      out.seqs.push_back(row.what.seq);
    }
    if (rows.size() < page) return out;
    after = rows.back().home;
  }
}

confirmation confirmation_of(std::optional<ports::draft_row> const& draft) noexcept {
  if (!draft) return confirmation::whole;
  switch (draft->state) {
    case draft_state::waiting:
    case draft_state::sent:
    case draft_state::rejected:
    case draft_state::expired: return confirmation::whole;
    case draft_state::sent_alone: return confirmation::awaiting;
    case draft_state::confirmed: return confirmation::confirmed;
    case draft_state::corrected: return confirmation::missed;
  }
  return confirmation::whole;
}

}  // namespace carerelay::core
