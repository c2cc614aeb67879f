#include <vector>

#include "protocol/json/writer.hpp"
#include "relay/core/register/register_diff.hpp"
#include "relay/http/contact_json.hpp"
#include "relay/http/home_json.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

namespace {

std::vector<protocol::home_record> all_homes(ports::store_reader& store) {
  constexpr std::size_t page = 1'000;
  std::vector<protocol::home_record> out;
  std::string after;
  for (;;) {
    auto const rows = store.homes(after, page, std::nullopt);
    for (ports::home_row const& row : rows) out.push_back(row.record);
    if (rows.size() < page) return out;
    after = rows.back().record.id.text();
  }
}

answer said(core::register_diff const& diff, core::imported_register const& file, bool dry_run) {
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("summary", core::summary(diff)).member("dry_run", dry_run);
  json.member("added", diff.added).member("changed", diff.changed).member("same", diff.same);
  json.member("not_in_file", diff.not_in_file).begin_array("notes");
  for (std::string const& note : file.notes) json.value(note);
  json.end_array().end_object();
  return out;
}

}  // namespace

answer refused(core::import_refusal const& why) {
  return problem(core::to_faults(why), [&](protocol::json::writer& json, std::size_t i) {
    if (i >= why.faults.size()) return;
    auto const& fault = why.faults[i];
    if (fault.row != 0) json.member("row", static_cast<std::uint64_t>(fault.row));
    if (fault.column != 0) json.member("column", fault.heading);
    json.member("said", fault.detail);
  });
}

answer import_homes(request const& asked, arguments const&, context& with) {
  auto const who = administrator(asked, with);
  if (!who) return who.error();
  if (auto refused = check_type(asked, "text/csv")) return *refused;
  auto const mode = parameter(asked, "dry_run");
  if (mode && *mode != "true" && *mode != "false")
    return problem(protocol::errc::unknown_value, "dry_run: expected true or false");
  bool const dry_run = mode == "true";
  auto const file = core::read_register(asked.body);
  if (!file) return refused(file.error());
  auto const homes = all_homes(with.store);
  auto const diff = core::diff(homes, *file);
  if (!diff) return refused(diff.error());
  if (!dry_run) {
    for (core::register_change const& change : diff->changes) (void)put_home(change.record, with);
  }
  return said(*diff, *file, dry_run);
}

}  // namespace carerelay::http
