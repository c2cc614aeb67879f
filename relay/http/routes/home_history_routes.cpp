#include <charconv>

#include "protocol/message/receipt_json.hpp"
#include "protocol/register/areas.hpp"
#include "relay/http/home_json.hpp"
#include "relay/http/message_json.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

/// What became of messages at one home, for the teams that look after it.
namespace carerelay::http {

namespace {

using protocol::errc;

constexpr std::uint64_t at_once = 200;

/// Entries before `before`, newest first, that they may see; until `most` of them or the beginning.
struct history {
  std::vector<std::pair<ports::inbox_row, core::sight>> entries;
  std::uint64_t next = 0;  ///< go on before this; 0: that was all
};

history read_history(ports::home_number home, std::uint64_t before, std::size_t most, core::actor const& who,
                     context const& with) {
  history out;
  while (before > 1) {
    std::uint64_t const from = before > at_once ? before - at_once : 0;
    auto const rows = with.store.inbox(home, from, at_once);
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
      if (row->seq >= before) continue;
      auto seen = core::look_at(with.store, who, row->message, with.now);
      if (!seen) continue;
      if (out.entries.size() == most) {
        out.next = out.entries.back().first.seq;
        return out;
      }
      out.entries.emplace_back(*row, std::move(*seen));
    }
    before = from + 1;
  }
  return out;
}

/// What single homes did with a wellbeing message is shown to nobody.
bool shows_receipt(core::sight const& seen, ports::home_row const& home) {
  if (core::is_wellbeing(*seen.view.row)) return false;
  return seen.is_whole || std::binary_search(seen.areas.begin(), seen.areas.end(), home.record.area);
}

}  // namespace

answer get_home_messages(request const& asked, arguments const& at, context& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const home = visible_home(at[0], *who, with);
  if (!home) return not_found();
  auto const here = page_of(asked);
  if (!here) return here.error();
  auto before = with.store.bounds(home->number).last + 1;
  if (!here->after.empty()) {
    auto const [end, error] = std::from_chars(here->after.data(), here->after.data() + here->after.size(), before);
    if (error != std::errc{} || end != here->after.data() + here->after.size())
      return problem(errc::bad_format, "cursor: expected the one of a `next` link");
  }
  auto const found = read_history(home->number, before, here->limit, *who, with);
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("home", home->record.id.text()).begin_array("messages");
  for (auto const& [row, seen] : found.entries) {
    json.begin_object();
    write_row_members(json, seen.view, with);
    auto const receipt =
        shows_receipt(seen, *home) ? with.store.receipt(seen.view.row->body->number, home->number) : std::nullopt;
    if (receipt) protocol::write(json.key("receipt"), receipt->what);
    json.end_object();
  }
  json.end_array();
  auto const last = found.next == 0 ? std::nullopt : std::optional(std::to_string(found.next));
  end_page(asked, *here, last, found.next != 0, json, out);
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

answer list_areas(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("areas");
  for (auto const& row : with.store.areas()) {
    auto const* const known = protocol::area_by_code(row.area.text());
    json.begin_object().member("area", row.area.text()).member("name", known != nullptr ? known->name : row.name);
    json.member("homes", row.live_homes).end_object();
  }
  json.end_array().end_object();
  return out;
}

}  // namespace carerelay::http
