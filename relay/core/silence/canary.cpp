#include "relay/core/silence/canary.hpp"

#include <algorithm>
#include <array>

#include "protocol/register/canary.hpp"
#include "relay/core/publish/publish.hpp"
#include "relay/core/ways/channel_evidence.hpp"
#include "relay/core/ways/destination.hpp"
#include "relay/core/ways/outbox_pen.hpp"

namespace carerelay::core {

namespace {

constexpr std::size_t page = 2'000;
constexpr auto look_for_canaries = std::chrono::minutes(10);

std::vector<ports::home_row> canaries_in(ports::store_reader& store) {
  std::vector<ports::home_row> out;
  std::string after;
  for (;;) {
    auto rows = store.homes(after, page, std::nullopt);
    for (auto const& row : rows)
      if (!row.record.dormant && protocol::is_canary(row.record.tags)) out.push_back(row);
    if (rows.size() < page) return out;
    after = rows.back().record.id.text();
  }
}

ports::publisher_row team_in(ports::store_writer& store, instant now) {
  auto const id = protocol::publisher_id::parse(canary_team).value();
  if (auto const held = store.publisher(id)) return *held;
  ports::publisher_row team;
  team.id = id;
  team.name = "Tests of the relay";
  team.made_at = now;
  store.put_publisher(team);
  return team;
}

protocol::message test_message(ports::publisher_row const& team, std::vector<ports::home_row> const& homes,
                               std::string reference, canary_rules const& rules, instant now, ports::random& random) {
  protocol::message out;
  std::array<std::uint8_t, 10> bits{};
  random.fill(bits);
  out.id = protocol::message_id(protocol::make_v7(now, bits));
  out.sender = team.id;
  out.sender_name = team.name;
  out.sent = now;
  auto& said = out.content;
  said.kind = protocol::message_kind::guidance_bulletin;
  said.status = protocol::message_status::test;
  said.scope = protocol::message_scope::public_;
  said.urgency = protocol::urgency::expected;
  said.severity = protocol::severity::minor;
  said.topic = "relay-test";
  said.reference = std::move(reference);
  said.effective = now;
  said.expires = now + rules.every + rules.wait;
  protocol::info_block words;
  words.language = "en-GB";
  words.headline = "Test of the relay";
  words.description = "Nothing is to be done. This is sent again and again to see whether messages arrive.";
  said.info.push_back(std::move(words));
  said.part = protocol::guidance_part{};
  for (auto const& home : homes) said.audience.homes.push_back(home.record.id);
  return out;
}

/// The test by one channel: to the first address of the home that it may go to.
std::optional<ports::outbox_row> row_by(channel_rules const& by, ports::home_row const& home, outbox_pen& pen,
                                        ports::message_number test, ports::store_reader& store, instant now) {
  auto const lane = store.lane(by.name);
  if (lane && lane->state == ports::lane_state::stopped) return std::nullopt;  // somebody stopped it, and knows
  for (auto const& who : addressees_of(store, home, by)) {
    written_to const to{who.contact, who.address};
    if (who.does_not_want(by) || !pen.why_not(by, to, now).empty()) continue;
    return pen.row(by, test, home.number, to, store, now);
  }
  return std::nullopt;
}

void send_by_channels(ports::store_writer& store, protocol::message const& what, ports::message_number test,
                      std::vector<ports::home_row> const& homes, outbox_rules const& ways, instant now) {
  outbox_pen pen(what);
  std::vector<ports::outbox_row> rows;
  for (auto const& home : homes)
    for (auto const& by : ways.channels)
      if (!by.room && !home.suspended)
        if (auto row = row_by(by, home, pen, test, store, now)) rows.push_back(std::move(*row));
  add_rows(store, rows);
}

/// Whether news of a delivery has come before, of this home by this channel.
bool brought_news(ports::store_reader& store, ports::outbox_row const& row) {
  auto const all = store.way_health(row.home, row.home);
  return std::any_of(all.begin(), all.end(), [&](auto const& one) {
    return one.channel == row.channel && one.contact == row.contact && one.good_at;
  });
}

/// What is wrong with the test's row, a word; "" while all is as it was.
std::string fault_of(ports::store_reader& store, ports::outbox_row const& row) {
  using ports::outbox_state;
  auto const reason = [&] { return row.reason.empty() ? std::string(word(row.state)) : row.reason; };
  switch (row.state) {
    case outbox_state::sent:
      if (row.returned == ports::returned_news::delivered || row.returned == ports::returned_news::displayed) return "";
      return brought_news(store, row) ? "no_news" : "";
    case outbox_state::queued:
    case outbox_state::sending:
    case outbox_state::unknown:
    case outbox_state::failed:
    case outbox_state::held:
    case outbox_state::expired: return reason();
    case outbox_state::suppressed:
    case outbox_state::withdrawn: return "";  // its address was changed meanwhile, or it was replaced
  }
  return "";
}

/// The ways by which the test has not arrived, of the homes that are still ours.
std::vector<silent_canary> silent_of(ports::store_reader& store, ports::message_number test) {
  std::vector<silent_canary> out;
  for (auto const& receipt : store.receipts(test, 0, page)) {
    auto const home = store.home(receipt.home);
    if (!home || home->record.dormant || !protocol::is_canary(home->record.tags)) continue;
    if (receipt.what.state.stage < protocol::stage::delivered)
      out.push_back({home->record.id, home->record.area, "stream", "not_stored"});
    for (auto const& row : store.outbox_of(test, receipt.home, receipt.home))
      if (auto why = fault_of(store, row); !why.empty())
        out.push_back({home->record.id, home->record.area, row.channel, std::move(why)});
  }
  return out;
}

}  // namespace

canary_look look_at_canaries(ports::store_writer& store, canary_rules const& rules, outbox_rules const& ways,
                             instant now, ports::random& random, std::vector<event>& told) {
  canary_look out;
  if (rules.every <= std::chrono::milliseconds(0)) return out;
  auto const id = protocol::publisher_id::parse(canary_team).value();
  auto const tests = store.messages(0, 1, id);
  if (!tests.empty() && now < tests.front().row->sent + rules.every) {
    auto const judged_at = tests.front().row->sent + rules.wait;
    out.next = tests.front().row->sent + rules.every;
    if (now < judged_at) {
      out.next = std::min(*out.next, judged_at);
      return out;
    }
    out.has_judged = true;
    out.silent = silent_of(store, tests.front().row->body->number);
    return out;
  }
  auto const homes = canaries_in(store);
  if (homes.empty()) {
    out.has_judged = true;  // none: none is silent
    out.next = now + look_for_canaries;
    return out;
  }
  auto const slot = now.time_since_epoch() / rules.every;
  publication test;
  test.message = test_message(team_in(store, now), homes, "test-" + std::to_string(slot), rules, now, random);
  for (auto const& home : homes) test.targets.push_back(home.number);
  std::sort(test.targets.begin(), test.targets.end());
  if (!store.message_by_reference(id, test.message.content.reference)) {
    test.draft_sum = protocol::draft_digest(test.message.content);
    test.json = protocol::encode(test.message);
    auto sent = put(store, test);
    send_by_channels(store, test.message, sent.body->number, homes, ways, now);
    told.emplace_back(std::move(sent));
  }
  out.next = now + std::min(rules.wait, rules.every);
  return out;
}

}  // namespace carerelay::core
