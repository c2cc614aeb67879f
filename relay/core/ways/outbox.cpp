#include "relay/core/ways/outbox.hpp"

#include <algorithm>
#include <array>

#include "relay/core/ways/channel_evidence.hpp"
#include "relay/core/ways/destination.hpp"
#include "relay/core/ways/group_members.hpp"
#include "relay/core/ways/post_ref.hpp"
#include "relay/core/ways/retry.hpp"
#include "relay/core/ways/way_health.hpp"

namespace carerelay::core {

using ports::outbox_state;
using ports::returned_news;

namespace {

std::uint32_t draw(ports::random& random) {
  std::array<std::uint8_t, 4> bits{};
  random.fill(bits);
  return static_cast<std::uint32_t>(bits[0] | bits[1] << 8 | bits[2] << 16) | static_cast<std::uint32_t>(bits[3]) << 24;
}

ports::lane_row kept_lane(ports::store_reader& store, std::string const& channel) {
  auto row = store.lane(channel);
  if (row) return *row;
  ports::lane_row out;
  out.channel = channel;
  return out;
}

void note_attempt(ports::store_writer& store, ports::outbox_row const& row, std::string what, std::string detail,
                  instant now) {
  std::string key = "attempt " + std::to_string(row.attempts) + ' ' + what;
  if (row.in_doubt) key += " in doubt";
  store.add_outbox_event({row.number, std::move(key), now, std::move(what), std::move(detail)});
}

std::string_view word_of(ports::send_outcome what) noexcept {
  switch (what) {
    case ports::send_outcome::accepted: return "accepted";
    case ports::send_outcome::refused: return "refused";
    case ports::send_outcome::later: return "later";
    case ports::send_outcome::not_sent: return "not_sent";
    case ports::send_outcome::in_doubt: return "in_doubt";
    case ports::send_outcome::untried: return "untried";
    case ports::send_outcome::account: return "account";
    case ports::send_outcome::gone: return "gone";
  }
  return "";
}

/// News of it came back before the answer that it was taken: then the answer still says what the other side calls it,
/// and who was there.
void adopt(ports::store_writer& store, channel_rules const& rules, ports::outbox_row row, ports::verdict const& said,
           instant now) {
  if (said.what != ports::send_outcome::accepted || !row.remote.empty()) return;
  row.remote = said.remote;
  store.put_outbox(row);
  note_members(store, rules, row, said.members, now);
}

void settle(ports::store_writer& store, channel_rules const& rules, attempt_ended const& one, lane& through,
            instant now, ports::random& random, lane_step& out) {
  through.note(one.verdict, now);
  auto row = store.outbox(one.row);
  if (!row) return;
  if (row->state != outbox_state::sending) return adopt(store, rules, std::move(*row), one.verdict, now);
  auto const& said = one.verdict;
  bool const is_attempt = said.what != ports::send_outcome::account && said.what != ports::send_outcome::untried;
  if (is_attempt)
    note_attempt(store, *row, std::string(word_of(said.what)), said.detail.empty() ? said.why : said.detail, now);
  auto const next = after(*row, said, rules.lane, now, draw(random));
  store.put_outbox(next);
  note_health(store, next, now);
  log_attempt(store, *row, next, said.detail, now);
  if (said.what == ports::send_outcome::accepted) note_members(store, rules, next, said.members, now);
  if (said.what != ports::send_outcome::accepted && said.what != ports::send_outcome::untried)
    out.notes.push_back({"channel_" + std::string(word_of(said.what)), one.row, said.why, said.detail});
}

/// As what a destination is to be looked at now, so that no more is said than was decided when the row was queued, and
/// no more than may be said now. None when that cannot be.
std::optional<protocol::destination_kind> seen_as(channel_rules const& rules, ports::outbox_row const& row,
                                                  ports::message_row const& message, instant now) {
  using protocol::destination_kind;
  auto const kind = rules.room ? rules.room->to : destination_of(rules, row.to, now).kind;
  auto const level = [&](destination_kind to) { return may_say(message.kind, message.scope, rules.kind, to); };
  if (level(kind) == row.level) return kind;
  bool const may_say_more =
      kind == destination_kind::secure_email && level(destination_kind::ordinary_email) == row.level;
  if (may_say_more) return destination_kind::ordinary_email;
  return std::nullopt;
}

std::string_view home_no_longer(ports::store_reader& store, channel_rules const& rules, ports::outbox_row const& row) {
  auto const home = store.home(row.home);
  if (!home || home->suspended) return "home_suspended";
  if (row.contact == 0) return address_of(home->record, rules) != row.to ? "address_changed" : "";
  auto const who = store.contact(row.home, row.contact);
  if (!who || who->removed_at) return "contact_removed";
  if (std::find(who->opted_out.begin(), who->opted_out.end(), rules.name) != who->opted_out.end()) return "opted_out";
  return address_of(*who, rules) != row.to ? "address_changed" : "";
}

std::string_view room_no_longer(ports::store_reader& store, room_rules const& room, ports::outbox_row const& row) {
  if (room.address != row.to) return "address_changed";
  bool const still = room.areas.empty() || is_for(room, store.audience(row.message), store);
  return still ? "" : "not_for_this_room";
}

/// Whether nothing was ever posted to that group; of the newest posts, so that a group that was given up long ago
/// counts as one.
bool is_first_there(ports::store_reader& store, channel_rules const& rules, ports::outbox_row const& row) {
  constexpr std::size_t looked_at = 100;
  if (!rules.room) return false;
  auto const posts = store.outbox_posts(rules.name, looked_at);
  return std::none_of(posts.begin(), posts.end(), [&](auto const& one) { return one.to == row.to; });
}

/// The bytes for this row: made the first time, the same ever after.
std::shared_ptr<std::string const> bytes_of(ports::store_writer& store, channel_rules const& rules,
                                            ports::outbox_row const& row, ports::message_view const& message,
                                            instant now) {
  auto const variant = static_cast<std::uint32_t>(row.level) | (row.in_doubt ? 16U : 0U);
  if (auto held = store.rendered(row.message, rules.name, variant))
    return std::make_shared<std::string const>(std::move(*held));
  auto const what = protocol::parse_message(message.row->body->json);
  if (!what) return nullptr;
  auto const as = seen_as(rules, row, *message.row, now);
  auto const post =
      as ? protocol::disclose(*what, rules.kind, *as, rules.link, names_of(store, *what, row.message)) : std::nullopt;
  if (!post || post->level() != row.level) return nullptr;
  auto bytes = rules.renderer->render(*post, row.in_doubt);
  if (bytes.empty()) return nullptr;
  store.put_rendered(row.message, rules.name, variant, bytes);
  return std::make_shared<std::string const>(std::move(bytes));
}

}  // namespace

std::string_view no_longer(ports::store_reader& store, channel_rules const& rules, ports::outbox_row& row,
                           ports::message_view const& message, instant now) {
  switch (message.closed) {
    case protocol::closure::open: break;
    case protocol::closure::superseded: row.state = outbox_state::withdrawn; return "superseded";
    case protocol::closure::withdrawn: row.state = outbox_state::withdrawn; return "cancelled";
    case protocol::closure::expired: row.state = outbox_state::expired; return "expired";
  }
  if (row.until && now >= *row.until) {
    row.state = row.attempts == 0 ? outbox_state::expired : outbox_state::failed;
    return "not_in_time";
  }
  row.state = outbox_state::suppressed;
  if (rules.room.has_value() != (row.home == 0)) return "address_changed";
  auto const gone = rules.room ? room_no_longer(store, *rules.room, row) : home_no_longer(store, rules, row);
  if (!gone.empty()) return gone;
  if (!seen_as(rules, row, *message.row, now)) return "no_longer_secure";
  return "";
}

lane_step run_lane(ports::store_writer& store, channel_rules const& rules, std::vector<attempt_ended> const& ended,
                   std::size_t idle, instant now, ports::random& random) {
  lane_step out;
  auto const before = kept_lane(store, rules.name);
  lane through(rules.lane, before, now);
  for (auto const& one : ended) settle(store, rules, one, through, now, random, out);

  std::shared_ptr<std::string const> shared;
  ports::outbox_row shared_for;
  std::size_t const slots =
      idle == 0 ? 0 : through.take(std::min(idle, store.outbox_due(rules.name, now, idle).size()), now);
  while (out.go.size() < slots) {
    auto due = store.outbox_due(rules.name, now, slots - out.go.size());
    if (due.empty()) break;
    for (auto& row : due) {
      auto const message = store.message(row.message);
      if (!message) throw ports::store_damaged("The outbox has a row of a message that is not there.");
      auto judged = row;
      auto const why = no_longer(store, rules, judged, *message, now);
      bool const is_same = shared && shared_for.message == row.message && shared_for.level == row.level &&
                           shared_for.in_doubt == row.in_doubt;
      auto bytes = !why.empty() ? nullptr : is_same ? shared : bytes_of(store, rules, row, *message, now);
      if (!bytes) {
        judged.reason = why.empty() ? "cannot_be_rendered" : why;
        judged = as_known(std::move(judged));
        store.put_outbox(judged);
        note_attempt(store, judged, std::string(word(judged.state)), judged.reason, now);
        log_attempt(store, row, judged, "", now);
        continue;
      }
      shared = bytes;
      shared_for = row;
      row.state = outbox_state::sending;
      ++row.attempts;
      store.put_outbox(row);
      out.go.push_back(
          {row.number, row.attempts, row.to, row.in_doubt, is_first_there(store, rules, row), std::move(bytes)});
    }
  }
  if (auto const due = store.outbox_next(rules.name)) {
    auto const can = through.next(now);
    if (can) out.next = std::max(*due, *can);
  }
  if (through.row() != before) store.put_lane(through.row());
  if (through.row().state != before.state && through.row().state == ports::lane_state::paused)
    out.notes.push_back({"channel_paused", 0, through.row().why, ""});
  return out;
}

std::size_t recover_lane(ports::store_writer& store, channel_rules const& rules, instant now) {
  auto const cut = store.outbox_sending(rules.name);
  for (auto const& row : cut) {
    note_attempt(store, row, "interrupted", "the relay ended while it was being sent", now);
    auto const next = after_crash(row, now);
    store.put_outbox(next);
    log_attempt(store, row, next, "", now);
  }
  return cut.size();
}

bool record_return(ports::store_writer& store, std::string const& channel, ports::came_back const& what, instant now) {
  auto row = what.row ? store.outbox(*what.row) : std::nullopt;
  if (!row || row->channel != channel) {
    return store.add_unmatched({0, channel, what.key, now, what.row ? "no such delivery" : what.why});
  }
  std::string detail = what.why;
  if (!what.detail.empty()) detail += (detail.empty() ? "" : " ") + what.detail;
  if (!store.add_outbox_event({row->number, what.key, now, what.what, detail})) return false;
  if (what.news != returned_news::none) log_channel(store, *row, word(what.news), what.why, what.detail, now);
  // Only upwards: who has shown it has it, whatever comes late; and what arrived has not failed.
  bool const has_arrived = what.news == returned_news::delivered || what.news == returned_news::displayed;
  bool const is_mended = has_arrived && row->returned == returned_news::failed;
  bool const is_news = is_mended || (what.news > row->returned && row->returned != returned_news::displayed);
  bool const is_late_failure = what.news == returned_news::failed && row->returned >= returned_news::delivered;
  if (!is_news || is_late_failure) return true;
  row->returned = what.news;
  row->returned_at = now;
  if (what.news == returned_news::failed) {
    row->state = outbox_state::failed;
    row->reason = what.why;
  } else if (row->state != outbox_state::sent) {
    // It arrived, whatever was thought: it is not sent again.
    if (what.news != returned_news::delayed) {
      if (!row->sent_at) row->sent_at = now;
      row->state = outbox_state::sent;
      row->reason.clear();
    }
  }
  store.put_outbox(*row);
  note_health(store, *row, now);
  return true;
}

std::size_t release_held(ports::store_writer& store, ports::message_number message, std::string_view by, instant now) {
  std::size_t count = 0;
  for (auto& row : store.outbox_of(message, 0, ~0U)) {
    if (row.state != outbox_state::held) continue;
    store.add_outbox_event({row.number, "released", now, "released", std::string(by) + ": " + row.reason});
    row.state = outbox_state::queued;
    row.reason.clear();
    row.next_at = now;
    store.put_outbox(row);
    ++count;
  }
  return count;
}

}  // namespace carerelay::core
