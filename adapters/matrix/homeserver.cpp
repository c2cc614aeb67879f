#include "adapters/matrix/homeserver.hpp"

#include <stdexcept>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"

namespace carerelay::matrix {

using ports::send_outcome;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t said_most = 500, held_most = 1'000, name_bytes = 16;
constexpr std::size_t small_answer = 64 * 1024;
/// Messages alone, no presence, no settings of ours.
constexpr std::string_view filter =
    R"({"account_data":{"types":[]},"presence":{"types":[]},"room":{"account_data":{"types":[]},)"
    R"("ephemeral":{"types":[]},"state":{"types":["m.room.member"],"lazy_load_members":true},)"
    R"("timeline":{"limit":50,"types":["m.room.message"]}}})";

std::string name_of(matrix_account const& by, std::string_view of) {
  auto const mac = protocol::crypto::hmac_sha256(protocol::as_bytes(by.name_key), protocol::as_bytes(of));
  return protocol::crypto::to_base64url(protocol::bytes_view(mac).first(name_bytes));
}

}  // namespace

std::string escaped(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (char const c : text) {
    bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    auto const byte = static_cast<unsigned char>(c);
    if (plain)
      out += c;
    else
      out.append(1, '%').append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
  }
  return out;
}

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
  request.answer_limit =
      path.starts_with("/sync") || path.find("/messages?") != std::string::npos ? sync_bytes : small_answer;
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
  return ask("PUT", "/rooms/" + escaped(room) + "/send/m.room.message/" + name_of(account_, room + '\n' + name),
             std::move(body));
}

ports::verdict matrix_room::send(ports::outgoing const& what) {
  auto const reply = at_->say(at_->account().room, "post " + std::to_string(what.row), *what.bytes);
  auto out = at_->judged(reply);
  if (out.what != send_outcome::accepted) return out;
  out.remote = ports::json_member(reply.body, "event_id");
  if (out.remote.size() > 255) out.remote.clear();
  if (out.remote.empty()) return {send_outcome::in_doubt, "strange_answer", out.detail, "", {}};
  return out;
}

ports::verdict matrix_room::greet() {
  auto const who = at_->ask("GET", "/account/whoami", "");
  auto out = at_->judged(who);
  if (out.what != send_outcome::accepted) return out;
  if (ports::json_member(who.body, "user_id") != at_->account().account)
    return {send_outcome::account, "token_of_another", "", "", {}};
  return at_->judged(at_->ask("POST", "/rooms/" + escaped(at_->account().room) + "/join", "{}"));
}

std::vector<std::string> matrix_box::waiting(std::size_t limit) {
  if (held_.empty()) sync();
  std::vector<std::string> out;
  for (auto const& [id, one] : held_) {
    if (out.size() == limit) break;
    out.push_back(id);
  }
  return out;
}

void matrix_box::sync() {
  bool const is_first = since_.empty();
  std::string path = "/sync?filter=" + escaped(filter);
  path += "&timeout=" + std::to_string(is_first ? 0 : patience_.count());
  if (!is_first) path += "&since=" + escaped(since_);
  auto const reply = at_->ask("GET", path, "", patience_ + 30s);
  if (reply.status == 0) throw std::runtime_error("The homeserver gives no news: " + reply.trouble + '.');
  auto const judged = at_->judged(reply);
  if (judged.what != send_outcome::accepted)
    throw std::runtime_error("The homeserver gives no news: " + judged.why + '.');
  auto answer = read_sync(reply.body);
  if (!answer) throw std::runtime_error("The homeserver's news cannot be read.");
  for (auto const& room : answer->invited)
    static_cast<void>(at_->ask("POST", "/rooms/" + escaped(room) + "/join", "{}"));
  for (auto const& room : answer->put_out) std::erase_if(alone_, [&](auto const& one) { return one.second == room; });
  if (is_first) {  // what was said while nobody listened is not known to be meant now
    since_ = answer->next;
    return;
  }
  for (auto const& room : answer->cut) {
    auto const gap = at_->ask("GET",
                              "/rooms/" + escaped(room) + "/messages?dir=b&limit=200&from=" + escaped(answer->next) +
                                  "&to=" + escaped(since_),
                              "");
    if (gap.status == 200)
      for (auto& one : read_messages(gap.body, room)) hear(std::move(one));
  }
  for (auto& one : answer->said) hear(std::move(one));
  since_ = answer->next;
}

void matrix_box::hear(said_event what) {
  bool const is_talk = what.sender == at_->account().account || what.text.size() > said_most;
  if (is_talk || held_.size() >= held_most) return;
  auto id = what.id;
  held_.emplace(std::move(id), std::move(what));
}

bool matrix_box::is_for_two(std::string const& room) {
  auto const reply = at_->ask("GET", "/rooms/" + escaped(room) + "/joined_members", "");
  auto const read = protocol::json::read(reply.body, small_answer);
  auto const* const joined = reply.status == 200 && read ? read->find("joined") : nullptr;
  return joined != nullptr && joined->is(protocol::json::kind::object) && joined->members().size() == 2;
}

ports::came_back matrix_box::read(std::string const& id) {
  auto const& one = held_.at(id);
  ports::came_back out;
  out.key = one.id;
  out.what = "said";
  out.who = one.sender;
  out.said = one.text;
  out.in_group = one.room == at_->account().room || !is_for_two(one.room);
  if (!out.in_group) alone_[one.sender] = one.room;
  return out;
}

void matrix_box::put_away(std::string const& id, ports::came_back const&) { held_.erase(id); }

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
