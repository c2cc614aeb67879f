#include "relay/core/silence/call_list.hpp"

#include <algorithm>
#include <array>

#include "adapters/ports/store.hpp"
#include "relay/core/silence/escalate.hpp"
#include "relay/core/ways/contacts.hpp"
#include "relay/core/ways/outbox.hpp"

namespace carerelay::core {

using ports::call_outcome;
using ports::rung_outcome;

namespace {

constexpr std::size_t watches_looked_at = 500;

/// "4 h", "90 min"
std::string long_time(std::chrono::milliseconds what) {
  auto const minutes = std::chrono::round<std::chrono::minutes>(what).count();
  if (minutes < 1) return std::to_string(std::chrono::round<std::chrono::seconds>(what).count()) + " s";
  if (minutes % 60 == 0 || minutes > 600) return std::to_string((minutes + 30) / 60) + " h";
  return std::to_string(minutes) + " min";
}

std::string silence_in_words(protocol::receipt_state const& state) {
  switch (state.stage) {
    case protocol::stage::targeted: return "not reached";
    case protocol::stage::delivered: return "arrived, not read";
    case protocol::stage::read: return "read, no reply";
    case protocol::stage::acknowledged: return "replied";
  }
  return "";
}

std::string whose(ports::store_reader& store, ports::outbox_row const& row) {
  auto const role = role_of(store, row.home, row.contact);
  return role ? row.channel + " to the " + std::string(in_words(*role)) : row.channel;
}

std::vector<callee> others_of(ports::store_reader& store, ports::home_number home) {
  std::vector<callee> out;
  for (auto const& one : store.contacts(home))
    out.push_back({one.number, std::string(ports::word(one.role)), one.label, one.telephone});
  return out;
}

std::string why_of(ports::store_reader& store, call_entry const& entry, instant begins,
                   std::vector<ports::rung_row> const& rungs) {
  std::string out = silence_in_words(entry.state) + " after " + long_time(entry.since - begins);
  auto const number = entry.message.row->body->number;
  for (auto const& row : store.outbox_of(number, entry.home.number, entry.home.number))
    out += "; " + whose(store, row) + ": " + in_words(row);
  for (auto const& one : rungs) {
    if (one.outcome != rung_outcome::skipped) continue;
    auto const said = skip_in_words(one.why);
    if (!said.empty()) out += "; " + one.step + ": " + std::string(said);
  }
  return out;
}

}  // namespace

std::string_view skip_in_words(std::string_view why) noexcept {
  struct said {
    std::string_view word, sentence;
  };
  static constexpr std::array all{
      said{"no_address", "no address or number is known"},
      said{"bad_address", "the address or number is not one that can be used"},
      said{"lookalike_domain", "the address looks like a secure one but is not: check it"},
      said{"no_second_contact", "no second contact is known"},
      said{"not_granted", "this team may not use it"},
      said{"not_by_this_channel", "it may not go this way"},
      said{"opted_out", "they do not want it"},
      said{"channel_stopped", "it was stopped by a person"},
      said{"home_suspended", "the home is suspended"},
  };
  for (auto const& one : all)
    if (one.word == why) return one.sentence;
  return {};
}

std::string_view word(call_outcome value) noexcept {
  switch (value) {
    case call_outcome::reached: return "reached";
    case call_outcome::no_answer: return "no_answer";
    case call_outcome::wrong_number: return "wrong_number";
    case call_outcome::will_act: return "will_act";
  }
  return "";
}

std::string in_words(ports::call_row const& what) {
  std::string const whom = what.spoke_to.empty() ? "somebody" : what.spoke_to;
  switch (what.outcome) {
    case call_outcome::reached: return "spoke to " + whom;
    case call_outcome::no_answer: return "nobody answered";
    case call_outcome::wrong_number: return "the number is wrong";
    case call_outcome::will_act: break;
  }
  std::string out = "spoke to " + whom + ": they will act";
  if (what.will_act) out += " by " + protocol::to_london_text(*what.will_act);
  return out;
}

std::vector<call_entry> call_list(ports::store_reader& store, sight const& seen) {
  std::vector<call_entry> out;
  ports::message_row const& row = *seen.view.row;
  if (seen.view.closed != protocol::closure::open || is_wellbeing(row)) return out;
  auto const what = protocol::parse_message(row.body->json);
  if (!what) return out;
  auto const waited = awaited(seen.view, what->content.ack);
  auto const rungs = store.rungs(row.body->number, 0, ~0U);
  for (auto const& listed : rungs) {
    if (listed.outcome != rung_outcome::listed) continue;
    auto const receipt = store.receipt(row.body->number, listed.home);
    auto const home = store.home(listed.home);
    if (!receipt || !home || !shows(seen, receipt->what) || is_answered(waited, receipt->what.state.stage)) continue;
    call_entry entry{seen.view,
                     *home,
                     receipt->what.state,
                     listed.at,
                     "",
                     others_of(store, listed.home),
                     store.calls(row.body->number, listed.home)};
    std::vector<ports::rung_row> own;
    std::copy_if(rungs.begin(), rungs.end(), std::back_inserter(own),
                 [&](auto const& one) { return one.home == listed.home; });
    entry.why = why_of(store, entry, waited.begins, own);
    out.push_back(std::move(entry));
  }
  return out;
}

std::vector<call_entry> call_list(ports::store_reader& store, actor const& who, instant now, std::size_t limit) {
  std::vector<call_entry> out;
  for (auto const& watch : store.watches(watches_looked_at)) {
    auto const view = store.message(watch.message);
    auto const seen = view ? look_at(store, who, *view, now) : std::nullopt;
    if (!seen) continue;
    auto some = call_list(store, *seen);
    std::move(some.begin(), some.end(), std::back_inserter(out));
  }
  std::stable_sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.since < b.since; });
  if (out.size() > limit) out.erase(out.begin() + static_cast<std::ptrdiff_t>(limit), out.end());
  return out;
}

void note_call(ports::store_writer& store, ports::message_row const& message, ports::home_row const& home,
               ports::call_row row) {
  row.message = message.body->number;
  row.home = home.number;
  protocol::evidence::event said{protocol::evidence::event_type::call_noted, row.at};
  said.by = row.by;
  said.message = message.body->id;
  said.home = home.record.id;
  said.more = {{"outcome", std::string(word(row.outcome))}};
  if (row.will_act) said.more.push_back({"will_act", protocol::to_text(*row.will_act)});
  store.add_call(row);
  store.log_event(said);
}

}  // namespace carerelay::core
