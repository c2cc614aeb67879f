#include "relay/cli/program.hpp"

#include <CLI/CLI.hpp>

#include "relay/cli/calls.hpp"
#include "relay/cli/program_parts.hpp"

namespace carerelay::cli {

namespace {

void add_homes(CLI::App& app, world& with, chosen& what) {
  auto& homes = *app.add_subcommand("homes", "The register of care homes.");
  homes.require_subcommand(1);
  auto const in = std::make_shared<import_options>();
  auto& import_ = command(homes, "import", "Add and change homes from a register file; all of it or nothing.",
                          "carerelay homes import cqc-directory.csv --dry-run --server https://relay.example:8443");
  import_.add_option("FILE", in->file, "CQC care directory, HSCA active locations or our own CSV")->required();
  import_.add_flag("--dry-run", in->dry_run, "say what would change, change nothing");
  add_place(import_, in->where);
  add_json(import_, in->json);
  import_.callback([in, &with, &what] { what = [in, &with] { return homes_import(*in, with); }; });

  auto const out = std::make_shared<list_options>();
  auto& list = command(homes, "list", "List the homes of the register.",
                       "carerelay homes list --area E09000010 --server https://relay.example:8443");
  list.add_option("--area", out->area, "only this GSS code");
  add_place(list, out->where);
  add_json(list, out->json);
  list.callback([out, &with, &what] { what = [out, &with] { return homes_list(*out, with); }; });

  add_contacts(homes, with, what);
  add_chat(homes, with, what);

  auto const who = std::make_shared<enrol_options>();
  auto& enrol_ = command(app, "enrol", "Make a one-time code that lets one device join a home.",
                         "carerelay enrol 1-1435221697 --server https://relay.example:8443");
  enrol_.add_option("HOME", who->home, "CQC Location ID or ODS code")->required();
  add_place(enrol_, who->where);
  add_json(enrol_, who->json);
  enrol_.callback([who, &with, &what] { what = [who, &with] { return enrol(*who, with); }; });
}

void add_evidence(CLI::App& app, world& with, chosen& what) {
  auto const of = std::make_shared<evidence_options>();
  auto& evidence_ = command(app, "evidence", "Take the evidence of a message out of the relay, to be checked anywhere.",
                            "carerelay evidence 0193a1b2-... --home 1-1435221697 -o evidence.json "
                            "--server https://relay.example:8443");
  evidence_.add_option("MESSAGE", of->message, "id of the message")->required();
  evidence_.add_option("--home", of->home, "only this home's receipt");
  evidence_.add_option("-o,--output", of->file, "file to write; - for standard output");
  add_remote(evidence_, of->where);
  evidence_.callback([of, &with, &what] { what = [of, &with] { return evidence(*of, with); }; });

  auto const gone = std::make_shared<erase_options>();
  auto& erase_ = command(app, "erase", "Erase what an entry of the log says of a person; every proof stays whole.",
                         "carerelay erase 4711 --reason \"Asked for by the person named\" "
                         "--server https://relay.example:8443");
  erase_.add_option("INDEX", gone->index, "of the entry, as `carerelay verify` shows it")->required();
  erase_.add_option("--reason", gone->reason, "why: it is kept, so name nobody")->required();
  erase_.add_option("--log", gone->log, "origin of the log; default: the one that grows");
  add_place(erase_, gone->where);
  add_json(erase_, gone->json);
  erase_.callback([gone, &with, &what] { what = [gone, &with] { return erase(*gone, with); }; });

  auto const it = std::make_shared<verify_options>();
  auto& verify_ = command(app, "verify", "Check a piece of evidence, offline; or (--log) a relay's whole log.",
                          "carerelay verify evidence.json");
  auto* const file = verify_.add_option("FILE", it->file, "what `carerelay evidence` wrote; - for standard input");
  auto* const log = verify_.add_flag("--log", it->log, "the whole evidence log of a relay, entry by entry");
  file->excludes(log);
  verify_.add_option("--key", it->key, "the log's key, when you know it: no other key is then believed");
  add_place(verify_, it->where);
  verify_.callback([it, &with, &what] {
    if (it->file.empty() && !it->log) throw CLI::RequiredError("FILE or --log");
    what = [it, &with] { return verify(*it, with); };
  });
}

void add_sign_in(CLI::App& app, world& with, chosen& what) {
  auto const made = std::make_shared<sign_in_options>();
  auto& link = command(app, "sign-in-link", "Make a link with which a person of a team signs in, once.",
                       "carerelay sign-in-link ada --server https://relay.example:8443");
  link.add_option("MEMBER", made->member, "the member")->required();
  add_remote(link, made->where);
  add_json(link, made->json);
  link.callback([made, &with, &what] { what = [made, &with] { return sign_in_link(*made, with); }; });

  auto const asked = std::make_shared<sign_in_options>();
  auto& invited = command(app, "invite", "Say who of the identity provider a member is, by their address.",
                          "carerelay invite ada --email ada@example.org --server https://relay.example:8443");
  invited.add_option("MEMBER", asked->member, "the member")->required();
  invited.add_option("--email", asked->email, "the address that the provider has verified")->required();
  add_place(invited, asked->where);
  add_json(invited, asked->json);
  invited.callback([asked, &with, &what] { what = [asked, &with] { return invite(*asked, with); }; });

  auto& sessions = *app.add_subcommand("sessions", "People signed in with a browser.");
  sessions.require_subcommand(1);
  auto const shown = std::make_shared<sign_in_options>();
  auto& list = command(sessions, "list", "List who is signed in.",
                       "carerelay sessions list --server https://relay.example:8443");
  add_remote(list, shown->where);
  add_json(list, shown->json);
  list.callback([shown, &with, &what] { what = [shown, &with] { return sessions_list(*shown, with); }; });

  auto const gone = std::make_shared<sign_in_options>();
  auto& end = command(sessions, "end", "Sign somebody out; their open connections are closed.",
                      "carerelay sessions end 0193a1b2-... --server https://relay.example:8443");
  end.add_option("ID", gone->session, "the session")->required();
  add_remote(end, gone->where);
  add_json(end, gone->json);
  end.callback([gone, &with, &what] { what = [gone, &with] { return sessions_end(*gone, with); }; });
}

void add_messages(CLI::App& app, world& with, chosen& what) {
  auto const sent = std::make_shared<publish_options>();
  auto& publish_ =
      command(app, "publish", "Publish a message from a file: CommonMark with a front-matter block, or JSON.",
              "carerelay publish masks.md --preview --server https://relay.example:8443");
  publish_.add_option("FILE", sent->file, "- for standard input")->required();
  publish_.add_flag("--preview", sent->preview, "check it and say how many homes it would reach, publish nothing");
  publish_.add_option("--sender", sent->sender_folder,
                      "folder of the key that signs and seals a test result (or CARERELAY_SENDER)");
  publish_.add_option("--home-words", sent->home_words,
                      "the eight words of the result's home, as you heard them, when it has begun anew");
  add_remote(publish_, sent->where);
  add_json(publish_, sent->json);
  publish_.callback([sent, &with, &what] { what = [sent, &with] { return publish(*sent, with); }; });

  auto const whose = std::make_shared<sender_key_options>();
  auto& key_ =
      command(app, "sender-key", "Show the public key that signs test results, for an administrator to register.",
              "carerelay sender-key --sender ./north-lab > north-lab.jwk");
  key_.add_option("--sender", whose->sender_folder, "its folder, as of publish")->required();
  key_.callback([whose, &with, &what] { what = [whose, &with] { return show_sender_key(*whose, with); }; });

  auto const each = std::make_shared<receipts_options>();
  auto& receipts_ = command(app, "receipts", "Home by home: who stored it, read it, answered.",
                            "carerelay receipts 0193a1b2-... --csv --server https://relay.example:8443 > receipts.csv");
  receipts_.add_option("MESSAGE", each->message, "id of the message")->required();
  receipts_.add_flag("--csv", each->csv, "as CSV, safe to open in a spreadsheet");
  add_remote(receipts_, each->where);
  add_json(receipts_, each->json);
  receipts_.callback([each, &with, &what] { what = [each, &with] { return receipts(*each, with); }; });

  auto const sum = std::make_shared<receipts_options>();
  auto& coverage_ = command(app, "coverage", "How many homes were reached, borough by borough.",
                            "carerelay coverage 0193a1b2-... --watch --server https://relay.example:8443");
  coverage_.add_option("MESSAGE", sum->message, "id of the message")->required();
  coverage_.add_flag("--watch", sum->watch, "draw it again every second until every home has answered or ctrl-C");
  add_remote(coverage_, sum->where);
  add_json(coverage_, sum->json);
  coverage_.callback([sum, &with, &what] { what = [sum, &with] { return coverage(*sum, with); }; });
}

void add_rest(CLI::App& app, world& with, chosen& what) {
  auto const heard = std::make_shared<listen_options>();
  auto& listen_ =
      command(app, "listen", "Be the device of one home: receive, keep, answer.",
              "carerelay listen --folder ./oak-lodge --server https://relay.example:8443 --enrol ABCDE-FGHJK");
  listen_.add_option("--folder", heard->folder, "where the key and the inbox are kept")->required();
  listen_.add_option("--server", heard->server, "address of the relay; kept in the folder after enrolment")
      ->envname("CARERELAY_SERVER");
  listen_.add_option("--ca", heard->ca_file, "PEM file of the authority to trust")->envname("CARERELAY_CA");
  listen_.add_option("--enrol", heard->code, "one-time code: the first time only");
  listen_.add_option("--name", heard->device_name, "what the device is called in the home's list");
  listen_.add_flag("--json", heard->json, "print one JSON object a line");
  listen_.callback([heard, &with, &what] { what = [heard, &with] { return listen(*heard, with); }; });

  auto const show = std::make_shared<demo_options>();
  auto& demo = command(app, "demo", "A relay, 72 homes of five boroughs and a publisher, on this machine.",
                       "carerelay demo --once");
  demo.add_flag("--once", show->once, "end by itself; exit 0 only if every receipt that should exist does");
  demo.add_flag("--json", show->json, "print one JSON object at the end, draw nothing");
  demo.add_option("--folder", show->folder, "keep everything here (default: a temporary folder)");
  demo.add_option("--seed", show->seed, "which homes are slow, offline or silent");
  demo.callback([show, &with, &what] { what = [show, &with] { return with.demo(*show); }; });
}

}  // namespace

int run(int argc, char const* const* argv, world& with) {
  CLI::App app("Carerelay: publish once, and know home by home who got it.", "carerelay");
  app.set_version_flag("--version", "carerelay " + with.version);
  app.require_subcommand(1);
  app.footer("Example:\n  carerelay demo --once\n\ncarerelay COMMAND --help says more of each.");
  app.set_help_all_flag();
  chosen what;
  add_serving(app, with, what);
  add_backup(app, with, what);
  add_homes(app, with, what);
  add_publishers(app, with, what);
  add_sign_in(app, with, what);
  add_messages(app, with, what);
  add_drafts(app, with, what);
  add_channels(app, with, what);
  add_calls(app, with, what);
  add_evidence(app, with, what);
  add_devices(app, with, what);
  add_rest(app, with, what);
  return finish(app, argc, argv, what, with);
}

}  // namespace carerelay::cli
