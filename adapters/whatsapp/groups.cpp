#include "adapters/whatsapp/groups.hpp"

#include <algorithm>

#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"

namespace carerelay::whatsapp {

namespace json = protocol::json;
using ports::send_outcome;

namespace {

constexpr std::size_t answer_bytes = 1024 * 1024, people_most = 64;

std::string text(json::value const& from, std::string_view name) {
  auto const* const found = from.find(name);
  return found != nullptr && found->is(json::kind::string) ? found->string() : std::string();
}

json::array const& list_in(json::value const* from) {
  static json::array const empty;
  return from != nullptr && from->is(json::kind::array) ? from->items() : empty;
}

/// Of a path: ids of groups are Base64 or figures.
bool is_id(std::string_view id) noexcept {
  return !id.empty() && id.size() <= 200 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
}

group_answer strange() { return {{send_outcome::refused, "strange_answer", "", "", {}, {}}}; }

}  // namespace

group_answer groups::ask(std::string method, std::string const& path, std::string body, std::string& answer) {
  ports::web_request asked;
  asked.method = std::move(method);
  asked.url = settings_.server + '/' + path;
  asked.headers = {{"Authorization", "Bearer " + settings_.token()}};
  if (!body.empty()) asked.headers.emplace_back("Content-Type", "application/json");
  asked.body = std::move(body);
  asked.answer_limit = answer_bytes;
  auto reply = web_.ask(asked);
  group_answer out{judged(reply, now_())};
  answer = std::move(reply.body);
  return out;
}

group_answer groups::make(std::string const& subject) {
  std::string body, answer;
  json::writer json(body);
  json.begin_object().member("messaging_product", "whatsapp").member("subject", subject);
  // Its only administrator is this number, where nobody sits to let people in one by one: who has the link may come.
  json.member("join_approval_mode", "auto_approve").end_object();
  return ask("POST", settings_.phone_number_id + "/groups", std::move(body), answer);
}

group_answer groups::list() {
  std::string answer;
  auto out = ask("GET", settings_.phone_number_id + "/groups?limit=1024", "", answer);
  if (out.how.what != send_outcome::accepted) return out;
  auto const all = json::read(answer, answer_bytes);
  auto const* const data = all ? all->find("data") : nullptr;
  if (data == nullptr) return strange();
  for (auto const& one : list_in(data->is(json::kind::array) ? data : data->find("groups")))
    out.groups.push_back({text(one, "id"), text(one, "subject")});
  return out;
}

group_answer groups::invite_link(std::string const& id) {
  if (!is_id(id)) return {{send_outcome::refused, "bad_address", "", "", {}, {}}};
  std::string answer;
  auto out = ask("GET", id + "/invite_link", "", answer);
  if (out.how.what != send_outcome::accepted) return out;
  auto const all = json::read(answer, answer_bytes);
  out.link = all ? text(*all, "invite_link") : "";
  return out.link.starts_with("https://chat.whatsapp.com/") ? out : strange();
}

group_answer groups::people(std::string const& id) {
  if (!is_id(id)) return {{send_outcome::refused, "bad_address", "", "", {}, {}}};
  std::string answer;
  auto out = ask("GET", id + "?fields=participants", "", answer);
  if (out.how.what != send_outcome::accepted) return out;
  auto const all = json::read(answer, answer_bytes);
  if (!all) return strange();
  for (auto const& one : list_in(all->find("participants"))) {
    if (out.people.size() >= people_most) break;
    if (auto const user = text(one, "user_id"); !user.empty()) out.people.push_back("user " + user);
    if (auto const number = text(one, "wa_id"); !number.empty()) out.people.push_back("tel +" + number);
  }
  return out;
}

}  // namespace carerelay::whatsapp
