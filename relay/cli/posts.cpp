#include "protocol/json/writer.hpp"
#include "relay/cli/commands.hpp"
#include "relay/cli/shown.hpp"
#include "relay/cli/table.hpp"

namespace carerelay::cli {

namespace {

std::string path_of(channel_options const& what) {
  auto out = "/v1/messages/" + percent_encoded(what.message) + "/posts";
  if (!what.channel.empty()) out += '/' + percent_encoded(what.channel);
  return out;
}

std::string name_of(protocol::json::value const& post) {
  auto const name = text_of(post, "name");
  return name.empty() ? text_of(post, "channel") : name;
}

void show_one(protocol::json::value const& post, world& with) {
  with.out << name_of(post) << ": " << text_of(post, "words") << '\n';
  auto const text = text_of(post, "text");
  if (!text.empty()) with.out << '\n' << text << '\n';
}

}  // namespace

int posts_show(channel_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.path = path_of(what);
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  if (!what.channel.empty()) {
    show_one(answer, with);
    return done;
  }
  table rows({"Room", "Kind", "State", "", "Posted"});
  for (auto const& one : list_of(answer, "posts"))
    rows.add({text_of(one, "channel"), text_of(one, "kind"), text_of(one, "state"), text_of(one, "words"),
              text_of(one, "posted_at")});
  with.out << rows.text();
  return done;
}

int posts_done(channel_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "POST";
  request.path = path_of(what);
  protocol::json::writer(request.body).begin_object().member("posted", true).end_object();
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  with.out << name_of(answer) << ": " << text_of(answer, "words") << '\n';
  return done;
}

}  // namespace carerelay::cli
