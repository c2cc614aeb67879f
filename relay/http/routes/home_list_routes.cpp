#include <algorithm>

#include "protocol/csv/writer.hpp"
#include "protocol/register/areas.hpp"
#include "protocol/register/canary.hpp"
#include "relay/core/people/grants.hpp"
#include "relay/core/ways/way_health.hpp"
#include "relay/http/home_json.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/path_json.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/receipt_filter.hpp"
#include "relay/http/routes/handlers.hpp"
#include "relay/http/spreadsheet.hpp"

/// Homes of the register, as lists.
namespace carerelay::http {

using protocol::errc;

namespace {

constexpr std::size_t csv_page = 1'000;

/// Whether one of what people know a home by holds the words.
bool is_called(protocol::home_record const& home, std::string const& words) {
  if (words.empty()) return true;
  auto const* const area = protocol::area_by_code(home.area.text());
  for (std::string_view const text :
       {std::string_view(home.name), std::string_view(home.id.text()), std::string_view(home.postcode),
        std::string_view(home.provider), area != nullptr ? area->name : std::string_view()})
    if (lower_case(text).find(words) != std::string::npos) return true;
  return false;
}

/// Which homes are asked for.
struct home_filter {
  std::optional<protocol::area_code> area{};
  std::string words{};                       ///< lower case
  std::optional<core::path_state> health{};  ///< of one of its ways
  bool canaries = false;                     ///< homes of our own alone, else real ones alone
};

or_answer<home_filter> filter_of(request const& asked) {
  home_filter out;
  if (auto const text = parameter(asked, "area")) {
    auto const parsed = protocol::area_code::parse(*text);
    if (!parsed) return problem(errc::bad_format, "area: expected " + std::string(protocol::area_tag::expected));
    out.area = *parsed;
  }
  if (auto const text = parameter(asked, "health")) {
    using core::word;
    out.health = protocol::from_word<core::path_state>(*text);
    if (!out.health) return problem(errc::unknown_value, "health: expected never, taken, good, failing or quiet");
  }
  if (auto const text = parameter(asked, "canaries")) {
    if (*text != "only") return problem(errc::unknown_value, "canaries: expected only");
    out.canaries = true;
  }
  out.words = lower_case(parameter(asked, "q").value_or(""));
  return out;
}

struct homes_page {
  std::vector<ports::home_row> rows;
  bool has_more = false;
};

/// The next homes this account may see: those outside its areas are passed over.
homes_page read_page(page const& here, home_filter const& which, core::actor const& who, context const& with) {
  auto const channels = channels_to_homes(with);
  auto const is_wanted = [&](ports::home_row const& row) {
    if (!who.is_administrator() && !core::covers(who.grant, row.record.area)) return false;
    if (protocol::is_canary(row.record.tags) != which.canaries || !is_called(row.record, which.words)) return false;
    return !which.health || core::fares(core::paths_of(with.store, row.number, channels), *which.health);
  };
  homes_page out;
  std::string after = here.after;
  for (;;) {
    auto const rows = with.store.homes(after, here.limit + 1, which.area);
    for (ports::home_row const& row : rows) {
      after = row.record.id.text();
      if (!is_wanted(row)) continue;
      out.has_more = out.rows.size() == here.limit;
      if (out.has_more) return out;
      out.rows.push_back(row);
    }
    if (rows.size() <= here.limit) return out;
  }
}

void write_row(protocol::csv::writer& csv, ports::home_row const& row, std::vector<std::string> const& channels,
               context const& with) {
  auto const& home = row.record;
  auto const* const area = protocol::area_by_code(home.area.text());
  csv.cell(home.id.text()).cell(home.name).cell(home.area.text());
  csv.cell(area != nullptr ? area->name : std::string_view(home.area.text()));
  csv.cell(home.postcode).cell(home.telephone).cell(home.email).cell(home.provider).cell(home.beds);
  csv.cell(row.suspended ? "suspended" : home.dormant ? "dormant" : "");
  auto const paths = core::paths_of(with.store, row.number, channels);
  auto const write_way = [&](std::string const& name) {
    std::string words;
    std::optional<protocol::instant> good_at;
    for (auto const& one : paths) {
      if (one.channel != name) continue;
      words += (words.empty() ? "" : "; ") + core::in_words(one);
      good_at = std::max(good_at, one.good_at);
    }
    csv.cell(words).cell(good_at ? protocol::to_text(*good_at) : std::string());
  };
  write_way("stream");
  for (auto const& name : channels) write_way(name);
  csv.end_row();
}

/// Every home as filtered, with how each way to it fares.
answer csv_answer(home_filter const& which, core::actor const& who, context const& with) {
  auto out = spreadsheet("homes.csv");
  auto const channels = channels_to_homes(with);
  protocol::csv::writer csv(out.body);
  for (std::string_view const name : {"id", "name", "area", "area_name", "postcode", "telephone", "email", "provider",
                                      "beds", "closed", "stream", "stream_last_delivered"})
    csv.cell(name);
  for (auto const& name : channels) csv.cell(name).cell(name + "_last_delivered");
  csv.end_row();
  page here{csv_page, ""};
  for (;;) {
    auto const part = read_page(here, which, who, with);
    for (auto const& row : part.rows) write_row(csv, row, channels, with);
    if (!part.has_more) return out;
    here.after = part.rows.back().record.id.text();
  }
}

}  // namespace

answer list_homes(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  auto const which = filter_of(asked);
  if (!which) return which.error();
  if (wants_csv(asked)) return csv_answer(*which, *who, with);
  auto const here = page_of(asked);
  if (!here) return here.error();
  auto const page = read_page(*here, *which, *who, with);
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("homes");
  for (auto const& row : page.rows) {
    json.begin_object();
    write_members(json, row);
    json.end_object();
  }
  json.end_array();
  auto const last = page.rows.empty() ? std::nullopt : std::optional(page.rows.back().record.id.text());
  end_page(asked, *here, last, page.has_more, json, out);
  return out;
}

}  // namespace carerelay::http
