#include "relay/cli/program_parts.hpp"

// The subcommands about who may do what: teams, members, drafts.

namespace carerelay::cli {

namespace {

void add_grant(CLI::App& to, std::shared_ptr<publisher_options> const& what) {
  to.add_option("ID", what->id, "2 to 40 of a-z, 0-9 and hyphen")->required();
  to.add_option("--name", what->name, "what homes read as the sender")->required();
  to.add_option("--kinds", what->kinds, "guidance_bulletin, helpline_notice, test_result")->delimiter(',');
  to.add_option("--areas", what->areas, "GSS codes, or all")->delimiter(',');
  to.add_option("--urgency", what->urgency, "the most urgent it may send: future, expected or immediate");
  to.add_option("--channels", what->channels, "stream, email, chat, webhook (default: stream)")->delimiter(',');
  to.add_option("--daily-quota", what->daily_quota, "messages it may send in one day (default: no limit)")
      ->check(CLI::Range(0, 100'000));
  to.add_option("--expires", what->expires, "when all this ends, such as 2027-03-31T23:00:00Z (default: never)");
  to.add_flag("--administrator", what->administrator, "its members may be administrators, its first one is");
}

using draft_act = int (*)(draft_options const&, world&);

std::shared_ptr<draft_options> add_draft_act(CLI::App& made, draft_act act, char const* name, world& with,
                                             chosen& what) {
  auto on = std::make_shared<draft_options>();
  if (name != nullptr) made.add_option(name, on->draft, "its id")->required();
  add_remote(made, on->where);
  add_json(made, on->json);
  made.callback([on, act, &with, &what] { what = [on, act, &with] { return act(*on, with); }; });
  return on;
}

using member_act = int (*)(member_options const&, world&);

std::shared_ptr<member_options> add_member_act(CLI::App& made, member_act act, bool names_one, world& with,
                                               chosen& what) {
  auto on = std::make_shared<member_options>();
  made.add_option("TEAM", on->team, "the account")->required();
  if (names_one) made.add_option("ID", on->id, "the member: 2 to 40 of a-z, 0-9 and hyphen")->required();
  add_place(made, on->where);
  add_json(made, on->json);
  made.callback([on, act, &with, &what] { what = [on, act, &with] { return act(*on, with); }; });
  return on;
}

void add_members(CLI::App& app, world& with, chosen& what) {
  auto& members = *app.add_subcommand("members", "People and machines of a team, and their roles.");
  members.require_subcommand(1);
  auto& add =
      command(members, "add", "Add one; a machine's token is shown once, a person signs in.",
              "carerelay members add ncl-ipc jane-doe --name \"Dr Jane Doe\" --person --roles publisher,approver "
              "--token --server https://relay.example:8443");
  auto const one = add_member_act(add, members_add, true, with, what);
  add.add_option("--name", one->name, "of the person or machine")->required();
  add.add_flag("--person", one->person, "a person: only people approve");
  add.add_option("--roles", one->roles,
                 "drafter, publisher, approver, borough_viewer, auditor, administrator, result_sender")
      ->delimiter(',')
      ->required();
  add.add_flag("--token", one->token, "make a token for a person too");
  add.add_option("--issuer", one->issuer, "identity provider a person signs in with");
  add.add_option("--subject", one->subject, "who the person is there");
  add.add_option("--kinds", one->kinds, "narrows what the team may send; then name areas too")->delimiter(',');
  add.add_option("--areas", one->areas, "narrows where to: GSS codes, or all")->delimiter(',');
  add.add_option("--urgency", one->urgency, "narrows how urgently");
  add.add_option("--daily-quota", one->daily_quota, "messages this member may send in one day")
      ->check(CLI::Range(0, 100'000));
  add.add_option("--expires", one->expires, "when this member's rights end");

  auto& list = command(members, "list", "List a team's members and their roles.",
                       "carerelay members list ncl-ipc --server https://relay.example:8443");
  add_member_act(list, members_list, false, with, what);
  auto& revoke = command(members, "revoke", "End a member: its token is dead at once and its streams end.",
                         "carerelay members revoke ncl-ipc jane-doe --server https://relay.example:8443");
  add_member_act(revoke, members_revoke, true, with, what);
  auto& token = command(members, "token", "Make a new token; the one before is dead at once.",
                        "carerelay members token ncl-ipc alert-feed --server https://relay.example:8443");
  add_member_act(token, members_token, true, with, what);
  auto& key = command(members, "signing-key",
                      "Say which key a sender of results signs with: homes refuse what another key signed.",
                      "carerelay members signing-key north-lab north-lab --key north-lab.jwk "
                      "--server https://relay.example:8443");
  auto const keyed = add_member_act(key, members_signing_key, true, with, what);
  key.add_option("--key", keyed->key_file,
                 "what its `carerelay sender-key` printed, which you had read back to you; without it the key is "
                 "taken away");
}

}  // namespace

void add_publishers(CLI::App& app, world& with, chosen& what) {
  auto& publishers = *app.add_subcommand("publishers", "Teams that publish, and the most their members may do.");
  publishers.require_subcommand(1);
  auto const made = std::make_shared<publisher_options>();
  auto& add =
      command(publishers, "add", "Add a team and its first member, a machine; its token is shown once.",
              "carerelay publishers add ncl-ipc --name \"NCL IPC team\" --kinds guidance_bulletin,helpline_notice "
              "--areas E09000003,E09000010 --urgency immediate --store /var/lib/carerelay/carerelay.db");
  add_grant(add, made);
  add_place(add, made->where);
  add_json(add, made->json);
  add.callback([made, &with, &what] { what = [made, &with] { return publishers_add(*made, with); }; });

  auto const changed = std::make_shared<publisher_options>();
  auto& change = command(publishers, "change", "Say anew what a team may do: what is not given is taken away.",
                         "carerelay publishers change ncl-ipc --name \"NCL IPC team\" --kinds guidance_bulletin "
                         "--areas all --daily-quota 20 --server https://relay.example:8443");
  add_grant(change, changed);
  add_place(change, changed->where);
  add_json(change, changed->json);
  change.callback([changed, &with, &what] { what = [changed, &with] { return publishers_change(*changed, with); }; });

  auto const shown = std::make_shared<publisher_options>();
  auto& list = command(publishers, "list", "List the accounts and what they may do.",
                       "carerelay publishers list --server https://relay.example:8443");
  add_place(list, shown->where);
  add_json(list, shown->json);
  list.callback([shown, &with, &what] { what = [shown, &with] { return publishers_list(*shown, with); }; });

  auto const gone = std::make_shared<publisher_options>();
  auto& revoke = command(publishers, "revoke", "End an account; what it published stays.",
                         "carerelay publishers revoke ncl-ipc --server https://relay.example:8443");
  revoke.add_option("ID", gone->id, "the account")->required();
  add_place(revoke, gone->where);
  add_json(revoke, gone->json);
  revoke.callback([gone, &with, &what] { what = [gone, &with] { return publishers_revoke(*gone, with); }; });
  add_members(app, with, what);
}

void add_drafts(CLI::App& app, world& with, chosen& what) {
  auto& list = command(app, "drafts", "List what waits for a second person, and what became of it.",
                       "carerelay drafts --server https://relay.example:8443");
  add_draft_act(list, drafts_list, nullptr, with, what);
  auto& show = command(app, "draft", "Show what waits: read it before you approve it.",
                       "carerelay draft 0193a1b2-... --server https://relay.example:8443");
  add_draft_act(show, draft_show, "DRAFT", with, what);
  auto& approve = command(app, "approve", "Stand for a draft as the second person; the last one needed publishes it.",
                          "carerelay approve 0193a1b2-... --server https://relay.example:8443");
  add_draft_act(approve, draft_approve, "DRAFT", with, what);
  auto& reject =
      command(app, "reject", "Refuse a draft; nothing is sent.",
              "carerelay reject 0193a1b2-... --reason \"The number is wrong\" --server https://relay.example:8443");
  auto const refused = add_draft_act(reject, draft_reject, "DRAFT", with, what);
  reject.add_option("--reason", refused->reason, "for its author to read")->required();
  auto& send =
      command(app, "send-now", "Send a draft alone, in an emergency; a second person must confirm it after.",
              "carerelay send-now 0193a1b2-... --reason \"Nobody answers\" --server https://relay.example:8443");
  auto const alone = add_draft_act(send, draft_send_now, "DRAFT", with, what);
  send.add_option("--reason", alone->reason, "why it cannot wait: kept for ever")->required();
  auto& confirm = command(app, "confirm", "Stand as the second person for a message that one person sent alone.",
                          "carerelay confirm 0193a1b2-... --server https://relay.example:8443");
  add_draft_act(confirm, message_confirm, "MESSAGE", with, what);
}

}  // namespace carerelay::cli
