#include "adapters/matrix/homeserver.hpp"

#include <algorithm>
#include <stdexcept>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/text/escaped.hpp"

namespace carerelay::matrix {

using ports::send_outcome;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t said_most = 500, held_most = 1'000, name_bytes = 16;
constexpr std::size_t small_answer = 64 * 1024, people_bytes = 1024 * 1024;
constexpr std::size_t places_most = 2'000;
constexpr int lookups_most = 5;
/// Messages, and up to where people have seen them; no presence, no settings of ours.
constexpr std::string_view filter =
    R"({"account_data":{"types":[]},"presence":{"types":[]},"room":{"account_data":{"types":[]},)"
    R"("ephemeral":{"types":["m.receipt"]},"state":{"types":["m.room.member"],"lazy_load_members":true},)"
    R"("timeline":{"limit":50,"types":["m.room.message"]}}})";

std::string name_of(matrix_account const& by, std::string_view of) {
  auto const mac = protocol::crypto::hmac_sha256(protocol::as_bytes(by.name_key), protocol::as_bytes(of));
  return protocol::crypto::to_base64url(protocol::bytes_view(mac).first(name_bytes));
}

}  // namespace

std::string text_message(std::string_view text) {
  std::string out;
  protocol::json::writer json(out);
  json.begin_object().member("msgtype", "m.notice").member("body", text).end_object();
  return out;
}

