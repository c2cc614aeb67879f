#include <algorithm>

#include "protocol/json/object_reader.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/message_json.hpp"
#include "relay/http/post_json.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

using protocol::errc;
using protocol::json::presence;

namespace {

bool is_for_areas(core::post_seen const& post, std::vector<protocol::area_code> const& areas) {
  if (post.rules == nullptr || post.rules->room->areas.empty()) return false;
  auto const& of = post.rules->room->areas;
  return std::any_of(of.begin(), of.end(),
                     [&](auto const& area) { return std::find(areas.begin(), areas.end(), area) != areas.end(); });
}

/// How many of the message's homes are in the room's areas.
std::uint64_t homes_of(core::post_seen const& post, protocol::coverage const& figures) {
  if (post.rules == nullptr || post.rules->room->areas.empty()) return figures.all.targeted;
  auto const& of = post.rules->room->areas;
  std::uint64_t out = 0;
  for (auto const& one : figures.areas)
    if (std::find(of.begin(), of.end(), one.area) != of.end()) out += one.count.targeted;
  return out;
}

void write_post(protocol::json::writer& json, core::post_seen const& post, context const& with) {
  auto const& row = post.row;
  bool const by_hand = post.rules != nullptr && post.rules->is_by_hand();
  protocol::member_id reporter;
  if (by_hand && !row.remote.empty()) reporter = protocol::member_id::parse(row.remote).value();
  auto const name = reporter.empty() ? std::string() : name_of(reporter, with);
  json.begin_object().member("channel", row.channel);
  if (post.rules != nullptr) {
    json.member("kind", post.rules->room->kind).member("name", post.rules->room->title);
    if (!post.rules->room->host.empty()) json.member("host", post.rules->room->host);
  }
  json.member("state", core::post_word(post)).member("words", core::post_in_words(post, name));
  json.member("level", protocol::word(row.level));
  if (row.sent_at) json.member("posted_at", protocol::to_text(*row.sent_at));
  if (!reporter.empty()) json.member("posted_by", reporter.text()).member("posted_by_name", name);
  if (row.in_doubt) json.member("possible_duplicate", true);
}

/// What somebody may see of the posts: who sees a part of the message's homes, the rooms of that part.
or_answer<std::vector<core::post_seen>> seen_posts(core::sight const& seen, context const& with) {
  auto all = core::posts_of(with.store, with.facts.outbox, seen.view, with.now);
  if (!seen.is_whole) std::erase_if(all, [&](auto const& one) { return !is_for_areas(one, seen.areas); });
  return all;
}

void write_whole(protocol::json::writer& json, core::post_seen const& post, protocol::coverage const& figures,
                 context const& with) {
  write_post(json, post, with);
  if (!post.text.empty()) json.member("text", post.text);
  json.member("homes", homes_of(post, figures));
  json.end_object();
}

struct looked {
  core::actor who;
  core::sight seen;
};
or_answer<looked> look(request const& asked, std::string const& message, context const& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const id = protocol::message_id::parse(message);
  auto const seen = id ? core::look_at(with.store, *who, *id, with.now) : std::nullopt;
  if (!seen) return not_found();
  return looked{*who, *seen};
}

answer one_post(core::post_seen const& post, core::sight const& seen, context const& with) {
  answer out;
  protocol::json::writer json(out.body);
  write_whole(json, post, core::coverage_for(with.store, seen), with);
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

/// Who may say that they have posted it: a person who may write, publish or stand for messages.
std::optional<answer> refuse_report(core::actor const& who) {
  using protocol::role;
  if (!who.member.is_person) return problem(errc::needs_a_person, "only a person can say that they have posted it");
  if (who.member.roles.has_any({role::drafter, role::publisher, role::approver}) || who.is_administrator())
    return std::nullopt;
  return problem(errc::role_not_granted, "saying that it was posted needs the role drafter, publisher or approver");
}

}  // namespace

void write_posts(protocol::json::writer& json, core::sight const& seen, context const& with) {
  auto const all = seen_posts(seen, with);
  if (!all || all->empty()) return;
  json.begin_array("posts");
  for (auto const& one : *all) {
    write_post(json, one, with);
    json.end_object();
  }
  json.end_array();
}

answer list_posts(request const& asked, arguments const& at, context& with) {
  auto const here = look(asked, at[0], with);
  if (!here) return here.error();
  auto const all = seen_posts(here->seen, with);
  if (!all) return all.error();
  auto const figures = core::coverage_for(with.store, here->seen);
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("posts");
  for (auto const& one : *all) write_whole(json, one, figures, with);
  json.end_array().end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

answer get_post(request const& asked, arguments const& at, context& with) {
  auto const here = look(asked, at[0], with);
  if (!here) return here.error();
  auto const all = seen_posts(here->seen, with);
  if (!all) return all.error();
  for (auto const& one : *all)
    if (one.row.channel == at[1]) return one_post(one, here->seen, with);
  return not_found();
}

answer report_post(request const& asked, arguments const& at, context& with) {
  auto const here = look(asked, at[0], with);
  if (!here) return here.error();
  auto all = seen_posts(here->seen, with);
  if (!all) return all.error();
  auto const post = std::find_if(all->begin(), all->end(), [&](auto const& one) { return one.row.channel == at[1]; });
  if (post == all->end()) return not_found();
  if (auto refused = refuse_report(here->who)) return *refused;
  auto const body = json_body(asked, 1'024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  auto const posted = from.boolean("posted", presence::required);
  if (wrong.empty() && posted != true) from.refuse("posted", errc::unknown_value, "expected true");
  if (!wrong.empty()) return problem(wrong);
  bool const was_posted = post->row.state == ports::outbox_state::sent;
  if (!core::report_posted(*with.writer, *post, here->who.member.id, with.now))
    return problem(errc::illegal_move, post->rules != nullptr && post->rules->is_by_hand()
                                           ? "nothing of this message goes to that room"
                                           : "the relay itself posts to that room");
  auto out = one_post(*post, here->seen, with);
  if (!was_posted)
    out.notes.push_back({"post_reported",
                         {{"channel", post->row.channel},
                          {"row", std::to_string(post->row.number)},
                          {"by", here->who.member.id.text()}},
                         false});
  return out;
}

}  // namespace carerelay::http
