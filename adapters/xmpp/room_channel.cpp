#include "adapters/xmpp/room_channel.hpp"

#include <chrono>

#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/hex.hpp"

namespace carerelay::xmpp {

using ports::send_outcome;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 500ms;
constexpr std::size_t said_most = 500;

ports::verdict verdict_of(post_result const& what) {
  auto const with = [&](send_outcome how) { return ports::verdict{how, what.why, "", what.remote, {}}; };
  switch (what.how) {
    case post_end::echoed: return {send_outcome::accepted, "", "posted: the room sent it back", what.remote, {}};
    case post_end::in_archive: return {send_outcome::accepted, "", "posted: found in the archive", what.remote, {}};
    case post_end::refused: return with(send_outcome::refused);
    case post_end::busy: return with(send_outcome::later);
    case post_end::not_sent: return with(send_outcome::not_sent);
    case post_end::no_echo: return with(send_outcome::in_doubt);
    case post_end::not_let_in: return with(send_outcome::account);
    case post_end::room_is_gone: return with(send_outcome::gone);
  }
  return with(send_outcome::not_sent);
}

}  // namespace

std::string post_name(std::string_view key, std::string_view room, ports::outbox_number row) {
  std::string text = "post ";
  text.append(room).append(" ").append(std::to_string(row));
  auto const mac = protocol::crypto::hmac_sha256(protocol::as_bytes(key), protocol::as_bytes(text));
  return "cr-" + protocol::crypto::to_hex(mac).substr(0, 32);
}

ports::verdict room_channel::send(ports::outgoing const& what) {
  // Every attempt after the first looks first: a relay that was restored does not know what it had posted.
  bool const look_first = what.possible_duplicate || what.attempt > 1;
  auto const name = post_name(key_, what.to, what.row);
  auto const said = where_->post(name, *what.bytes, look_first, what.is_first);
  auto out = verdict_of(said);
  out.members = said.members;
  // A room without an archive gives no name; the echo had ours.
  if (out.what == send_outcome::accepted && out.remote.empty()) out.remote = name;
  return out;
}

ports::verdict room_channel::greet() {
  auto said = verdict_of(where_->enter());
  if (said.what == send_outcome::accepted) said.detail = "in the room";
  return said;
}

std::vector<std::string> room_box::waiting(std::size_t limit) {
  if (held_.empty())
    for (auto& one : where_->take(patience)) {
      bool const says_nothing = one.is_shown ? one.about.empty() : one.text.empty();
      if (one.who.empty() || says_nothing || one.text.size() > said_most) continue;
      auto key = one.key;
      held_.emplace(std::move(key), std::move(one));
    }
  std::vector<std::string> out;
  for (auto const& [key, one] : held_) {
    if (out.size() == limit) break;
    out.push_back(key);
  }
  return out;
}

ports::came_back room_box::read(std::string const& id) {
  auto const& one = held_.at(id);
  ports::came_back out;
  out.key = one.key;
  out.what = one.is_shown ? "displayed" : "said";
  if (one.is_shown) out.news = ports::returned_news::displayed;
  out.who = one.who;
  out.about = one.about;
  out.said = one.text;
  out.in_group = one.in_group;
  return out;
}

void room_box::put_away(std::string const& id, ports::came_back const&) { held_.erase(id); }

void room_box::reply(ports::came_back const& to, std::string const& text) {
  auto const found = held_.find(to.key);
  where_->say_to(found == held_.end() ? to.who : found->second.answer_to, text);
}

}  // namespace carerelay::xmpp
