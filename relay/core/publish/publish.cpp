#include "relay/core/publish/publish.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "protocol/limits.hpp"
#include "protocol/message/result.hpp"
#include "protocol/text/utf8.hpp"
#include "relay/core/people/device_trust.hpp"
#include "relay/core/people/grants.hpp"
#include "relay/core/publish/publish_audience.hpp"
#include "relay/core/publish/visibility.hpp"
#include "relay/core/ways/channel_evidence.hpp"

namespace carerelay::core {

using protocol::errc;
using protocol::message_kind;
using protocol::message_scope;
using protocol::msg_type;

namespace {

struct replaced {
  ports::message_view view;
  std::vector<ports::home_number> homes;  ///< its snapshot
};

/// The message that an update or a cancel names, when this publisher may replace it.
std::optional<replaced> find_replaced(protocol::draft const& what, std::size_t at, actor const& who,
                                      ports::store_reader& store, protocol::faults& wrong) {
  std::string const pointer = "/references/" + std::to_string(at);
  auto const refuse = [&](errc rule, std::string detail) {
    wrong.push_back({pointer, rule, std::move(detail)});
    return std::nullopt;
  };
  auto const old = find_visible(store, who, what.references[at]);
  if (!old) return refuse(errc::reference_unknown, "no message of yours has that id");
  if (old->row->kind != what.kind)
    return refuse(errc::reference_unknown, "that message is a " + std::string(word(old->row->kind)));
  if (old->row->status != what.status)
    return refuse(errc::reference_unknown, "that message is " + std::string(word(old->row->status)) +
                                               ": an exercise or a test never touches a real one");
  if (old->row->type == msg_type::cancel) return refuse(errc::reference_unknown, "that message is itself a cancel");
  switch (old->closed) {
    case protocol::closure::open:
    case protocol::closure::expired: break;
    case protocol::closure::superseded: return refuse(errc::reference_closed, "a newer message replaced that one");
    case protocol::closure::withdrawn: return refuse(errc::reference_closed, "that message was cancelled");
  }
  return replaced{*old, store.audience(old->row->body->number)};
}

/// Whether a new notice takes the place of a live one by itself: it says the same thing (topic) to everybody the old
/// one was for, from an account that may speak to all of them.
bool takes_place_of(ports::message_view const& old, protocol::draft const& what,
                    std::vector<ports::home_number> const& targets, std::vector<ports::home_number> const& had,
                    actor const& who, usage const& how, ports::store_reader& store) {
  ports::message_row const& row = *old.row;
  if (row.status != what.status || row.scope != what.scope || row.type == msg_type::cancel) return false;
  if (row.expires && *row.expires <= how.now) return false;
  auto const areas = areas_of({}, had, who.grant, store);
  if (!authorize(who, wish_of(what, row.kind, areas, how))) return false;
  auto const message = protocol::parse_message(row.body->json);
  if (message && message->content.audience == what.audience) return true;
  return std::includes(targets.begin(), targets.end(), had.begin(), had.end());
}

/// Adds to `out` what the draft replaces: what it names, and for a new helpline notice the live one of its topic.
void find_all_replaced(protocol::draft& what, actor const& who, usage const& how, ports::store_reader& store,
                       publication& out, protocol::faults& wrong) {
  for (std::size_t i = 0; i < what.references.size(); ++i) {
    auto const old = find_replaced(what, i, who, store, wrong);
    if (!old) continue;
    out.supersedes.push_back(old->view.row->body->number);
    bool const is_private = old->view.row->scope == message_scope::private_ || what.scope == message_scope::private_;
    if (what.type == msg_type::cancel) {
      join(out.targets, old->homes);
    } else if (!is_private) {
      join(out.targets, live_ones(old->homes, store));
    } else if (old->homes != out.targets) {
      wrong.push_back(
          {"/audience", errc::not_private_to_one, "expected the one home that got the message it replaces"});
    }
  }
  bool const is_new_notice =
      what.kind == message_kind::helpline_notice && what.type == msg_type::alert && !what.topic.empty();
  if (!is_new_notice || !wrong.empty()) return;
  auto const asked = out.targets;
  for (ports::message_view const& old : store.open_messages(what.kind, what.topic)) {
    auto const had = live_ones(store.audience(old.row->body->number), store);
    if (!takes_place_of(old, what, asked, had, who, how, store)) continue;
    out.supersedes.push_back(old.row->body->number);
    what.references.push_back(old.row->body->id);  // so that a home knows which one to put away
    join(out.targets, had);
  }
}

void check_resources(protocol::draft const& what, ports::store_reader& store, protocol::faults& wrong) {
  for (std::size_t i = 0; i < what.resources.size(); ++i) {
    std::string const at = "/resources/" + std::to_string(i);
    auto const bytes = store.resource(what.resources[i].sha256);
    if (!bytes) {
      wrong.push_back({at + "/sha256", errc::unknown_value, "expected a file that was uploaded before"});
    } else if (bytes->size() != what.resources[i].size) {
      wrong.push_back({at + "/size", errc::out_of_range, "the file has " + std::to_string(bytes->size()) + " bytes"});
    }
  }
}

/// Who gets the draft and what it replaces, or everything that speaks against it. Names in the draft what a notice
/// supersedes by itself.
protocol::checked<publication> plan(protocol::draft& what, actor const& who, usage const& how,
                                    ports::store_reader& store) {
  instant const now = how.now;
  publication out;
  protocol::faults wrong;
  check_grants(what, areas_of(what, {}, who.grant, store), who, how, wrong);
  if (!wrong.empty()) return wrong;

  out.withdraws = what.type == msg_type::cancel;
  if (!out.withdraws) out.targets = resolve_audience(what, store, wrong);
  find_all_replaced(what, who, how, store, out, wrong);
  check_resources(what, store, wrong);
  if (what.expires && *what.expires <= std::max(now, what.effective.value_or(now)))
    wrong.push_back({"/expires", errc::expires_too_early, "expected a time after now and after `effective`"});
  if (!wrong.empty()) return wrong;
  if (out.targets.empty()) return protocol::refuse(errc::empty_audience, "/audience", "no home would get it");

  check_grants(what, areas_of(what, out.targets, who.grant, store), who, how, wrong);
  if (!wrong.empty()) return wrong;
  return out;
}

void make_message(protocol::draft what, actor const& who, instant now, ports::random& random, publication& out) {
  std::array<std::uint8_t, 10> bits{};
  random.fill(bits);
  if (!what.effective) what.effective = now;
  out.message.id = protocol::message_id(protocol::make_v7(now, bits));
  out.author = who.member.id;
  out.ways = who.grant.channels;
  out.message.sender = who.team.id;
  out.message.sender_name = who.team.name;
  out.message.sent = now;
  // The home compares: whoever has the member's token alone cannot sign as it does.
  auto const* const sealed = std::get_if<protocol::sealed_part>(&what.part);
  if (sealed != nullptr && !sealed->jwe.empty() && who.member.signing_key)
    out.message.sender_key = key_of(*who.member.signing_key).thumbprint();
  out.message.content = std::move(what);
  out.json = protocol::encode(out.message);
}

/// Silent homes are looked after from when it holds (silence/escalate). Exercises, tests and cancels are not.
void begin_watch(ports::store_writer& store, protocol::message const& what, ports::message_number number) {
  auto const& said = what.content;
  if (said.status != protocol::message_status::actual || said.type == protocol::msg_type::cancel) return;
  store.put_watch({number, std::max(what.sent, said.effective.value_or(what.sent))});
}

}  // namespace

protocol::checked<decision> decide(protocol::draft what, actor const& who, ports::store_reader& store, instant now,
                                   ports::random& random, act how) {
  auto const draft_sum = protocol::draft_digest(what);
  if (!what.reference.empty()) {
    if (auto const before = store.message_by_reference(who.team.id, what.reference)) {
      if (before->row->draft_sum == draft_sum) return decision(published_before{before->row->body->id});
      return protocol::refuse(errc::reference_reused, "/reference",
                              "this reference was used for another message: " + before->row->body->id.text());
    }
  }
  auto planned = plan(what, who, usage_of(who, how, store, now), store);
  if (!planned) return planned.error();
  publication& out = *planned;
  out.draft_sum = draft_sum;
  make_message(std::move(what), who, now, random, out);
  if (out.json.size() > protocol::limits::message_bytes)
    return protocol::refuse(errc::too_large, "", "the message is larger than 512 KiB");
  return decision(std::move(out));
}

message_published put(ports::store_writer& store, publication const& what, outbox_rules const* ways_out) {
  ports::new_message row;
  row.what = &what.message;
  row.json = &what.json;
  row.draft_sum = what.draft_sum;
  row.author = what.author;
  row.all_homes = what.all_homes;
  ports::published_row stored = store.add_message(row, what.targets);
  auto const how = what.withdraws ? protocol::closure::withdrawn : protocol::closure::superseded;
  for (ports::message_number const old : what.supersedes) {
    store.close_message(old, how, stored.number, what.message.sent);
  }
  begin_watch(store, what.message, stored.number);
  if (ways_out != nullptr) {
    auto const rows =
        plan_outbox(what.message, stored.number, what.targets, what.ways, *ways_out, store, what.message.sent);
    add_rows(store, rows);
  }
  return {store.message(stored.number)->row->body, what.targets, std::move(stored.seqs)};
}

protocol::draft cancellation_of(protocol::message const& old, std::string const& reason) {
  protocol::draft what;
  what.kind = old.content.kind;
  what.type = msg_type::cancel;
  what.status = old.content.status;
  what.scope = old.content.scope;
  what.references = {old.id};
  what.urgency = old.content.urgency;
  what.severity = old.content.severity;
  what.topic = old.content.topic;
  if (what.kind == protocol::message_kind::test_result) {
    // The reason would stand in the clear: whoever has one to give seals it in a cancel of their own.
    what.info = {protocol::clear_words(msg_type::cancel)};
    what.change_note = protocol::clear_change_note(msg_type::cancel);
    what.part = protocol::sealed_part{};
    return what;
  }
  what.change_note = reason;
  for (protocol::info_block const& block : old.content.info) {
    protocol::info_block said;
    said.language = block.language;
    std::string const headline = "Cancelled: " + block.headline;
    said.headline = protocol::utf8::prefix(headline, protocol::limits::headline_characters);
    said.description = reason;
    what.info.push_back(std::move(said));
  }
  what.part = old.content.part;
  if (auto* const guidance = std::get_if<protocol::guidance_part>(&what.part)) {
    guidance->review_by.reset();
    guidance->action_by.reset();
  }
  return what;
}

protocol::checked<audience_preview> preview(protocol::draft what, actor const& who, ports::store_reader& store,
                                            instant now) {
  act const how = may_ever(who, act::publish, what.kind) ? act::publish : act::draft;
  auto const planned = plan(what, who, usage_of(who, how, store, now), store);
  if (!planned) return planned.error();
  auto const& homes = planned->targets;
  audience_preview out;
  out.homes = homes.size();
  std::map<protocol::area_code, std::uint64_t> counts;
  for (ports::home_number const home : homes) {
    if (auto const row = store.home(home)) ++counts[row->record.area];
  }
  std::map<protocol::area_code, std::string> names;
  for (ports::area_row const& row : store.areas()) names[row.area] = row.name;
  for (auto const& [area, count] : counts) out.areas.push_back({area, names[area], count});
  return out;
}

}  // namespace carerelay::core
