#include <array>

#include "protocol/limits.hpp"
#include "protocol/text/utf8.hpp"
#include "relay/core/publish/two_persons.hpp"
#include "relay/core/record/security_events.hpp"

// The notice that the relay itself sends when nobody has confirmed what one person sent alone.

namespace carerelay::core {

using ports::draft_state;
namespace limits = protocol::limits;

namespace {

constexpr std::string_view said_by_relay =
    "NOT CONFIRMED: this message was sent by one person alone, and no second person has confirmed it in time. Treat it "
    "with care: check it with the sender before you act on it.";

std::string cut(std::string const& text, std::size_t characters) {
  return std::string(protocol::utf8::prefix(text, characters));
}

/// The message as it was, with the warning before its text: what it says may still be right.
protocol::draft correction_of(protocol::message const& old) {
  protocol::draft what = old.content;
  bool const was_cancel = what.type == protocol::msg_type::cancel;
  what.type = was_cancel ? protocol::msg_type::alert : protocol::msg_type::update;
  what.references = {old.id};
  if (was_cancel) what.references.clear();  // a withdrawal cannot be taken back: the warning stands beside it
  what.reference.clear();
  what.change_note = was_cancel ? std::string() : std::string(said_by_relay);
  what.effective.reset();
  for (auto& block : what.info) {
    block.headline = cut("NOT CONFIRMED: " + block.headline, limits::headline_characters);
    block.description = cut(std::string(said_by_relay) + "\n\n" + block.description, limits::description_characters);
  }
  return what;
}

std::string relay_in_the_name_of(std::string const& team) {
  return cut(team + " (automatic notice)", limits::sender_name_characters);
}

}  // namespace

draft_verdict time_is_over(ports::draft_row draft, ports::store_reader& store, instant now, ports::random& random) {
  if (draft.state == draft_state::waiting) {
    draft.state = draft_state::expired;
    draft.closed_at = now;
    return {std::move(draft), {}, std::nullopt};
  }
  draft.state = draft_state::corrected;
  auto const view = store.message(draft.message);
  if (!view || view->closed != protocol::closure::open)
    return {std::move(draft), {}, std::nullopt};  // nobody acts on it
  auto const old = protocol::parse_message(view->row->body->json);
  if (!old) return {std::move(draft), {}, std::nullopt};

  publication out;
  std::array<std::uint8_t, 10> bits{};
  random.fill(bits);
  out.message.id = protocol::message_id(protocol::make_v7(now, bits));
  out.message.sender = old->sender;
  out.message.sender_name = relay_in_the_name_of(old->sender_name);
  out.message.sent = now;
  out.message.content = correction_of(*old);
  out.message.content.effective = now;
  out.targets = store.audience(draft.message);
  if (!out.message.content.references.empty()) out.supersedes = {draft.message};
  if (auto const team = store.publisher(old->sender)) out.ways = team->grant.channels;
  out.draft_sum = protocol::draft_digest(out.message.content);
  out.json = protocol::encode(out.message);
  return {std::move(draft), {}, std::move(out)};
}

void end_drafts(ports::store_writer& store, instant now, ports::random& random, std::vector<event>& told,
                outbox_rules const* ways_out) {
  for (auto const& due : store.drafts_due(now)) {
    bool const was_sent = due.state == draft_state::sent_alone;
    auto verdict = time_is_over(due, store, now, random);
    store.put_draft(verdict.draft);
    if (was_sent && !verdict.sends) continue;  // people replaced it in time: there is nothing to warn of
    protocol::evidence::event said;
    said.type =
        was_sent ? protocol::evidence::event_type::correction_sent : protocol::evidence::event_type::draft_expired;
    said.at = now;
    said.more = {{"draft", due.id.text()}};
    if (verdict.sends) said.message = verdict.sends->message.id;
    note(store, said, was_sent, told);
    if (was_sent) told.emplace_back(receipts_changed{due.message, {}});
    if (verdict.sends) told.emplace_back(put(store, *verdict.sends, ways_out));
  }
}

}  // namespace carerelay::core
