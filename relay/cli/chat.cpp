#include "protocol/json/writer.hpp"
#include "relay/cli/commands.hpp"
#include "relay/cli/shown.hpp"
#include "relay/cli/table.hpp"

namespace carerelay::cli {

int homes_chat_code(chat_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "POST";
  request.path = "/v1/homes/" + percent_encoded(what.home) + "/chat-codes";
  protocol::json::writer json(request.body);
  json.begin_object();
  if (!what.role.empty()) json.member("role", what.role);
  if (what.contact != 0) json.member("contact", what.contact);
  json.end_object();
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  with.out << "Say this in a chat, alone with the account: " << text_of(answer, "say") << "\nAccounts:";
  for (auto const& one : list_of(answer, "to")) with.out << ' ' << one.string();
  with.out << "\nGood for one person until " << text_of(answer, "expires") << ". It is not shown again.\n";
  return done;
}

int homes_chat(chat_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.path = "/v1/homes/" + percent_encoded(what.home) + "/chat";
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  table rows({"Identity", "Account", "Role", "Since", "Last used"});
  for (auto const& one : list_of(answer, "identities"))
    rows.add({text_of(one, "id"), text_of(one, "account"), text_of(one, "role"), text_of(one, "bound_at"),
              text_of(one, "last_used_at")});
  with.out << rows.text();
  return done;
}

int homes_chat_end(chat_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "DELETE";
  request.path = "/v1/homes/" + percent_encoded(what.home) + "/chat/" + percent_encoded(what.identity);
  (void)expect_ok(where->ask(request));
  if (!what.json) with.out << "Ended: they can no longer answer for this home.\n";
  return done;
}

}  // namespace carerelay::cli
