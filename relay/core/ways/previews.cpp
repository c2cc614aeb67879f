#include "relay/core/ways/previews.hpp"

namespace carerelay::core {

using protocol::channel_kind;
using protocol::destination_kind;

namespace {

constexpr std::size_t page = 2'000;

protocol::home_name_index names_of_homes(ports::store_reader& store) {
  protocol::home_name_index out;
  std::string after;
  for (;;) {
    auto const rows = store.homes(after, page, std::nullopt);
    for (auto const& row : rows) out.add(row.record.name);
    if (rows.size() < page) return out;
    after = rows.back().record.id.text();
  }
}

std::vector<destination_kind> destinations(channel_rules const& by) {
  if (by.room) return {by.room->to};
  switch (by.kind) {
    case channel_kind::email: return {destination_kind::secure_email, destination_kind::ordinary_email};
    case channel_kind::chat: return {destination_kind::chat_group, destination_kind::chat_person};
    case channel_kind::webhook: return {destination_kind::web_endpoint};
    case channel_kind::text: return {destination_kind::mobile, destination_kind::ordinary_email};
  }
  return {};
}

}  // namespace

std::vector<channel_preview> preview_channels(protocol::message const& what, outbox_rules const& rules,
                                              ports::store_reader& store) {
  std::vector<channel_preview> out;
  if (rules.channels.empty()) return out;
  auto const names = names_of_homes(store);
  for (auto const& by : rules.channels) {
    for (auto const to : destinations(by)) {
      channel_preview one;
      one.by = &by;
      one.to = to;
      if (auto const post = protocol::disclose(what, by.kind, to, by.link)) {
        one.level = post->level();
        one.looks = by.renderer->looks(*post);
        one.found = protocol::scan(*post, names, by.known_hosts);
      }
      out.push_back(std::move(one));
    }
  }
  return out;
}

}  // namespace carerelay::core
