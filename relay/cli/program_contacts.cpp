#include "relay/cli/program_parts.hpp"

// `homes contacts`: whom of a home to try.

namespace carerelay::cli {

namespace {

using contacts_act = int (*)(contacts_options const&, world&);

std::shared_ptr<contacts_options> add_act(CLI::App& made, contacts_act act, world& with, chosen& what) {
  auto on = std::make_shared<contacts_options>();
  add_place(made, on->where);
  made.callback([on, act, &with, &what] { what = [on, act, &with] { return act(*on, with); }; });
  return on;
}

}  // namespace

void add_contacts(CLI::App& homes, world& with, chosen& what) {
  auto& contacts = *homes.add_subcommand("contacts", "Whom of a home to try when its devices are silent.");
  contacts.require_subcommand(1);
  auto& list = command(contacts, "list", "List a home's contacts, in the order they are tried.",
                       "carerelay homes contacts list 1-1435221697 --server https://relay.example:8443");
  auto const shown = add_act(list, contacts_list, with, what);
  list.add_option("HOME", shown->home, "its id")->required();
  add_json(list, shown->json);

  auto& import_ = command(contacts, "import", "Replace the contacts of every home a spreadsheet names; all or nothing.",
                          "carerelay homes contacts import contacts.csv --dry-run --server https://relay.example:8443");
  auto const in = add_act(import_, contacts_import, with, what);
  import_.add_option("FILE", in->file, "CSV: home, role, label, email, telephone, opted_out, number")->required();
  import_.add_flag("--dry-run", in->dry_run, "check it, change nothing");
  add_json(import_, in->json);

  auto& export_ = command(contacts, "export", "Write all contacts as CSV, as the import takes it.",
                          "carerelay homes contacts export --server https://relay.example:8443 > contacts.csv");
  add_act(export_, contacts_export, with, what);

  auto& erase_ = command(contacts, "erase", "Erase a contact, and its addresses wherever the relay has them.",
                         "carerelay homes contacts erase 1-1435221697 2 --server https://relay.example:8443");
  auto const gone = add_act(erase_, contacts_erase, with, what);
  erase_.add_option("HOME", gone->home, "its id")->required();
  erase_.add_option("NUMBER", gone->number, "of the contact, as `list` shows it")->required();
}

}  // namespace carerelay::cli
