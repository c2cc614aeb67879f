#include "relay/core/ways/chat_said.hpp"

#include <algorithm>

#include "protocol/channel/chat_command.hpp"
#include "protocol/crypto/hash.hpp"
#include "relay/core/stream/acts.hpp"
#include "relay/core/ways/chat_bindings.hpp"
#include "relay/core/ways/contacts.hpp"
#include "relay/core/ways/group_members.hpp"
#include "relay/core/ways/post_ref.hpp"
#include "relay/core/ways/silenced.hpp"

namespace carerelay::core {

using protocol::chat_word;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t people_most = 1'000;

/// A home that somebody may answer for.
struct bound_home {
  ports::chat_binding_row by;
  ports::home_row home;
};

/// One message of one of those homes.
struct meant {
  bound_home const* of = nullptr;
  ports::inbox_row entry;
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// What one turn needs of its arguments.
struct turn {
  ports::store_writer& store;
  channel_rules const& rules;
  ports::came_back const& what;
  instant now;
  ports::random& random;
  said_budget& budget;
  std::vector<bound_home> homes{};

  said_answer stranger() {
    if (!budget.may_answer(what.who, now)) return {};
    return {"I do not know yet which home you answer for. Make a code on your home's page (" + rules.link +
                ") and say it here: join ABCDE-FGHJK",
            {},
            {},
            false};
  }
  said_answer say(std::string text) { return {std::move(text), {}, {}, false}; }
  std::string names() const {
    std::string out;
    for (std::size_t i = 0; i < homes.size(); ++i) {
      if (i != 0) out += i + 1 == homes.size() ? " and " : ", ";
      out += homes[i].home.record.name;
    }
    return out;
  }

