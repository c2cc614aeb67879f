#include "relay/core/silence/check_in.hpp"

#include <algorithm>

#include "adapters/ports/store.hpp"
#include "relay/core/people/actor.hpp"

namespace carerelay::core {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

std::int64_t day_of(instant when) {
  return std::chrono::sys_days(protocol::to_london(when).date).time_since_epoch().count();
}

std::string reference_of(ports::check_in_row const& row, std::int64_t day) {
  return "check-in:" + row.id.text() + ':' + std::to_string(day);
}

/// The draft as it goes today: it takes the place of yesterday's.
std::optional<protocol::draft> draft_of(ports::check_in_row const& row, ports::store_reader& store, instant now) {
  auto parsed = protocol::parse_draft(row.draft);
  if (!parsed) return std::nullopt;
  auto out = std::move(*parsed);
  out.reference = reference_of(row, day_of(now));
  // Ends by itself when no other follows, an hour after the next would have come: a day has up to 25 hours.
  out.expires = hour_on_day(now + hours(24), row.minute) + hours(1);
  auto const before = row.last_message == 0 ? std::nullopt : store.message(row.last_message);
  bool const may_replace =
      before && (before->closed == protocol::closure::open || before->closed == protocol::closure::expired);
  if (may_replace) {
    out.type = protocol::msg_type::update;
    out.references = {before->row->body->id};
    out.change_note = "A new day.";
  }
  return out;
}

/// Why it was not sent, a word; "" when it was.
std::string send(ports::check_in_row& row, ports::store_writer& store, outbox_rules const& ways, instant now,
                 ports::random& random, std::vector<event>& told) {
  auto const who = find_actor(store, row.author);
  if (!who || who->team.id != row.team) return "author_revoked";
  auto what = draft_of(row, store, now);
  if (!what) return "draft_unreadable";
  if (auto const before = store.message_by_reference(row.team, what->reference)) {
    row.last_message = before->row->body->number;
    return "sent_before";
  }
  auto const decided = decide(std::move(*what), *who, store, now, random);
  if (!decided) return std::string(word(static_cast<protocol::errc>(decided.error().front().rule)));
  auto const* const publication = std::get_if<core::publication>(&*decided);
  if (publication == nullptr) return "sent_before";
  auto sent = put(store, *publication, &ways);
  row.last_message = sent.body->number;
  told.emplace_back(std::move(sent));
  return "";
}

}  // namespace

check_in_state state_of(ports::check_in_row const& row, instant now) noexcept {
  if (row.ended_at || now >= row.until) return check_in_state::ended;
  return row.needs_approval && row.approver.empty() ? check_in_state::waiting : check_in_state::running;
}

std::string_view word(check_in_state value) noexcept {
  switch (value) {
    case check_in_state::waiting: return "waiting";
    case check_in_state::running: return "running";
    case check_in_state::ended: return "ended";
  }
  return "";
}

protocol::draft check_in_draft(std::string const& headline, std::string const& text, protocol::audience who) {
  protocol::draft out;
  out.kind = protocol::message_kind::guidance_bulletin;
  out.scope = protocol::message_scope::restricted;
  out.urgency = protocol::urgency::expected;
  out.severity = protocol::severity::minor;
  out.topic = check_in_topic;
  out.audience = std::move(who);
  out.ack.required = true;
  out.ack.options = {protocol::response::actioned, protocol::response::need_help};
  protocol::info_block words;
  words.language = "en-GB";
  words.headline = headline;
  words.description = text;
  out.info.push_back(std::move(words));
  out.part = protocol::guidance_part{};
  return out;
}

instant hour_on_day(instant now, std::uint16_t minute) {
  auto const date = protocol::to_london(now).date;
  auto const at = protocol::from_london(date, minutes(minute));
  if (at.first) return *at.first;
  return protocol::from_london(date, minutes(minute + 60)).first.value_or(now);
}

bool is_due(ports::check_in_row const& row, instant now) {
  if (state_of(row, now) != check_in_state::running || row.last_day >= day_of(now)) return false;
  auto const at = hour_on_day(now, row.minute);
  return now >= at && at >= row.made_at;
}

std::optional<instant> next_of(ports::check_in_row const& row, instant now) {
  if (state_of(row, now) != check_in_state::running) return std::nullopt;
  if (is_due(row, now)) return now;
  auto at = hour_on_day(now, row.minute);
  if (at <= now || row.last_day >= day_of(now)) {
    // Noon of the next day is in the next day, also when the clocks change.
    auto const noon = hour_on_day(now, 12 * 60) + hours(24);
    at = hour_on_day(noon, row.minute);
  }
  return at < row.until ? std::optional(at) : std::nullopt;
}

bool may_see(actor const& who, ports::check_in_row const& row) noexcept {
  using protocol::role;
  return who.is_administrator() ||
         (who.team.id == row.team && who.member.roles.has_any({role::drafter, role::publisher, role::approver}));
}

std::vector<check_in_day> days_of(ports::check_in_row const& row, ports::store_reader& store, std::size_t most,
                                  std::optional<std::chrono::sys_days> newest) {
  std::vector<check_in_day> out;
  auto day = row.last_day;
  if (newest) day = std::min<std::int64_t>(day, newest->time_since_epoch().count());
  for (; day >= day_of(row.made_at) && out.size() < most; --day)
    if (auto view = store.message_by_reference(row.team, reference_of(row, day)))
      out.push_back({std::chrono::sys_days(std::chrono::days(day)), std::move(*view)});
  return out;
}

check_in_tally tally_of(check_in_day const& day, ports::store_reader& store) {
  auto const all = store.coverage(day.message.row->body->number).all;
  return {all.targeted, all.actioned, all.need_help};
}

check_in_look send_check_ins(ports::store_writer& store, outbox_rules const& ways, instant now, ports::random& random,
                             std::vector<event>& told) {
  check_in_look out;
  for (auto row : store.check_ins()) {
    if (is_due(row, now)) {
      out.done.push_back({row.id, send(row, store, ways, now, random, told)});
      row.last_day = day_of(now);  // one that could not be sent is not tried all day
      store.put_check_in(row);
    }
    auto const next = next_of(row, now);
    if (next) out.next = out.next ? std::min(*out.next, *next) : *next;
  }
  return out;
}

}  // namespace carerelay::core
