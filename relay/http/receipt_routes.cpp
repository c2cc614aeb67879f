#include <algorithm>

#include "protocol/areas.hpp"
#include "protocol/csv/writer.hpp"
#include "protocol/receipt_json.hpp"
#include "relay/core/two_persons.hpp"
#include "relay/core/visibility.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/receipt_filter.hpp"
#include "relay/http/routes.hpp"
#include "relay/http/spreadsheet.hpp"

namespace carerelay::http {

using protocol::errc;

namespace {

struct receipts_page {
  std::vector<ports::receipt_row> rows;
  bool has_more = false;
};

/// Whose receipts are asked for, and may be seen.
struct question {
  core::sight const& seen;
  receipt_filter const& filter;

  [[nodiscard]] bool shows(ports::receipt_row const& row) const {
    return core::shows(seen, row.what) && filter.takes(row.what);
  }
};

/// The next of them.
receipts_page read_page(question const& what, ports::home_number after, std::size_t limit, context const& with) {
  receipts_page out;
  for (;;) {
    auto rows = with.store.receipts(what.seen.view.row->body->number, after, limit + 1);
    for (auto& row : rows) {
      after = row.home;
      if (!what.shows(row)) continue;
      out.has_more = out.rows.size() == limit;
      if (out.has_more) return out;
      out.rows.push_back(std::move(row));
    }
    if (rows.size() <= limit) return out;
  }
}

std::string time_or_nothing(std::optional<protocol::instant> const& when) {
  return when ? protocol::to_text(*when) : std::string();
}

std::string_view area_name(protocol::area_code const& area) {
  auto const* const known = protocol::area_by_code(area.text());
  return known != nullptr ? known->name : std::string_view(area.text());
}

void write_csv_row(protocol::csv::writer& csv, protocol::home_receipt const& what, bool confirmed) {
  csv.cell(what.home.text()).cell(what.home_name).cell(what.area.text()).cell(what.telephone).cell(what.seq);
  csv.cell(word(what.state.stage)).cell(word(what.state.closed));
  csv.cell(what.state.answer ? word(*what.state.answer) : std::string_view{}).cell(what.late ? "late" : "");
  csv.cell(time_or_nothing(what.delivered_at)).cell(time_or_nothing(what.read_at));
  csv.cell(time_or_nothing(what.answered_at)).cell(what.by_role).cell(what.by_name).cell(what.note);
  csv.cell(confirmed ? "" : "not confirmed by a second person").cell(in_words(what.state));
  csv.cell(area_name(what.area)).end_row();
}

bool is_confirmed(core::sight const& seen, context const& with) {
  return core::is_confirmed(core::confirmation_of(with.store.draft_of(seen.view.row->body->number)));
}

/// The whole list for a spreadsheet, in pages of the store.
answer csv_answer(question const& what, context const& with) {
  auto out = spreadsheet("receipts.csv");
  protocol::csv::writer csv(out.body);
  for (std::string_view const name :
       {"home", "home_name", "area", "telephone", "seq", "state", "closed", "response", "late", "delivered_at",
        "read_at", "answered_at", "role", "name", "note", "confirmed", "in_words", "area_name"})
    csv.cell(name);
  csv.end_row();
  bool const confirmed = is_confirmed(what.seen, with);
  ports::home_number after = 0;
  for (;;) {
    auto const page = read_page(what, after, 1'000, with);
    for (auto const& row : page.rows) write_csv_row(csv, row.what, confirmed);
    if (!page.has_more) return out;
    after = page.rows.back().home;
  }
}

or_answer<core::sight> message_of(request const& asked, arguments const& at, context const& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const id = protocol::message_id::parse(at[0]);
  auto seen = id ? core::look_at(with.store, *who, *id, with.now) : std::nullopt;
  if (!seen) return not_found();
  return std::move(*seen);
}

}  // namespace

answer get_receipts(request const& asked, arguments const& at, context& with) {
  auto const found = message_of(asked, at, with);
  if (!found) return found.error();
  ports::message_row const& row = *found->view.row;
  if (core::is_wellbeing(row))
    return problem(errc::role_not_granted, "what single homes did with a wellbeing message is shown to nobody");
  auto const filter = receipt_filter_of(asked);
  if (!filter) return filter.error();
  question const what{*found, *filter};
  if (wants_csv(asked)) return csv_answer(what, with);
  auto const here = page_of(asked);
  if (!here) return here.error();
  ports::home_number after = 0;
  if (!here->after.empty()) {
    auto const home = protocol::home_id::parse(here->after);
    auto const last = home ? with.store.home(*home) : std::nullopt;
    if (!last) return problem(errc::bad_format, "cursor: expected the one of a `next` link");
    after = last->number;
  }
  auto const page = read_page(what, after, here->limit, with);
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("message", row.body->id.text());
  if (!is_confirmed(*found, with)) json.member("confirmed", false);
  json.begin_array("receipts");
  for (auto const& receipt : page.rows) protocol::write(json, receipt.what);
  json.end_array();
  auto const last = page.rows.empty() ? std::nullopt : std::optional(page.rows.back().what.home.text());
  end_page(asked, *here, last, page.has_more, json, out);
  return out;
}

answer get_coverage(request const& asked, arguments const& at, context& with) {
  auto const found = message_of(asked, at, with);
  if (!found) return found.error();
  auto const by = parameter(asked, "by");
  if (by && *by != "area") return problem(errc::unknown_value, "by: expected area");
  auto figures = core::coverage_for(with.store, *found);
  if (!by) figures.areas.clear();
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("message", found->view.row->body->id.text());
  json.member("closed", word(found->view.closed));
  protocol::write_members(json, figures);
  json.end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

}  // namespace carerelay::http