  said_answer join(std::string const& code);
  said_answer help();
  said_answer stop();
  said_answer ack(protocol::chat_command command);
  said_answer press(protocol::chat_command const& command);
  std::vector<meant> find(std::string const& ref) const;
  std::string answered_ref() const;
  said_answer record(meant const& one, std::string const& ref);
};

said_answer turn::join(std::string const& code) {
  if (what.in_group) {
    if (!budget.may_answer(what.who, now)) return {};
    return say("Say a code to me alone, never in the group: who reads it can use it. Please make a new one.");
  }
  if (was_bound_by(store, code, rules.account, what.who) || !budget.may_try(what.who, now)) return {};
  auto const row = bind_by_code(store, code, rules.account, {what.who, what.number}, now, random);
  if (!row) {
    budget.tried_wrong(what.who, now);
    auto out = say("This code is wrong, used or out of date. Please make a new one on your home's page: " + rules.link);
    out.notes.push_back({"chat_code_wrong", ""});
    return out;
  }
  auto const home = store.home(row->home);
  auto out = say("You now answer for " + home->record.name + " (" + row->role +
                 "). Say: ack and what stands in brackets, such as: ack B7.1. To end it, say: stop");
  out.notes.push_back({"chat_bound", home->record.id.text()});
  return out;
}

said_answer turn::help() {
  if (homes.empty()) return stranger();
  return say("You answer for " + names() +
             ". Say: ack and what stands in brackets, such as: ack B7.1. It says that you have seen it and are "
             "dealing with it; everything else is on your home's page: " +
             rules.link + ". To end it, say: stop. Nothing else that you write here is read or kept.");
}

said_answer turn::stop() {
  // "Stop!" to somebody else in the group is talk.
  if (what.in_group) return homes.empty() ? said_answer{} : say("To end it, say stop here, to me alone.");
  auto const all = bindings_of(store, rules.account, {what.who, what.number});
  said_answer out;
  out.wants_stop = true;
  for (auto const& row : all) {
    unbind(store, row, "said_stop", "", now);
    auto const home = store.home(row.home);
    out.notes.push_back({"chat_unbound", home ? home->record.id.text() : ""});
  }
  if (!all.empty()) out.reply = "You no longer answer for a home here. Your home still gets everything on its page.";
  return out;
}

std::optional<meant> entry_of(ports::store_reader& store, bound_home const& home, ports::message_number message) {
  auto const receipt = store.receipt(message, home.home.number);
  auto entry = receipt ? store.inbox_entry(home.home.number, receipt->what.seq) : std::nullopt;
  if (!entry || entry->message.row->kind == protocol::message_kind::test_result) return std::nullopt;
  return meant{&home, std::move(*entry)};
}

std::vector<meant> turn::find(std::string const& ref) const {
  std::vector<meant> out;
  auto const number = find_by_ref(store, ref);
  if (!number) return out;
  for (auto const& one : homes)
    if (auto found = entry_of(store, one, *number)) out.push_back(std::move(*found));
  return out;
}

/// The message of the post that this is an answer to; "" when it is to none of ours.
std::string turn::answered_ref() const {
  auto post = find_post(store, rules, what.about);
  if (!post && !what.about.empty() && !what.number.empty())
    for (auto& row : store.outbox_to(what.number))
      if (row.channel == rules.name && row.remote == what.about) post = std::move(row);
  auto const message = post ? store.message(post->message) : std::nullopt;
  return message ? post_ref(store, *message->row) : std::string();
}

said_answer turn::ack(protocol::chat_command command) {
  if (homes.empty()) return stranger();
  if (command.ref.empty()) command.ref = answered_ref();
  if (command.ref.empty()) return say("Which message? Say: ack and what stands in brackets, such as: ack B7.1");
  auto found = find(command.ref);
  if (found.empty()) return say("There is no message " + command.ref + " for " + names() + ".");
  if (!command.home.empty()) {
    auto const words = lower(command.home);
    std::erase_if(found, [&](meant const& one) {
      auto const& record = one.of->home.record;
      return lower(record.id.text()) != words && lower(record.name).find(words) == std::string::npos;
    });
    if (found.empty()) return say("You do not answer for such a home. You answer for " + names() + ".");
  }
  if (found.size() == 1) return record(found.front(), command.ref);
  std::string ask = "For which home? Say one of these:";
  for (auto const& one : found)
    ask += "\nack " + command.ref + ' ' + one.of->home.record.id.text() + "  (" + one.of->home.record.name + ')';
  return say(std::move(ask));
}

/// The button below a post: our own token in it says which delivery it is, so that nobody need be bound.
said_answer turn::press(protocol::chat_command const& command) {
  said_answer out;
  auto const row = store.outbox(*what.row);
  // A number that is not the row's has got hold of somebody else's button.
  bool const is_theirs =
      row && row->channel == rules.name && (!what.who.starts_with("tel ") || what.who.substr(4) == row->to);
  if (!is_theirs) return out;
  out.wants_stop = command.what == chat_word::stop;
  auto home = store.home(row->home);
  if (command.what != chat_word::ack || !home || home->suspended) return out;
  bound_home one{{}, std::move(*home)};
  auto const contact = store.contact(row->home, row->contact);
  one.by.role = contact && !contact->removed_at ? std::string(word(contact->role)) : "other";
  auto const found = entry_of(store, one, row->message);
  if (!found) return out;
  auto const ref = post_ref(store, *found->entry.message.row);
  return record(*found, ref);
}

/// The same for the same words said once.
protocol::event_id id_of(std::string_view account, std::string_view key, protocol::message_id message) {
  auto const sum = protocol::crypto::sha256({protocol::as_bytes("carerelay chat"), protocol::as_bytes(account),
                                             protocol::as_bytes("\n"), protocol::as_bytes(key), message.bytes()});
  protocol::uuid::bytes_type bytes{};
  std::copy_n(sum.begin(), bytes.size(), bytes.begin());
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x80);  // RFC 9562 section 5.8: our own kind
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  return protocol::event_id(protocol::uuid(bytes));
}

/// As people know them from their page.
std::string in_words(std::vector<protocol::response> const& options) {
  std::string out;
  for (auto const one : options) {
    if (!out.empty()) out += ", ";
    switch (one) {
      case protocol::response::in_progress: out += "Doing it now"; break;
      case protocol::response::actioned: out += "Done"; break;
      case protocol::response::not_relevant: out += "Does not apply"; break;
      case protocol::response::need_help: out += "We need help"; break;
    }
  }
  return out;
}

said_answer turn::record(meant const& one, std::string const& ref) {
  auto const home = one.of->home.number;
  auto const& row = *one.entry.message.row;
  auto const& name = one.of->home.record.name;
  ports::receipt_event event;
  event.id = id_of(rules.account, what.key, row.body->id);
  for (auto const& before : store.events(row.body->number, home))
    if (before.id == event.id) return {};

  auto const answered = one.entry.state.answer;
  if (answered && *answered != protocol::response::in_progress)
    return say(name + " has answered " + ref + " already (" + std::string(word(*answered)) +
               "). To change it, open your home's page: " + rules.link);
  auto const message = protocol::parse_message(row.body->json);
  auto const options = message ? message->content.ack.options : std::vector<protocol::response>{};
  bool const may =
      options.empty() || std::find(options.begin(), options.end(), protocol::response::in_progress) != options.end();
  if (!may)
    return say("Not noted: " + ref + " asks for one of these answers: " + in_words(options) +
               ". None of them can be given by ack, which says that you have seen it and are dealing with it. Open "
               "your home's page: " +
               rules.link);

  event.act = protocol::receipt_act::responded;
  event.channel = rules.name;
  event.recorded_at = now;
  event.answer = protocol::response::in_progress;
  event.role = one.of->by.role;
  auto const done = apply_act(store, home, one.entry.seq, std::move(event));
  if (!done) return say(ref + " cannot be answered here. Open your home's page: " + rules.link);
  if (auto by = one.of->by; !by.id.empty()) {
    by.last_at = now;
    store.put_chat_binding(by);
  }

  auto out = say("Noted for " + name + ": " + ref +
                 " seen and being dealt with. When it is done, say so on your home's "
                 "page: " +
                 rules.link);
  if (one.entry.message.closed == protocol::closure::superseded) out.reply += " A newer message has taken its place.";
  if (one.entry.message.closed == protocol::closure::withdrawn) out.reply += " It has been withdrawn since.";
  out.notes.push_back({"chat_acknowledged", one.of->home.record.id.text()});
  out.after_commit.push_back(receipts_changed{row.body->number, {home}});
  return out;
}

}  // namespace

