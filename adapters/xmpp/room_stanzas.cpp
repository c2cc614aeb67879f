#include "adapters/xmpp/room_loop.hpp"
#include "protocol/channel/chat_command.hpp"

/// What the room says, taken apart: the second half of room_link's loop.
namespace carerelay::xmpp {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t said_most = 500, heard_most = 1'000, posts_most = 500;
constexpr char chat_markers[] = "urn:xmpp:chat-markers:0";  // XEP-0333
constexpr char replies[] = "urn:xmpp:reply:0";              // XEP-0461
constexpr int archive_pages_most = 20;

/// Why the room does not let us in.
post_result not_entered(std::string const& condition) {
  if (condition == "registration-required") return {post_end::not_let_in, "not_a_member", ""};
  if (condition == "forbidden") return {post_end::not_let_in, "banned", ""};
  if (condition == "conflict") return {post_end::not_let_in, "nickname_taken", ""};
  if (condition == "not-authorized") return {post_end::not_let_in, "room_has_a_password", ""};
  if (condition == "not-allowed" || condition == "item-not-found" || condition == "gone")
    return {post_end::room_is_gone, "no_such_room", ""};
  if (condition == "service-unavailable") return {post_end::not_sent, "room_is_full", ""};
  return {post_end::not_sent, condition, ""};
}

/// Why the room does not take a post.
post_result not_taken(std::string const& condition) {
  if (condition == "forbidden") return {post_end::not_let_in, "no_voice", ""};
  if (condition == "not-acceptable") return {post_end::not_sent, "not_in_the_room", ""};
  if (condition == "policy-violation" || condition == "resource-constraint") return {post_end::busy, "too_fast", ""};
  if (condition == "gone" || condition == "item-not-found") return {post_end::room_is_gone, "no_such_room", ""};
  if (condition == "remote-server-timeout" || condition == "remote-server-not-found")
    return {post_end::busy, "room_unreachable", ""};
  return {post_end::refused, condition, ""};
}

}  // namespace

void room_link::loop::take_presence(xmpp_stanza_t* presence) {
  auto const from = attribute(presence, "from");
  if (bare(from) != of_.account_.room) return;
  if (attribute(presence, "type") == "error") {
    auto const why = not_entered(condition_of(presence));
    if (where_ != place::entering) return;
    is_destroyed_ = why.how == post_end::room_is_gone;
    is_told_ = is_destroyed_ && now_ != nullptr;
    hang_up();
    return on_away(why);
  }
  auto const who = resource(from);
  auto const words = occupant_of(presence);
  bool const is_us = words.is_us || who == nick_;
  if (words.is_left) {
    people_.erase(who);
    if (is_us && words.is_us && !words.new_nick.empty() && !words.is_kicked && !words.is_banned) {
      nick_ = words.new_nick;  // the service has called us something else
      return;
    }
    if (is_us) put_out(words);
    return;
  }
  people_[who] = words.real;
  if (!words.is_us) return;
  nick_ = who;
  if (words.is_new_room && !may_make_) return not_made();
  if (words.is_new_room) {
    form_ = new_id();
    send(room_form(context_.get(), of_.account_.room, form_));
    return;
  }
  if (where_ != place::entering || !form_.empty()) return;
  where_ = place::inside;
  heard_at_ = clock::now();
  wait_ = 0ms;
  {
    std::lock_guard const lock(of_.mutex_);
    of_.is_in_ = true;
    of_.trouble_.clear();
  }
  if (now_) begin_work();
}

void room_link::loop::take_answer_of_room(bool is_there) {
  room_question_.clear();
  if (!is_there && !may_make_) {
    is_destroyed_ = is_told_ = now_ != nullptr;
    hang_up();
    return on_away({post_end::room_is_gone, "no_such_room", ""});
  }
  where_ = place::entering;
  send(join_presence(context_.get(), of_.account_.room, nick_));
}

/// It went between the question and the door: what we have made by that is given up at once, before anybody comes.
void room_link::loop::not_made() {
  send(room_cancel(context_.get(), of_.account_.room, new_id()));
  take_answer_of_room(false);
}

void room_link::loop::put_out(occupant_words const& how) {
  hang_up();
  if (how.is_destroyed) {
    is_destroyed_ = true;
    return on_away({post_end::room_is_gone, "room_destroyed", ""});
  }
  if (how.is_banned) return on_away({post_end::not_let_in, "banned", ""});
  if (how.is_kicked) return on_away({post_end::not_let_in, "kicked", ""});
  if (how.is_removed) return on_away({post_end::not_let_in, "not_a_member", ""});
  on_away({post_end::not_sent, "put_out", ""});
}

void room_link::loop::take_iq(xmpp_stanza_t* iq) {
  auto const type = attribute(iq, "type");
  if (type == "get" || type == "set") return send(answer_to(context_.get(), iq));
  auto const id = attribute(iq, "id");
  auto const from = attribute(iq, "from");
  if (!room_question_.empty() && id == room_question_ && from == of_.account_.room && where_ == place::asking) {
    // Any other fault is the room's own affair: going in says more.
    auto const why = type == "error" ? condition_of(iq) : "";
    return take_answer_of_room(why != "item-not-found" && why != "gone");
  }
  if (!form_.empty() && id == form_ && from == of_.account_.room) {
    form_.clear();
    if (type == "error") {
      hang_up();
      return on_away({post_end::not_let_in, "room_cannot_be_set_up", ""});
    }
    // Now it is open: say again that we are here, and the room says that we are in.
    return send(join_presence(context_.get(), of_.account_.room, nick_));
  }
  if (id.starts_with("pulse") && type == "error" && bare(from) == of_.account_.room) {
    auto const why = condition_of(iq);
    if (why != "not-acceptable" && why != "item-not-found") return;
    hang_up();
    return on_away({post_end::not_sent, "put_out", ""});
  }
  if (!now_ || query_.empty() || id != query_ || from != of_.account_.room) return;
  auto const before = type == "error" ? std::string() : earlier_than(iq);
  if (before.empty() || ++pages_ >= archive_pages_most) {
    query_.clear();
    return post_now();
  }
  query_ = new_id();
  send(archive_query(context_.get(), of_.account_.room, query_, before));
}

