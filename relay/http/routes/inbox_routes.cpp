#include <charconv>

#include "protocol/limits.hpp"
#include "relay/core/publish/two_persons.hpp"
#include "relay/core/stream/in_force.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

using protocol::errc;

namespace {

void write_entry(protocol::json::writer& json, ports::inbox_row const& entry, context const& with) {
  json.begin_object().member("seq", entry.seq).member("state", word(entry.state.stage));
  if (entry.state.answer) json.member("response", word(*entry.state.answer));
  json.member("closed", word(entry.message.closed));
  auto const by = entry.message.closed_by == 0 ? std::nullopt : with.store.message(entry.message.closed_by);
  if (by) json.member("closed_by", by->row->body->id.text());
  auto const how = core::confirmation_of(with.store.draft_of(entry.message.row->body->number));
  if (how != core::confirmation::whole) json.member("confirmed", core::is_confirmed(how));
  json.raw_member("message", entry.message.row->body->json).end_object();
}

/// Ends the page before it grows beyond this, whatever `limit` says: a body may have half a megabyte.
constexpr std::size_t page_bytes = 4 * 1024 * 1024;

}  // namespace

answer get_inbox(request const& asked, arguments const&, context& with) {
  auto const who = home(asked, with);
  if (!who) return who.error();
  auto const here = page_of(asked);
  if (!here) return here.error();
  std::uint64_t after = 0;
  auto const [end, error] = std::from_chars(here->after.data(), here->after.data() + here->after.size(), after);
  if (!here->after.empty() && (error != std::errc{} || end != here->after.data() + here->after.size()))
    return problem(errc::bad_format, "cursor: expected the one of a `next` link");
  auto const bounds = with.store.bounds(who->home.number);
  auto const rows = with.store.inbox(who->home.number, after, here->limit);
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("home", who->home.record.id.text()).member("epoch", with.store.epoch());
  json.member("first", bounds.first).member("last", bounds.last).begin_array("entries");
  for (auto const& row : rows) {
    write_entry(json, row, with);
    after = row.seq;
    if (out.body.size() > page_bytes) break;
  }
  json.end_array();
  end_page(asked, *here, std::to_string(after), after < bounds.last, json, out);
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

answer get_current(request const& asked, arguments const&, context& with) {
  auto const who = home(asked, with);
  if (!who) return who.error();
  auto const rows = core::current_view(with.store, who->home.number, with.now, protocol::limits::page_most);
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("home", who->home.record.id.text()).member("at", protocol::to_text(with.now));
  json.begin_array("entries");
  for (auto const& row : rows) write_entry(json, row, with);
  json.end_array().end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

}  // namespace carerelay::http
