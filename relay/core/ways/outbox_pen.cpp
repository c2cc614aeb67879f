#include "relay/core/ways/outbox_pen.hpp"

#include <algorithm>

#include "relay/core/ways/destination.hpp"
#include "relay/core/ways/held_words.hpp"
#include "relay/core/ways/post_ref.hpp"

namespace carerelay::core {

using protocol::destination_kind;
using protocol::disclosure;

namespace {

constexpr std::size_t page = 2'000;

protocol::home_name_index names_of_all(ports::store_reader& store) {
  protocol::home_name_index out;
  std::string after;
  for (;;) {
    auto const rows = store.homes(after, page, std::nullopt);
    for (auto const& row : rows) out.add(row.record.name);
    if (rows.size() < page) return out;
    after = rows.back().record.id.text();
  }
}

std::uint8_t rank_of(protocol::urgency how) noexcept {
  switch (how) {
    case protocol::urgency::immediate: return 0;
    case protocol::urgency::expected: return 1;
    case protocol::urgency::future: return 2;
  }
  return 2;
}

}  // namespace

std::string outbox_pen::why_not(channel_rules const& by, written_to const& to, instant now) const {
  if (to.address.empty()) return "no_address";
  auto const box = destination_of(by, to.address, now);
  if (!box.looks_like.empty()) return "lookalike_domain";
  if (box.kind == destination_kind::unknown) return "bad_address";
  auto const level = may_say(what_.content.kind, what_.content.scope, by.kind, box.kind);
  return level == disclosure::nothing ? "not_by_this_channel" : "";
}

ports::outbox_row outbox_pen::row(channel_rules const& by, ports::message_number number, ports::home_number home,
                                  written_to const& to, ports::store_reader& store, instant now) {
  auto const kind = destination_of(by, to.address, now).kind;
  ports::outbox_row out;
  out.message = number;
  out.home = home;
  out.contact = to.contact;
  out.channel = by.name;
  out.to = to.address;
  out.rank = rank_of(what_.content.urgency);
  out.queued_at = out.next_at = now;
  out.until = now + by.lane.give_up;
  if (what_.content.expires) out.until = std::min(*out.until, *what_.content.expires);
  if (auto why = why_not(by, to, now); !why.empty()) {
    out.state = ports::outbox_state::suppressed;
    out.reason = std::move(why);
    return out;
  }
  out.level = may_say(what_.content.kind, what_.content.scope, by.kind, kind);
  auto found = held_.find({by.name, kind});
  if (found == held_.end()) {
    if (!names_) names_ = names_of_all(store);
    std::string why;
    if (auto const post = protocol::disclose(what_, by.kind, kind, by.link, names_of(store, what_, number))) {
      auto const seen = protocol::scan(*post, *names_, by.known_hosts);
      if (!seen.empty()) why = kept_finding(seen.front());
    }
    found = held_.emplace(sort{by.name, kind}, std::move(why)).first;
  }
  if (!found->second.empty()) {
    out.state = ports::outbox_state::held;
    out.reason = found->second;
  }
  return out;
}

}  // namespace carerelay::core