said_budget::slot& said_budget::of(std::string const& who, instant now) {
  if (auto const found = people_.find(who); found != people_.end()) return found->second;
  if (people_.size() >= people_most) {
    auto const last = [](slot const& one) { return std::max(one.answered_at, one.tries_since); };
    people_.erase(std::min_element(people_.begin(), people_.end(),
                                   [&](auto const& a, auto const& b) { return last(a.second) < last(b.second); }));
  }
  auto& made = people_[who];
  made.tries_since = now;
  return made;
}

bool said_budget::may_answer(std::string const& who, instant now) {
  if (now - minute_ >= 1min) {
    minute_ = now;
    answered_ = 0;
  }
  auto& theirs = of(who, now);
  if (answered_ >= 20 || now - theirs.answered_at < 10min) return false;
  ++answered_;
  theirs.answered_at = now;
  return true;
}

bool said_budget::may_try(std::string const& who, instant now) {
  if (now - hour_ >= 1h) {
    hour_ = now;
    wrong_ = 0;
  }
  auto& theirs = of(who, now);
  if (now - theirs.tries_since >= 1h) {
    theirs.tries_since = now;
    theirs.wrong = 0;
  }
  return wrong_ < 100 && theirs.wrong < 5;
}

void said_budget::tried_wrong(std::string const& who, instant now) {
  ++wrong_;
  ++of(who, now).wrong;
}

namespace {

/// What was done stays done. Whoever asked for something that was not gets no word of it: so that somebody knows, it is
/// noted for whom they asked.
void silence(said_answer& what, std::vector<bound_home> const& homes) {
  if (!what.reply.empty() && what.notes.empty()) {
    for (auto const& one : homes) what.notes.push_back({"chat_unanswered", one.home.record.id.text()});
    if (homes.empty()) what.notes.push_back({"chat_unanswered", ""});
  }
  what.reply.clear();
}

said_answer obey(turn& one, protocol::chat_command const& command) {
  switch (command.what) {
    case chat_word::none: return {};
    case chat_word::join: return one.join(command.code);
    case chat_word::help: return one.help();
    case chat_word::stop: return one.stop();
    case chat_word::ack: return one.ack(command);
  }
  return {};
}

}  // namespace

said_answer take_said(ports::store_writer& store, channel_rules const& rules, ports::came_back const& what, instant now,
                      ports::random& random, said_budget& budget) {
  if (!what.row && (rules.account.empty() || what.who.empty())) return {};
  auto const command = protocol::parse_chat_command(what.said);
  if (command.what == chat_word::none) return {};
  turn one{store, rules, what, now, random, budget};
  if (what.row) return one.press(command);
  for (auto& row : bindings_of(store, rules.account, {what.who, what.number})) {
    auto home = store.home(row.home);
    if (home && !home->suspended) one.homes.push_back({std::move(row), std::move(*home)});
  }
  auto out = obey(one, command);
  if (is_silenced(store, rules)) silence(out, one.homes);
  return out;
}

}  // namespace carerelay::core
