#include "relay/http/message_json.hpp"

#include "protocol/limits.hpp"
#include "relay/core/publish/two_persons.hpp"

namespace carerelay::http {

void write_row_members(protocol::json::writer& json, ports::message_view const& view, context const& with) {
  ports::message_row const& row = *view.row;
  json.member("id", row.body->id.text()).member("kind", word(row.kind));
  json.member("msg_type", word(row.type)).member("status", word(row.status)).member("scope", word(row.scope));
  json.member("urgency", word(row.urgency)).member("sender", row.sender.text()).member("headline", row.headline);
  if (auto const team = with.store.publisher(row.sender)) json.member("sender_name", team->name);
  if (!row.topic.empty()) json.member("topic", row.topic);
  if (!row.reference.empty()) json.member("reference", row.reference);
  json.member("sent", protocol::to_text(row.sent)).member("effective", protocol::to_text(row.effective));
  if (row.expires) json.member("expires", protocol::to_text(*row.expires));
  json.member("targeted", row.targeted).member("closed", word(view.closed));
  if (!core::is_confirmed(core::confirmation_of(with.store.draft_of(row.body->number))))
    json.member("confirmed", false);
  auto const by = view.closed_by == 0 ? std::nullopt : with.store.message(view.closed_by);
  if (by) json.member("closed_by", by->row->body->id.text());
}

void write_counts(protocol::json::writer& json, core::sight const& seen, context const& with) {
  auto const figures = core::coverage_for(with.store, seen);
  auto const count = [&](std::string_view name, std::uint64_t what) {
    json.key(name);
    if (figures.counts_only && what < protocol::limits::smallest_count_shown)
      json.null();
    else
      json.value(what);
  };
  count("delivered", figures.all.delivered);
  count("read", figures.all.read);
  count("acknowledged", figures.all.acknowledged);
  count("need_help", figures.all.need_help);
}

std::string name_of(protocol::member_id const& who, context const& with) {
  auto const found = who.empty() ? std::nullopt : with.store.member(who);
  return found ? found->name : std::string();
}

}  // namespace carerelay::http
