#include <CLI/CLI.hpp>

#include "relay/cli/program_parts.hpp"

// `homes chat…`: who may answer for a home in chats.

namespace carerelay::cli {

namespace {

using chat_act = int (*)(chat_options const&, world&);

std::shared_ptr<chat_options> add_act(CLI::App& made, chat_act act, world& with, chosen& what) {
  auto on = std::make_shared<chat_options>();
  add_place(made, on->where);
  add_json(made, on->json);
  made.add_option("HOME", on->home, "its id")->required();
  made.callback([on, act, &with, &what] { what = [on, act, &with] { return act(*on, with); }; });
  return on;
}

}  // namespace

void add_chat(CLI::App& homes, world& with, chosen& what) {
  auto& code = command(homes, "chat-code", "Make a one-time code by which somebody may answer for a home in a chat.",
                       "carerelay homes chat-code 1-1435221697 --role deputy --server https://relay.example:8443");
  auto const made = add_act(code, homes_chat_code, with, what);
  code.add_option("--role", made->role, "manager, deputy, nurse, office, on_call or other");
  code.add_option("--contact", made->contact, "number of the home's contact it is for");
  auto& list = command(homes, "chat", "Who may answer for a home in chats.",
                       "carerelay homes chat 1-1435221697 --server https://relay.example:8443");
  add_act(list, homes_chat, with, what);
  auto& end = command(homes, "chat-end", "Let somebody no longer answer for a home in a chat.",
                      "carerelay homes chat-end 1-1435221697 3f2a… --server https://relay.example:8443");
  auto const ended = add_act(end, homes_chat_end, with, what);
  end.add_option("IDENTITY", ended->identity, "its id, as `homes chat` shows it")->required();
}

}  // namespace carerelay::cli
