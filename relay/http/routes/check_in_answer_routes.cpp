#include <algorithm>
#include <charconv>

#include "adapters/ports/store.hpp"
#include "protocol/csv/writer.hpp"
#include "protocol/register/areas.hpp"
#include "relay/core/silence/check_in.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/receipt_filter.hpp"
#include "relay/http/routes/handlers.hpp"
#include "relay/http/spreadsheet.hpp"

/// What homes said to a check-in: day by day, and home by home.
namespace carerelay::http {

using protocol::errc;

namespace {

constexpr std::size_t days_default = 14, days_most = 31, csv_page = 1'000;

/// "2026-11-21"
std::string day_text(std::chrono::sys_days day) {
  return protocol::to_text(protocol::instant(day)).substr(0, sizeof "2026-11-21" - 1);
}

std::optional<std::chrono::sys_days> day_in(std::string const& text) {
  auto const at = protocol::parse_instant(text + "T00:00:00Z");
  return at ? std::optional(std::chrono::floor<std::chrono::days>(*at)) : std::nullopt;
}

/// The days that are asked for, of a check-in that this account may see.
struct question {
  ports::check_in_row row;
  std::vector<core::check_in_day> days;  ///< newest first
};

or_answer<question> question_of(request const& asked, arguments const& at, context const& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const id = protocol::uuid::parse(at[0]);
  auto const row = id ? with.store.check_in(*id) : std::nullopt;
  if (!row || !core::may_see(*who, *row)) return not_found();
  std::size_t most = days_default;
  if (auto const days = parameter(asked, "days")) {
    auto const [end, error] = std::from_chars(days->data(), days->data() + days->size(), most);
    bool const is_whole = error == std::errc{} && end == days->data() + days->size();
    if (!is_whole || most < 1 || most > days_most)
      return problem(errc::out_of_range, "days: expected a number from 1 to 31");
  }
  std::optional<std::chrono::sys_days> newest;
  auto const one = parameter(asked, "day");
  if (one && !(newest = day_in(*one))) return problem(errc::bad_format, "day: expected a day such as 2026-11-21");
  question out{*row, core::days_of(*row, with.store, one ? 1 : most, newest)};
  if (one) std::erase_if(out.days, [&](auto const& day) { return day.day != *newest; });
  return out;
}

/// What a home said to the question; the acknowledgement of a chat alone is no answer to it.
std::string_view answer_of(protocol::receipt_state const& what) noexcept {
  if (what.answer == protocol::response::actioned) return "no_change";
  if (what.answer == protocol::response::need_help) return "changed";
  return "none";
}

std::string_view area_name(protocol::area_code const& area) {
  auto const* const known = protocol::area_by_code(area.text());
  return known != nullptr ? known->name : std::string_view(area.text());
}

struct answer_of_day {
  std::chrono::sys_days day;
  protocol::home_receipt what;
};

/// A home, and what it said on each day that it was asked, newest first.
struct answers_of_home {
  ports::home_number home = 0;
  std::vector<answer_of_day> answers;
};

/// The next homes that were asked on any of these days, in order of their number; one more than `limit` when there are
/// more.
std::vector<answers_of_home> read_homes(question const& what, ports::home_number after, std::size_t limit,
                                        context const& with) {
  std::vector<answers_of_home> out;
  for (auto const& day : what.days) {
    auto const here = [](answers_of_home const& one, ports::home_number home) { return one.home < home; };
    for (auto& row : with.store.receipts(day.message.row->body->number, after, limit + 1)) {
      auto place = std::lower_bound(out.begin(), out.end(), row.home, here);
      if (place == out.end() || place->home != row.home) place = out.insert(place, {row.home, {}});
      place->answers.push_back({day.day, std::move(row.what)});
    }
  }
  if (out.size() > limit + 1) out.resize(limit + 1);
  return out;
}

void write(protocol::json::writer& json, core::check_in_day const& day, context const& with) {
  auto const count = core::tally_of(day, with.store);
  json.begin_object().member("day", day_text(day.day)).member("message", day.message.row->body->id.text());
  json.member("sent", protocol::to_text(day.message.row->sent)).member("asked", count.asked);
  json.member("answered", count.answered()).member("no_change", count.no_change).member("changed", count.changed);
  json.member("not_answered", count.asked - count.answered()).end_object();
}

void write(protocol::json::writer& json, answer_of_day const& one) {
  auto const& what = one.what;
  json.begin_object().member("day", day_text(one.day)).member("answer", answer_of(what.state));
  json.member("words", in_words(what.state, true));
  if (what.answered_at) json.member("at", protocol::to_text(*what.answered_at));
  if (!what.by_role.empty()) json.member("role", what.by_role);
  if (!what.by_name.empty()) json.member("name", what.by_name);
  if (!what.note.empty()) json.member("note", what.note);
  json.end_object();
}

void write(protocol::json::writer& json, answers_of_home const& one) {
  auto const& home = one.answers.front().what;
  json.begin_object().member("home", home.home.text()).member("home_name", home.home_name);
  json.member("area", home.area.text()).member("area_name", area_name(home.area)).begin_array("answers");
  for (auto const& answer : one.answers) write(json, answer);
  json.end_array().end_object();
}

void write(protocol::csv::writer& csv, std::string const& day, protocol::home_receipt const& what) {
  csv.cell(day).cell(what.home.text()).cell(what.home_name).cell(what.area.text()).cell(area_name(what.area));
  csv.cell(what.telephone).cell(answer_of(what.state)).cell(in_words(what.state, true));
  csv.cell(what.answered_at ? protocol::to_text(*what.answered_at) : std::string());
  csv.cell(what.by_role).cell(what.by_name).cell(what.note).end_row();
}

/// A line a day and home, newest day first.
answer csv_answer(question const& what, context const& with) {
  auto out = spreadsheet("check-in.csv");
  protocol::csv::writer csv(out.body);
  for (std::string_view const name : {"day", "home", "home_name", "area", "area_name", "telephone", "answer",
                                      "in_words", "answered_at", "role", "name", "note"})
    csv.cell(name);
  csv.end_row();
  for (auto const& day : what.days) {
    ports::home_number after = 0;
    for (;;) {
      auto const rows = with.store.receipts(day.message.row->body->number, after, csv_page);
      for (auto const& row : rows) write(csv, day_text(day.day), row.what);
      if (rows.size() < csv_page) break;
      after = rows.back().home;
    }
  }
  return out;
}

}  // namespace

answer get_check_in_answers(request const& asked, arguments const& at, context& with) {
  auto const what = question_of(asked, at, with);
  if (!what) return what.error();
  if (wants_csv(asked)) return csv_answer(*what, with);
  auto const here = page_of(asked);
  if (!here) return here.error();
  ports::home_number after = 0;
  if (!here->after.empty()) {
    auto const home = protocol::home_id::parse(here->after);
    auto const last = home ? with.store.home(*home) : std::nullopt;
    if (!last) return problem(errc::bad_format, "cursor: expected the one of a `next` link");
    after = last->number;
  }
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("check_in", what->row.id.text());
  if (auto const draft = protocol::parse_draft(what->row.draft)) json.member("headline", draft->info.front().headline);
  json.begin_array("days");
  for (auto const& day : what->days) write(json, day, with);
  json.end_array().begin_array("homes");
  auto homes = read_homes(*what, after, here->limit, with);
  bool const has_more = homes.size() > here->limit;
  if (has_more) homes.pop_back();
  for (auto const& one : homes) write(json, one);
  json.end_array();
  auto const last = homes.empty() ? std::nullopt : std::optional(homes.back().answers.front().what.home.text());
  end_page(asked, *here, last, has_more, json, out);
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

}  // namespace carerelay::http
