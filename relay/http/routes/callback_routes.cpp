#include <memory>
#include <set>

#include "adapters/ports/callback.hpp"
#include "relay/core/ways/chat_said.hpp"
#include "relay/core/ways/contacts.hpp"
#include "relay/core/ways/group_members.hpp"
#include "relay/core/ways/outbox.hpp"
#include "relay/core/ways/silenced.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

/// What services tell us of posts by themselves. Nobody is signed in here: each call proves itself, and what proves
/// nothing changes nothing.
namespace carerelay::http {

using protocol::errc;

namespace {

ports::callback_call call_of(request const& asked) {
  return {asked.body, asked.authorization, asked.hub_signature, &asked.query};
}

ports::callback_reader const* reader_of(std::string const& channel, context const& with) {
  auto const found = with.facts.callbacks.find(channel);
  return found == with.facts.callbacks.end() ? nullptr : found->second.get();
}

answer not_proven() {
  auto out = problem(errc::unauthenticated, "this call does not show that it comes from the service");
  out.failed_proof = true;
  return out;
}

answer taken() {
  answer out;
  out.body = "{}";
  return out;
}

/// What becomes of what somebody pressed or wrote.
core::said_answer hear(core::channel_rules const& rules, ports::came_back const& what, context& with, answer& out) {
  auto said = core::take_said(*with.writer, rules, what, with.now, with.random, *with.facts.said);
  for (auto const& one : said.notes)
    out.notes.push_back({one.event, {{"channel", rules.name}, {"home", one.about}}, false});
  for (auto& one : said.after_commit) with.after_commit.push_back(std::move(one));
  return said;
}

void opt_out(ports::home_number number, std::uint32_t contact, std::string const& channel, context& with) {
  auto const home = with.store.home(number);
  if (home) core::opt_out(*with.writer, *home, contact, channel, true, {"", {}, with.now}, with.after_commit);
}

/// A button. There is nobody to answer: the button is the answer.
void hear_button(core::channel_rules const& rules, ports::came_back const& what, context& with, answer& out) {
  auto const said = hear(rules, what, with, out);
  auto const row = said.wants_stop ? with.store.outbox(*what.row) : std::nullopt;
  if (row) opt_out(row->home, row->contact, rules.name, with);
}

/// Nothing more is sent to the number that said stop, whoever has it as a contact; gives whether anything was.
bool stop_number(std::string const& number, std::string const& channel, context& with) {
  std::set<std::pair<ports::home_number, std::uint32_t>> whose;
  for (auto const& row : with.store.outbox_to(number))
    if (row.channel == channel && row.contact != 0) whose.emplace(row.home, row.contact);
  for (auto const& [home, contact] : whose) opt_out(home, contact, channel, with);
  return !whose.empty();
}

/// The group in which the post stands that somebody answers there; else the caller, to whom all else is said.
core::channel_rules const* said_in(std::string const& caller, ports::came_back const& what, context const& with) {
  for (auto const& one : with.facts.outbox.channels)
    if (what.in_group && one.room && one.room->kind == caller + "_group" &&
        core::find_post(with.store, one, what.about))
      return &one;
  return with.facts.outbox.find(caller);
}

/// Words. Whoever wrote them is answered alone, once what came of it is durable.
void hear_words(ports::callback_reader const& reader, std::string const& caller, ports::came_back const& what,
                context& with, answer& out) {
  auto const* const rules = said_in(caller, what, with);
  if (rules == nullptr || rules->account.empty()) return;
  auto said = hear(*rules, what, with, out);
  if (said.wants_stop && !what.number.empty() && stop_number(what.number, caller, with))
    said.reply = "Nothing more is sent to this number this way. Your home still gets everything on its page.";
  if (said.reply.empty() || core::is_silenced(with.store, *rules)) return;
  out.once_durable.push_back([&reader, what, text = std::move(said.reply)] { reader.reply(what, text); });
}

/// That somebody's device has shown a post to a group.
void see(core::channel_rules const& rules, ports::came_back const& what, context& with) {
  auto const row = with.store.outbox(*what.row);
  if (!rules.room || !row || row->remote.empty()) return;
  auto about = what;
  about.about = row->remote;
  (void)core::take_shown(*with.writer, rules, about, false, with.now);
}

/// The channel of that delivery, when this call may speak of it; "" otherwise.
std::string spoken_of(ports::outbox_number number, std::string const& caller, context const& with) {
  auto const row = with.store.outbox(number);
  if (!row || row->channel == caller) return row ? caller : "";
  auto const* const rules = with.facts.outbox.find(row->channel);
  // One call tells of all that an account sends, to persons and to its groups.
  return rules != nullptr && rules->room && rules->room->kind == caller + "_group" ? row->channel : "";
}

/// In the order it was said. Told again, or late, it changes nothing.
answer write_down(ports::callback_reader const& reader, std::string const& caller,
                  std::vector<ports::came_back> const& news, context& with) {
  auto out = taken();
  for (auto const& one : news) {
    if (!one.row && !one.said.empty()) hear_words(reader, caller, one, with, out);
    auto const channel = one.row ? spoken_of(*one.row, caller, with) : "";
    auto const* const rules = with.facts.outbox.find(channel);
    if (rules != nullptr && !one.said.empty()) hear_button(*rules, one, with, out);
    if (rules != nullptr && one.news == ports::returned_news::displayed) see(*rules, one, with);
    if (channel.empty() || !core::record_return(*with.writer, channel, one, with.now)) continue;
    out.notes.push_back(
        {"channel_returned",
         {{"channel", channel}, {"row", std::to_string(*one.row)}, {"what", one.what}, {"why", one.why}},
         false});
  }
  return out;
}

}  // namespace

answer post_callback(request const& asked, arguments const& at, context& with) {
  auto const* const reader = reader_of(at[0], with);
  if (reader == nullptr) return not_proven();  // nor is it said which channels there are
  auto news = reader->read(call_of(asked));
  if (!news) return not_proven();
  if (news->empty()) return taken();
  answer out;
  auto const kept = std::make_shared<std::vector<ports::came_back> const>(std::move(*news));
  out.afterwards = [kept, reader, channel = at[0]](request const&, context& later) {
    return write_down(*reader, channel, *kept, later);
  };
  return out;
}

answer get_callback(request const& asked, arguments const& at, context& with) {
  auto const* const reader = reader_of(at[0], with);
  if (reader == nullptr) return not_proven();  // nor is it said which channels there are
  auto const said = reader->challenge(call_of(asked));
  if (!said) return not_proven();
  answer out;
  out.content_type = "text/plain; charset=utf-8";
  out.headers.emplace_back("Cache-Control", "no-store");
  out.body = *said;
  return out;
}

}  // namespace carerelay::http
