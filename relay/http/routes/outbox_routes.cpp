#include <algorithm>
#include <map>
#include <set>

#include "protocol/json/object_reader.hpp"
#include "relay/core/publish/visibility.hpp"
#include "relay/core/ways/forget_address.hpp"
#include "relay/core/ways/held_words.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

/// What of the outbox needs a person.
namespace carerelay::http {

using protocol::errc;
using protocol::json::presence;

namespace {

constexpr std::size_t held_most = 50'000, unmatched_most = 1'000;

/// A message that a channel holds back.
struct held_message {
  std::uint64_t homes = 0;
  protocol::instant since{};
  std::set<std::string> found;
};

void write_held(protocol::json::writer& json, std::string const& channel, core::actor const& who, context& with) {
  std::map<ports::message_number, held_message> all;
  for (auto const& row : with.store.outbox_held(channel, held_most)) {
    auto& one = all[row.message];
    if (one.homes++ == 0) one.since = row.queued_at;
    one.found.insert(row.reason);
  }
  for (auto const& [number, one] : all) {
    auto const view = with.store.message(number);
    if (!view || !core::find_visible(with.store, who, view->row->body->id)) continue;
    auto const message = protocol::parse_message(view->row->body->json);
    json.begin_object().member("message", view->row->body->id.text()).member("channel", channel);
    bool const has_headline = message && !message->content.info.empty();
    if (has_headline) json.member("headline", message->content.info.front().headline);
    json.member("homes", one.homes).member("since", protocol::to_text(one.since)).begin_array("findings");
    for (auto const& found : one.found) json.begin_object().member("words", core::found_in_words(found)).end_object();
    json.end_array().end_object();
  }
}

}  // namespace

answer list_held(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("held");
  for (auto const& one : with.facts.outbox.channels) write_held(json, one.name, *who, with);
  json.end_array().end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

answer list_unmatched(request const& asked, arguments const&, context& with) {
  auto const who = administrator(asked, with);
  if (!who) return who.error();
  auto rows = with.store.unmatched(0, unmatched_most);
  std::reverse(rows.begin(), rows.end());
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("unmatched");
  for (auto const& one : rows)
    json.begin_object()
        .member("at", protocol::to_text(one.at))
        .member("channel", one.channel)
        .member("why", one.why)
        .end_object();
  json.end_array().end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

answer forget_address(request const& asked, arguments const&, context& with) {
  auto const who = administrator(asked, with);
  if (!who) return who.error();
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  auto const address = from.text("address", presence::required, {.least = 1, .most = 320});
  auto const reason = from.text("reason", presence::required, {.least = 1, .most = 1'000});
  // The reason is evidence, and stays.
  if (wrong.empty() && reason.find(address) != std::string::npos)
    from.refuse("reason", errc::bad_format, "must not repeat the address: the reason is kept for ever");
  if (!wrong.empty()) return problem(wrong);
  auto const done =
      core::forget_address(*with.writer, address, {who->member.id.text(), reason, with.now}, with.after_commit);
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("deliveries", std::uint64_t{done.rows}).member("stopped", std::uint64_t{done.stopped});
  json.member("in_register", std::uint64_t{done.in_register}).end_object();
  return out;
}

}  // namespace carerelay::http
