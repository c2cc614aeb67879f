#include <algorithm>
#include <span>
#include <type_traits>

#include "protocol/csv/writer.hpp"
#include "protocol/message/receipt_json.hpp"
#include "protocol/register/areas.hpp"
#include "relay/core/publish/two_persons.hpp"
#include "relay/core/publish/visibility.hpp"
#include "relay/core/silence/check_in.hpp"
#include "relay/core/ways/contacts.hpp"
#include "relay/http/channel_json.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/receipt_filter.hpp"
#include "relay/http/routes/handlers.hpp"
#include "relay/http/spreadsheet.hpp"

namespace carerelay::http {

using protocol::errc;

namespace {

struct receipts_page {
  std::vector<ports::receipt_row> rows;
  std::vector<ports::outbox_row> ways;  ///< of these homes, in order of home
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

/// The same, with what left by other ways.
receipts_page read_page_whole(question const& what, ports::home_number after, std::size_t limit, context const& with) {
  auto out = read_page(what, after, limit, with);
  if (!out.rows.empty() && !with.facts.outbox.channels.empty())
    out.ways = with.store.outbox_of(what.seen.view.row->body->number, out.rows.front().home, out.rows.back().home);
  return out;
}

/// The rows of this home among those of a page.
std::span<ports::outbox_row const> ways_of(receipts_page const& page, ports::home_number home) {
  auto const [from, to] = std::equal_range(page.ways.begin(), page.ways.end(), home, [](auto const& a, auto const& b) {
    if constexpr (std::is_integral_v<std::decay_t<decltype(a)>>)
      return a < b.home;
    else
      return a.home < b;
  });
  return {from, to};
}

std::string time_or_nothing(std::optional<protocol::instant> const& when) {
  return when ? protocol::to_text(*when) : std::string();
}

std::string_view area_name(protocol::area_code const& area) {
  auto const* const known = protocol::area_by_code(area.text());
  return known != nullptr ? known->name : std::string_view(area.text());
}

/// A post to a group says nothing of a home, unless people of homes are known there.
bool tells_of_homes(core::channel_rules const& channel) noexcept { return !channel.room || !channel.account.empty(); }

/// What is the same for all lines of a message.
struct csv_ground {
  bool is_confirmed = true, is_check_in = false;
  core::outbox_rules const& channels;
  ports::store_reader& store;
};

/// What became of it by one channel: of each of a home's addresses that it was sent to, with the role of whoever has
/// it.
std::string ways_in_words(std::span<ports::outbox_row const> ways, std::string const& channel, csv_ground const& on) {
  std::string out;
  for (auto const& row : ways) {
    if (row.channel != channel) continue;
    if (!out.empty()) out += "; ";
    if (auto const role = core::role_of(on.store, row.home, row.contact))
      out += std::string(core::in_words(*role)) + ": ";
    out += core::in_words(row);
  }
  return out;
}

void write_csv_row(protocol::csv::writer& csv, protocol::home_receipt const& what, csv_ground const& on,
                   std::span<ports::outbox_row const> ways) {
  csv.cell(what.home.text()).cell(what.home_name).cell(what.area.text()).cell(what.telephone).cell(what.seq);
  csv.cell(word(what.state.stage)).cell(word(what.state.closed));
  csv.cell(what.state.answer ? word(*what.state.answer) : std::string_view{}).cell(what.late ? "late" : "");
  csv.cell(time_or_nothing(what.delivered_at)).cell(time_or_nothing(what.read_at));
  csv.cell(time_or_nothing(what.answered_at)).cell(what.by_role).cell(what.by_name).cell(what.note);
  csv.cell(on.is_confirmed ? "" : "not confirmed by a second person").cell(in_words(what.state, on.is_check_in));
  csv.cell(area_name(what.area));
  for (auto const& one : on.channels.channels)
    if (tells_of_homes(one)) csv.cell(ways_in_words(ways, one.name, on));
  csv.end_row();
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
  for (auto const& one : with.facts.outbox.channels)
    if (tells_of_homes(one)) csv.cell(one.name);
  csv.end_row();
  csv_ground const on{is_confirmed(what.seen, with), core::is_check_in(*what.seen.view.row), with.facts.outbox,
                      with.store};
  ports::home_number after = 0;
  for (;;) {
    auto const page = read_page_whole(what, after, 1'000, with);
    for (auto const& row : page.rows) write_csv_row(csv, row.what, on, ways_of(page, row.home));
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
  auto const page = read_page_whole(what, after, here->limit, with);
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("message", row.body->id.text());
  if (!is_confirmed(*found, with)) json.member("confirmed", false);
  json.begin_array("receipts");
  for (auto const& receipt : page.rows) {
    json.begin_object();
    protocol::write_members(json, receipt.what);
    write_ways(json, ways_of(page, receipt.home), with);
    json.end_object();
  }
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