void room_link::loop::take_archive(xmpp_stanza_t* message) {
  if (!now_ || query_.empty()) return;
  auto const found = archived_of(message, query_);
  // Only what we said ourselves: anybody may give a message any name.
  if (found.name != now_->name || found.from != of_.account_.room + '/' + nick_) return;
  last_post_ = found.archive_id;
  end_work({post_end::in_archive, "", found.archive_id});
}

void room_link::loop::take_message(xmpp_stanza_t* message) {
  auto const from = attribute(message, "from");
  auto const type = attribute(message, "type");
  bool const is_room = bare(from) == of_.account_.room;
  if (type == "error") {
    bool const is_ours = is_room && now_ && now_->has_left && attribute(message, "id") == now_->name;
    if (!is_ours) return;
    auto const why = not_taken(condition_of(message));
    if (why.why == "not_in_the_room") {
      hang_up();
      now_->has_left = false;
      return on_away(why);
    }
    return end_work(why);
  }
  if (from == of_.account_.room && child(message, "result") != nullptr) return take_archive(message);
  if (is_room && type == "groupchat") return take_group_message(message, from);
  if (type == "groupchat" || type == "headline") return;
  heard what;
  auto const known = people_.find(resource(from));
  what.who = !is_room ? bare(from) : known == people_.end() ? "" : known->second;
  what.answer_to = from;
  what.text = content_of(child(message, "body"));
  auto const id = attribute(message, "id");
  what.key = archive_id(message, bare(of_.account_.account));
  if (what.key.empty() && !id.empty()) what.key = from + ' ' + id;
  hear(std::move(what));
}

void room_link::loop::take_group_message(xmpp_stanza_t* message, std::string const& from) {
  auto const nick = resource(from);
  auto const named = archive_id(message, of_.account_.room);
  if (nick == nick_) {
    bool const is_it = now_ && now_->has_left && attribute(message, "id") == now_->name;
    if (!is_it) return;
    last_post_ = named.empty() ? now_->name : named;
    keep_place(last_post_);
    keep_place(now_->name);
    if (posts_.size() >= posts_most) posts_.clear();
    posts_[now_->name] = last_post_;
    post_result done{post_end::echoed, "", named};
    for (auto const& [name, who] : people_)
      if (name != nick_ && !who.empty()) done.members.push_back(who);
    return end_work(std::move(done));
  }
  // The room's own words, and what was said before we came: nobody says today who had that name then.
  if (nick.empty() || child(message, "delay", "urn:xmpp:delay") != nullptr) return;
  auto const known = people_.find(nick);
  if (known == people_.end()) return;
  if (auto* const marked = child(message, "displayed", chat_markers))
    return take_displayed(known->second, attribute(marked, "id"));
  auto const id = attribute(message, "id");
  if (!last_post_.empty()) {
    keep_place(named);
    keep_place(id);
  }
  heard what;
  what.who = known->second;
  what.answer_to = known->second;
  what.in_group = true;
  what.text = content_of(child(message, "body"));
  if (auto* const answer = child(message, "reply", replies)) {
    auto const to = attribute(answer, "id");
    auto const post = posts_.find(to);
    what.about = post == posts_.end() ? to : post->second;
    what.text = protocol::without_quote(what.text);
  }
  what.key = !named.empty() ? "room " + named : id.empty() ? "" : from + ' ' + id;
  hear(std::move(what));
}

void room_link::loop::keep_place(std::string const& event) {
  constexpr std::size_t most = 2'000;
  if (event.empty() || !up_to_.insert_or_assign(event, last_post_).second) return;
  placed_.push_back(event);
  if (placed_.size() <= most) return;
  up_to_.erase(placed_.front());
  placed_.pop_front();
}

/// Of what the relay has not seen itself, the name is handed on as it is: it may be that of a post from before.
std::string room_link::loop::post_up_to(std::string const& event) const {
  auto const known = up_to_.find(event);
  return known == up_to_.end() ? event : known->second;
}

/// Of each person only the newest is of use.
void room_link::loop::take_displayed(std::string const& who, std::string const& id) {
  if (who.empty() || id.empty()) return;
  heard what;
  what.key = "shown " + who;
  what.who = who;
  what.about = post_up_to(id);
  what.in_group = what.is_shown = true;
  {
    std::lock_guard const lock(of_.mutex_);
    std::erase_if(of_.heard_, [&](heard const& one) { return one.key == what.key; });
    if (of_.heard_.size() >= heard_most) return;
    of_.heard_.push_back(std::move(what));
  }
  of_.changed_.notify_all();
}

void room_link::loop::hear(heard what) {
  if (what.text.empty() || what.text.size() > said_most || what.who.empty()) return;
  if (what.key.empty())
    what.key = "unnamed " + std::to_string(std::chrono::system_clock::now().time_since_epoch().count()) + ' ' +
               std::to_string(++unnamed_);
  {
    std::lock_guard const lock(of_.mutex_);
    if (of_.heard_.size() >= heard_most) return;  // a flood: commands are said again, nothing else matters
    of_.heard_.push_back(std::move(what));
  }
  of_.changed_.notify_all();
}

}  // namespace carerelay::xmpp
