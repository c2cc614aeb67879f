#include "protocol/json/writer.hpp"
#include "relay/cli/commands.hpp"
#include "relay/cli/shown.hpp"
#include "relay/cli/table.hpp"

namespace carerelay::cli {

int homes_import(import_options const& what, world& with) {
  door_request request;
  request.method = "POST";
  request.path = "/v1/homes/import";
  request.content_type = "text/csv";
  if (what.dry_run) request.query.emplace_back("dry_run", "true");
  request.body = with.read_file(what.file);
  auto const where = open_door(what.where, with);
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  with.out << what.file << ": " << text_of(answer, "summary");
  with.out << (what.dry_run ? " (dry run: nothing was changed)\n" : "\n");
  for (auto const& note : list_of(answer, "notes"))
    with.out << "  " << (note.is(protocol::json::kind::string) ? note.string() : text_of(note, "detail")) << '\n';
  return done;
}

int homes_list(list_options const& what, world& with) {
  door_request request;
  request.path = "/v1/homes";
  request.query.emplace_back("limit", "1000");
  if (!what.area.empty()) request.query.emplace_back("area", what.area);
  auto const where = open_door(what.where, with);
  table rows({"Id", "Name", "Area", "Telephone", "Beds", ""});
  std::string all = "{\"homes\":[";
  std::size_t count = 0;
  for_all(*where, request, "homes", [&](protocol::json::value const& home) {
    if (what.json) {
      if (count != 0) all += ',';
      protocol::json::append_value(home, all);
    } else {
      auto const* const dormant = home.find("dormant");
      bool const asleep = dormant != nullptr && dormant->is(protocol::json::kind::boolean) && dormant->boolean();
      rows.add({text_of(home, "id"), text_of(home, "name"), text_of(home, "area"), text_of(home, "telephone"),
                std::to_string(number_of(home, "beds")), asleep ? "dormant" : ""});
    }
    ++count;
  });
  if (what.json)
    with.out << all << "]}\n";
  else
    with.out << rows.text() << count << (count == 1 ? " home\n" : " homes\n");
  return done;
}

int enrol(enrol_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "POST";
  request.path = "/v1/homes/" + percent_encoded(what.home) + "/codes";
  request.body = "{}";
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  with.out << "Code for " << what.home << ": " << text_of(answer, "code") << "\nGood for one device until "
           << text_of(answer, "expires") << ". It is not shown again.\n";
  return done;
}

}  // namespace carerelay::cli
