#include <algorithm>

#include "protocol/json/object_reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/limits.hpp"
#include "relay/core/publish/visibility.hpp"
#include "relay/http/message_json.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/post_json.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/publishing.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

using protocol::errc;

namespace {

/// None when the id does not parse, names nothing, or names what is not this publisher's.
std::optional<ports::message_view> find_message(std::string const& id, core::actor const& who, context const& with) {
  auto const parsed = protocol::message_id::parse(id);
  if (!parsed) return std::nullopt;
  return core::find_visible(with.store, who, *parsed);
}

/// A draft's own faults are 422; what is no JSON at all is 400.
or_answer<protocol::draft> read_draft(request const& asked) {
  if (auto refused = check_type(asked, "application/json")) return *refused;
  auto parsed = protocol::parse_draft(asked.body);
  if (!parsed) return problem(parsed.error());
  if (parsed->reference.empty() && !asked.idempotency_key.empty()) {
    bool const fits =
        asked.idempotency_key.size() <= 64 && std::all_of(asked.idempotency_key.begin(), asked.idempotency_key.end(),
                                                          [](char c) { return c > ' ' && c <= '~'; });
    if (!fits) return problem(errc::bad_format, "Idempotency-Key: expected at most 64 visible ASCII characters");
    parsed->reference = asked.idempotency_key;
  }
  return std::move(*parsed);
}

/// How far messages came is read for as many as a page of the last days holds: each costs a look at every receipt.
constexpr std::size_t counted_rows = 50;
constexpr auto counted_days = std::chrono::days(8);

struct messages_page {
  std::vector<core::sight> rows;
  bool has_more = false;
};

/// The next messages they may see: others are passed over.
messages_page read_page(ports::message_number before, std::size_t limit, core::actor const& who, context const& with) {
  bool const all_teams = who.is_administrator() || core::looks_beyond_own_team(who);
  auto const sender = all_teams ? std::nullopt : std::optional(who.team.id);
  messages_page out;
  for (;;) {
    auto const rows = with.store.messages(before, limit + 1, sender);
    for (auto const& view : rows) {
      before = view.row->body->number;
      auto seen = core::look_at(with.store, who, view, with.now);
      if (!seen) continue;
      out.has_more = out.rows.size() == limit;
      if (out.has_more) return out;
      out.rows.push_back(std::move(*seen));
    }
    if (rows.size() <= limit) return out;
  }
}

}  // namespace

answer post_message(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  auto what = read_draft(asked);
  if (!what) return what.error();
  return submit(std::move(*what), *who, with);
}

answer preview_message(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  auto const what = read_draft(asked);
  if (!what) return what.error();
  auto const counted = core::preview(*what, *who, with.store, with.now);
  if (!counted) return problem(counted.error());
  auto const approval = core::preview_approval(*what, asking_of(*who, with), with.store);
  if (!approval) return problem(approval.error());
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("targeted", counted->homes).begin_array("areas");
  for (auto const& area : counted->areas) {
    json.begin_object().member("area", area.area.text()).member("name", area.name);
    json.member("targeted", area.homes).end_object();
  }
  json.end_array().key("approval").begin_object().member("needs", std::uint64_t{approval->needs}).begin_array("why");
  if (approval->immediate) json.value("immediate");
  if (approval->all_homes) json.value("all_homes");
  if (approval->needs > 0 && !approval->immediate && !approval->all_homes) json.value("drafter");
  json.end_array().end_object().begin_array("supersedes");
  for (auto const old : approval->supersedes)
    if (auto const view = with.store.message(old)) json.value(view->row->body->id.text());
  json.end_array().end_object();
  return out;
}

answer list_messages(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  auto const here = page_of(asked);
  if (!here) return here.error();
  ports::message_number before = 0;
  if (!here->after.empty()) {
    auto const id = protocol::message_id::parse(here->after);
    auto const last = id ? core::look_at(with.store, *who, *id, with.now) : std::nullopt;
    if (!last) return problem(errc::bad_format, "cursor: expected the one of a `next` link");
    before = last->view.row->body->number;
  }
  auto const page = read_page(before, here->limit, *who, with);
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("messages");
  for (std::size_t i = 0; i < page.rows.size(); ++i) {
    auto const& seen = page.rows[i];
    json.begin_object();
    write_row_members(json, seen.view, with);
    if (i < counted_rows && seen.view.row->sent > with.now - counted_days) write_counts(json, seen, with);
    json.end_object();
  }
  json.end_array();
  auto const last = page.rows.empty() ? std::nullopt : std::optional(page.rows.back().view.row->body->id.text());
  end_page(asked, *here, last, page.has_more, json, out);
  return out;
}

answer get_message(request const& asked, arguments const& at, context& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const id = protocol::message_id::parse(at[0]);
  auto const seen = id ? core::look_at(with.store, *who, *id, with.now) : std::nullopt;
  if (!seen) return not_found();
  auto const& view = seen->view;
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().raw_member("message", view.row->body->json);
  json.member("targeted", view.row->targeted).member("closed", word(view.closed));
  auto const by = view.closed_by == 0 ? std::nullopt : with.store.message(view.closed_by);
  if (by) json.member("closed_by", by->row->body->id.text());
  if (seen->is_whole) {
    auto const author = with.store.author(view.row->body->number);
    if (!author.empty()) json.member("author", author.text()).member("author_name", name_of(author, with));
  }
  write_confirmation(json, view.row->body->number, with);
  write_posts(json, *seen, with);
  json.end_object();
  return out;
}

answer cancel_message(request const& asked, arguments const& at, context& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const view = find_message(at[0], *who, with);
  if (!view) return not_found();
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  std::string const reason = from.text("reason", protocol::json::presence::required,
                                       {.least = 1, .most = 1'000, .form = protocol::json::text_rules::shape::block});
  if (!wrong.empty()) return problem(wrong);
  if (view->closed == protocol::closure::withdrawn) {  // said before: the same answer again
    auto const by = with.store.message(view->closed_by);
    if (by) return repeated(by->row->body->id, with);
  }
  auto const old = protocol::parse_message(view->row->body->json);
  if (!old) return problem(errc::internal, "the message does not read");
  return submit(core::cancellation_of(*old, reason), *who, with);
}

}  // namespace carerelay::http
