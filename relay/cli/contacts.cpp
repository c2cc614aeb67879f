#include "protocol/text/formats.hpp"
#include "relay/cli/commands.hpp"
#include "relay/cli/shown.hpp"
#include "relay/cli/table.hpp"

// Whom of a home to try when its devices are silent.

namespace carerelay::cli {

namespace {

std::string joined(protocol::json::array const& list) {
  std::string out;
  for (auto const& one : list)
    if (one.is(protocol::json::kind::string)) out += (out.empty() ? "" : ", ") + one.string();
  return out;
}

}  // namespace

int contacts_import(contacts_options const& what, world& with) {
  door_request request;
  request.method = "POST";
  request.path = "/v1/contacts/import";
  request.content_type = "text/csv";
  if (what.dry_run) request.query.emplace_back("dry_run", "true");
  request.body = with.read_file(what.file);
  auto const where = open_door(what.where, with);
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  with.out << what.file << ": " << number_of(answer, "contacts") << " contacts of " << number_of(answer, "homes")
           << " homes";
  if (what.dry_run)
    with.out << " (dry run: nothing was changed)\n";
  else
    with.out << ": " << number_of(answer, "added") << " added, " << number_of(answer, "changed") << " changed, "
             << number_of(answer, "removed") << " removed\n";
  return done;
}

int contacts_export(contacts_options const& what, world& with) {
  door_request request;
  request.path = "/v1/contacts";
  request.accept = "text/csv";
  with.out << expect_ok(open_door(what.where, with)->ask(request));
  return done;
}

int contacts_list(contacts_options const& what, world& with) {
  door_request request;
  request.path = "/v1/homes/" + percent_encoded(what.home) + "/contacts";
  auto const where = open_door(what.where, with);
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  table rows({"No.", "Role", "Who", "Email", "Telephone", "Not by", "Confirmed"});
  for (auto const& one : list_of(answer, "contacts")) {
    auto const confirmed = text_of(one, "confirmed_at");
    rows.add({std::to_string(number_of(one, "number")), text_of(one, "role"), text_of(one, "label"),
              text_of(one, "email"), protocol::formats::spaced_telephone(text_of(one, "telephone")),
              joined(list_of(one, "opted_out")), confirmed.empty() ? "no" : confirmed.substr(0, 10)});
  }
  with.out << rows.text();
  return done;
}

int contacts_erase(contacts_options const& what, world& with) {
  door_request request;
  request.method = "DELETE";
  request.path = "/v1/homes/" + percent_encoded(what.home) + "/contacts/" + percent_encoded(what.number);
  static_cast<void>(expect_ok(open_door(what.where, with)->ask(request)));
  with.out << "Contact " << what.number << " of " << what.home
           << " is erased, and its addresses with it. Backups made before still have them.\n";
  return done;
}

}  // namespace carerelay::cli