ports::web_reply homeserver::ask(std::string method, std::string const& path, std::string body,
                                 std::chrono::milliseconds patience) {
  ports::web_request request;
  request.method = std::move(method);
  request.url = account_.server + "/_matrix/client/v3" + path;
  request.patience = patience;
  request.answer_limit = small_answer;
  if (path.ends_with("/joined_members")) request.answer_limit = people_bytes;
  for (std::string_view const part : {"/sync?", "/messages?", "/context/"})
    if (path.find(part) != std::string::npos) request.answer_limit = sync_bytes;
  request.body = std::move(body);
  try {
    request.headers = {{"Authorization", "Bearer " + account_.token()}, {"Accept", "application/json"}};
  } catch (std::exception const&) {
    ports::web_reply out;
    out.is_ours = true;
    out.trouble = "secret_unreadable";
    return out;
  }
  if (!request.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  return sender_->ask(request);
}

ports::verdict homeserver::judged(ports::web_reply const& reply) const {
  auto out = ports::verdict_of(reply, account_.now());
  if (reply.status < 400) return out;
  auto const code = ports::json_member(reply.body, "errcode");
  if (code == "M_UNKNOWN_TOKEN" || code == "M_MISSING_TOKEN") {
    out.what = send_outcome::account;
    out.why = "token_refused";
  } else if (code == "M_USER_DEACTIVATED") {
    out.what = send_outcome::account;
    out.why = "account_ended";
  } else if (code == "M_FORBIDDEN") {
    out.what = send_outcome::account;
    out.why = "not_in_the_room";
  } else if (code == "M_LIMIT_EXCEEDED") {
    out.what = send_outcome::later;
    out.why = "busy";
  } else if (code == "M_TOO_LARGE") {
    out.what = send_outcome::refused;
    out.why = "too_large";
  }
  return out;
}

ports::web_reply homeserver::say(std::string const& room, std::string const& name, std::string body) {
  return ask(
      "PUT",
      "/rooms/" + protocol::percent_encoded(room) + "/send/m.room.message/" + name_of(account_, room + '\n' + name),
      std::move(body));
}

std::vector<std::string> homeserver::people_in(std::string const& room) {
  std::vector<std::string> out;
  auto const reply = ask("GET", "/rooms/" + protocol::percent_encoded(room) + "/joined_members", "");
  auto const read = protocol::json::read(reply.body, people_bytes);
  auto const* const joined = reply.status == 200 && read ? read->find("joined") : nullptr;
  if (joined == nullptr || !joined->is(protocol::json::kind::object)) return out;
  for (auto const& one : joined->members()) out.push_back(one.name);
  return out;
}

ports::verdict matrix_room::send(ports::outgoing const& what) {
  auto const reply = at_->say(at_->account().room, "post " + std::to_string(what.row), *what.bytes);
  auto out = at_->judged(reply);
  if (out.what != send_outcome::accepted) return out;
  out.remote = ports::json_member(reply.body, "event_id");
  if (out.remote.size() > 255) out.remote.clear();
  if (out.remote.empty()) return {send_outcome::in_doubt, "strange_answer", out.detail, "", {}};
  auto const& us = at_->account();
  for (auto& one : at_->people_in(us.room))
    if (one != us.account) out.members.push_back(std::move(one));
  return out;
}

ports::verdict matrix_room::greet() {
  auto const who = at_->ask("GET", "/account/whoami", "");
  auto out = at_->judged(who);
  if (out.what != send_outcome::accepted) return out;
  if (ports::json_member(who.body, "user_id") != at_->account().account)
    return {send_outcome::account, "token_of_another", "", "", {}};
  return at_->judged(at_->ask("POST", "/rooms/" + protocol::percent_encoded(at_->account().room) + "/join", "{}"));
}

std::vector<std::string> matrix_box::waiting(std::size_t limit) {
  if (held_.empty() && shown_.empty()) sync();
  std::vector<std::string> out;
  for (auto const& [id, one] : shown_) {
    if (out.size() == limit) break;
    out.push_back(id);
  }
  for (auto const& [id, one] : held_) {
    if (out.size() == limit) break;
    out.push_back(id);
  }
  return out;
}

void matrix_box::sync() {
  bool const is_first = since_.empty();
  std::string path = "/sync?filter=" + protocol::percent_encoded(filter);
  path += "&timeout=" + std::to_string(is_first ? 0 : patience_.count());
  if (!is_first) path += "&since=" + protocol::percent_encoded(since_);
  auto const reply = at_->ask("GET", path, "", patience_ + 30s);
  if (reply.status == 0) throw std::runtime_error("The homeserver gives no news: " + reply.trouble + '.');
  auto const judged = at_->judged(reply);
  if (judged.what != send_outcome::accepted)
    throw std::runtime_error("The homeserver gives no news: " + judged.why + '.');
  auto answer = read_sync(reply.body);
  if (!answer) throw std::runtime_error("The homeserver's news cannot be read.");
  for (auto const& room : answer->invited)
    static_cast<void>(at_->ask("POST", "/rooms/" + protocol::percent_encoded(room) + "/join", "{}"));
  looked_up_ = 0;
  place(*answer);
  see(*answer);
  for (auto const& room : answer->put_out) std::erase_if(alone_, [&](auto const& one) { return one.second == room; });
  if (is_first) {  // what was said while nobody listened is not known to be meant now
    since_ = answer->next;
    return;
  }
  for (auto const& room : answer->cut) {
    auto const gap = at_->ask("GET",
                              "/rooms/" + protocol::percent_encoded(room) + "/messages?dir=b&limit=200&from=" +
                                  protocol::percent_encoded(answer->next) + "&to=" + protocol::percent_encoded(since_),
                              "");
    if (gap.status == 200)
      for (auto& one : read_messages(gap.body, room)) hear(std::move(one));
  }
  for (auto& one : answer->said) hear(std::move(one));
  since_ = answer->next;
}

void matrix_box::keep_place(std::string const& event, std::string const& post) {
  if (!before_.insert_or_assign(event, post).second) return;
  placed_.push_back(event);
  if (placed_.size() <= places_most) return;
  before_.erase(placed_.front());
  placed_.pop_front();
}

/// Which post of ours stands before what others said.
void matrix_box::place(sync_answer const& news) {
  auto const& us = at_->account();
  for (auto const& room : news.cut)
    if (room == us.room) last_post_.clear();  // there may have been one in the gap
  for (auto const& one : news.order) {
    if (one.room != us.room) continue;
    if (one.sender == us.account) last_post_ = one.id;
    if (!last_post_.empty()) keep_place(one.id, last_post_);
  }
}

std::string matrix_box::post_before(std::string const& event) {
  if (auto const known = before_.find(event); known != before_.end()) return known->second;
  if (++looked_up_ > lookups_most) return {};
  auto const& us = at_->account();
  auto const reply = at_->ask(
      "GET",
      "/rooms/" + protocol::percent_encoded(us.room) + "/context/" + protocol::percent_encoded(event) + "?limit=100",
      "");
  if (reply.status != 200) return {};
  auto post = read_context(reply.body, us.account);
  keep_place(event, post);
  return post;
}

void matrix_box::see(sync_answer const& news) {
  auto const& us = at_->account();
  for (auto const& one : news.shown) {
    bool const is_of_others = one.room != us.room || one.who == us.account;
    if (is_of_others || shown_.size() >= held_most) continue;
    auto const post = post_before(one.id);
    if (!post.empty()) shown_.insert_or_assign("shown " + one.who, shown_event{one.room, post, one.who});
  }
}

void matrix_box::hear(said_event what) {
  auto const& others = at_->account().others;
  bool const is_talk = what.sender == at_->account().account || what.text.size() > said_most ||
                       std::find(others.begin(), others.end(), what.room) != others.end();
  if (is_talk || held_.size() >= held_most) return;
  auto id = what.id;
  held_.emplace(std::move(id), std::move(what));
}

bool matrix_box::is_for_two(std::string const& room) { return at_->people_in(room).size() == 2; }

ports::came_back matrix_box::read(std::string const& id) {
  ports::came_back out;
  if (auto const shown = shown_.find(id); shown != shown_.end()) {
    out.key = id;
    out.news = ports::returned_news::displayed;
    out.what = "displayed";
    out.who = shown->second.who;
    out.about = shown->second.id;
    return out;
  }
  auto const& one = held_.at(id);
  out.key = one.id;
  out.what = "said";
  out.who = one.sender;
  out.about = one.about;
  out.said = one.text;
  out.in_group = one.room == at_->account().room || !is_for_two(one.room);
  if (!out.in_group) alone_[one.sender] = one.room;
  return out;
}

void matrix_box::put_away(std::string const& id, ports::came_back const&) {
  held_.erase(id);
  shown_.erase(id);
}

std::string matrix_box::room_with(std::string const& who) {
  if (auto const known = alone_.find(who); known != alone_.end()) return known->second;
  std::string body;
  protocol::json::writer json(body);
  json.begin_object().member("is_direct", true).member("preset", "trusted_private_chat").begin_array("invite");
  json.value(who).end_array().end_object();
  auto const made = at_->ask("POST", "/createRoom", std::move(body));
  auto const room = std::string(ports::json_member(made.body, "room_id"));
  if (made.status != 200 || room.empty()) return {};
  return alone_[who] = room;
}

void matrix_box::reply(ports::came_back const& to, std::string const& text) {
  auto const room = room_with(to.who);
  if (!room.empty()) static_cast<void>(at_->say(room, "reply " + to.key, text_message(text)));
}

}  // namespace carerelay::matrix
