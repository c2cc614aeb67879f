#include <CLI/CLI.hpp>

#include "relay/cli/program_parts.hpp"

namespace carerelay::cli {

namespace {

using run_channel = int (*)(channel_options const&, world&);

/// One of the commands that ask a running relay; gives its options to add to.
std::pair<CLI::App*, std::shared_ptr<channel_options>> add(CLI::App& under, char const* name, char const* about,
                                                           char const* example, run_channel run, world& with,
                                                           chosen& what) {
  auto const how = std::make_shared<channel_options>();
  auto& made = command(under, name, about, example);
  add_remote(made, how->where);
  add_json(made, how->json);
  made.callback([how, run, &with, &what] { what = [how, run, &with] { return run(*how, with); }; });
  return {&made, how};
}

void add_posts(CLI::App& app, world& with, chosen& what) {
  auto& posts = *app.add_subcommand("posts", "Posts of a message to groups.");
  posts.require_subcommand(1);
  auto const [show, shown] =
      add(posts, "show", "Where a message was posted; with a room, the text, to be pasted where a person posts.",
          "carerelay posts show 0193a1b2-... managers --server https://relay.example:8443", posts_show, with, what);
  show->add_option("MESSAGE", shown->message, "id of the message")->required();
  show->add_option("ROOM", shown->channel, "the room");
  auto const [said, told] =
      add(posts, "done", "Say that you have pasted it into a group that no program can post to.",
          "carerelay posts done 0193a1b2-... managers --server https://relay.example:8443", posts_done, with, what);
  said->add_option("MESSAGE", told->message, "id of the message")->required();
  said->add_option("ROOM", told->channel, "the room")->required();
}

struct test_options {
  serve_options how;
  std::string name, to;
};

struct group_options {
  serve_options how;
  std::string title, room;
};

void add_group(CLI::App& channels, world& with, chosen& what) {
  auto const asked = std::make_shared<group_options>();
  auto& group =
      command(channels, "group", "Make a WhatsApp group of this number, or look at one: its address and invite link.",
              "carerelay channels group --title \"Hackney managers\" --config /etc/carerelay/carerelay.toml");
  group.add_option("--title", asked->title, "make one that is called so; one that there is is taken");
  group.add_option("--room", asked->room, "look at that of this room of the settings");
  group.add_option("--config", asked->how.config_file, "settings file (TOML)")->envname("CARERELAY_CONFIG");
  group.callback([asked, &with, &what] {
    what = [asked, &with] { return channels_group(asked->how, asked->title, asked->room, with); };
  });
}

}  // namespace

void add_channels(CLI::App& app, world& with, chosen& what) {
  auto& channels = *app.add_subcommand("channels", "Ways beside the stream: email, and rooms of the settings.");
  channels.require_subcommand(1);
  add(channels, "list", "How each channel is, and what waits in its outbox.",
      "carerelay channels list --server https://relay.example:8443", channels_list, with, what);
  auto const [stop, stopped] =
      add(channels, "stop", "Stop a channel at once: nothing more leaves that way.",
          "carerelay channels stop email --server https://relay.example:8443", channels_set, with, what);
  stop->add_option("NAME", stopped->channel, "the channel")->required();
  stopped->state = "stopped";
  auto const [start, started] =
      add(channels, "start", "Start a channel again; what waits goes on its way.",
          "carerelay channels start email --server https://relay.example:8443", channels_set, with, what);
  start->add_option("NAME", started->channel, "the channel")->required();
  started->state = "running";
  auto const [show, shown] =
      add(channels, "show", "By which ways a message went to one home, event by event.",
          "carerelay channels show 0193a1b2-... 1-1435221697 --server https://relay.example:8443", channels_show, with,
          what);
  show->add_option("MESSAGE", shown->message, "id of the message")->required();
  show->add_option("HOME", shown->home, "CQC Location ID or ODS code")->required();
  auto const [forget, forgotten] =
      add(channels, "forget", "Take an address out of the outbox: what was sent stays, but not to whom.",
          "carerelay channels forget jo@home.example --reason \"asked by letter, 3 March\" --server "
          "https://relay.example:8443",
          channels_forget, with, what);
  forget->add_option("ADDRESS", forgotten->address, "as it stands in the register")->required();
  forget->add_option("--reason", forgotten->reason, "kept for ever; must not repeat the address")->required();
  auto const [release, released] =
      add(app, "release", "Let go what a channel held back, after you looked at what was found in it.",
          "carerelay release 0193a1b2-... --server https://relay.example:8443", message_release, with, what);
  release->add_option("MESSAGE", released->message, "id of the message")->required();

  add_posts(app, with, what);
  add_group(channels, with, what);

  auto const tried = std::make_shared<test_options>();
  auto& test = command(channels, "test",
                       "Try a channel by its settings, without a relay: sign in, send a harmless mail or post.",
                       "carerelay channels test email --to me@trust.example --config /etc/carerelay/carerelay.toml");
  test.add_option("NAME", tried->name, "the channel")->required();
  test.add_option("--to", tried->to, "email: send the test here; nothing is sent without it");
  test.add_option("--config", tried->how.config_file, "settings file (TOML)")->envname("CARERELAY_CONFIG");
  test.callback([tried, &with, &what] {
    what = [tried, &with] { return channels_test(tried->how, tried->name, tried->to, with); };
  });
}

}  // namespace carerelay::cli
