#include "relay/core/ways/group_members.hpp"

#include <algorithm>

#include "relay/core/ways/channel_evidence.hpp"

namespace carerelay::core {
namespace {

constexpr std::size_t posts_looked_at = 100;

/// The homes this person may answer for now.
std::vector<ports::chat_binding_row> bound(ports::store_reader& store, channel_rules const& rules,
                                           std::string const& who) {
  auto out = store.chat_bindings(rules.account, who);
  std::erase_if(out, [&](auto const& one) {
    auto const home = store.home(one.home);
    return !home || home->suspended;
  });
  return out;
}

std::optional<ports::outbox_row> row_of(ports::store_reader& store, ports::outbox_row const& post,
                                        ports::chat_binding_row const& person) {
  for (auto& row : store.outbox_of(post.message, person.home, person.home))
    if (row.channel == post.channel && row.contact == person.contact) return std::move(row);
  return std::nullopt;
}

/// Adds the row of a home beside the group's. None when the message did not go to that home.
std::optional<ports::outbox_row> add_row(ports::store_writer& store, ports::outbox_row const& post,
                                         ports::chat_binding_row const& person, std::string_view how, instant now) {
  if (!store.receipt(post.message, person.home)) return std::nullopt;
  ports::outbox_row row;
  row.message = post.message;
  row.home = person.home;
  row.contact = person.contact;
  row.channel = post.channel;
  row.level = post.level;
  row.state = ports::outbox_state::sent;  // with the post; it has no `sent_at`, as it is none of the channel's own
  row.queued_at = row.next_at = now;
  row.reason = how;
  store.add_outbox({row});
  log_channel(store, row, how, "", "", now);
  return row_of(store, post, person);
}

}  // namespace

bool is_of_a_group(ports::outbox_row const& row) noexcept {
  return row.home != 0 && (row.reason == in_the_group || row.reason == in_the_group_later);
}

void note_members(ports::store_writer& store, channel_rules const& rules, ports::outbox_row const& post,
                  std::vector<std::string> const& members, instant now) {
  if (rules.account.empty() || post.home != 0) return;
  for (auto const& who : members)
    for (auto const& person : bound(store, rules, who))
      if (!row_of(store, post, person)) (void)add_row(store, post, person, in_the_group, now);
}

std::optional<ports::outbox_row> find_post(ports::store_reader& store, channel_rules const& rules,
                                           std::string_view remote) {
  if (!rules.room || remote.empty()) return std::nullopt;
  for (auto& row : store.outbox_posts(rules.name, posts_looked_at))
    if (row.remote == remote) return std::move(row);
  return std::nullopt;
}

std::size_t take_shown(ports::store_writer& store, channel_rules const& rules, ports::came_back const& what,
                       bool and_before, instant now) {
  if (rules.account.empty() || what.who.empty()) return 0;
  auto const people = bound(store, rules, what.who);
  auto const last = people.empty() ? std::nullopt : find_post(store, rules, what.about);
  if (!last) return 0;
  std::size_t count = 0;
  for (auto const& post : store.outbox_posts(rules.name, posts_looked_at)) {
    bool const is_it = post.number == last->number;
    bool const is_later = std::pair(*post.sent_at, post.number) > std::pair(*last->sent_at, last->number);
    if (is_later || (!is_it && !and_before)) continue;
    for (auto const& person : people) {
      auto row = row_of(store, post, person);
      // What was posted before they came may not be shown to them at all.
      if (!row && is_it) row = add_row(store, post, person, in_the_group_later, now);
      if (!row || !is_of_a_group(*row) || row->returned == ports::returned_news::displayed) continue;
      ports::came_back said;
      said.key = "shown";
      said.row = row->number;
      said.news = ports::returned_news::displayed;
      said.what = "displayed";
      count += record_return(store, rules.name, said, now) ? 1 : 0;
    }
  }
  return count;
}

}  // namespace carerelay::core
