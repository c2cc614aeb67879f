#include "relay/core/people/actor.hpp"

#include <algorithm>
#include <iterator>

#include "relay/core/people/identity.hpp"

namespace carerelay::core {

using protocol::role;

namespace {

template <class T>
std::vector<T> common(std::vector<T> const& a, std::vector<T> const& b) {
  std::vector<T> out;
  std::copy_if(a.begin(), a.end(), std::back_inserter(out),
               [&](T const& one) { return std::find(b.begin(), b.end(), one) != b.end(); });
  return out;
}

template <class T>
std::optional<T> least(std::optional<T> const& a, std::optional<T> const& b) {
  if (a && b) return std::min(*a, *b);
  return a ? a : b;
}

}  // namespace

ports::grant meet(ports::grant const& a, ports::grant const& b) {
  ports::grant out;
  out.kinds = common(a.kinds, b.kinds);
  out.all_areas = a.all_areas && b.all_areas;
  if (!out.all_areas) out.areas = a.all_areas ? b.areas : b.all_areas ? a.areas : common(a.areas, b.areas);
  out.highest = std::max(a.highest, b.highest);  // enumerators go from the most urgent to the least
  out.administrator = a.administrator && b.administrator;
  out.channels = a.channels.both(b.channels);
  out.daily_quota = least(a.daily_quota, b.daily_quota);
  out.expires = least(a.expires, b.expires);
  return out;
}

std::optional<actor> find_actor(ports::store_reader& store, ports::member_row const& member) {
  if (member.revoked_at) return std::nullopt;
  auto team = store.publisher(member.team);
  if (!team || team->revoked_at) return std::nullopt;
  auto grant = member.own ? meet(team->grant, *member.own) : team->grant;
  return actor{std::move(*team), member, std::move(grant)};
}

std::optional<actor> find_actor(ports::store_reader& store, protocol::member_id const& member) {
  auto const row = store.member(member);
  return row ? find_actor(store, *row) : std::nullopt;
}

std::optional<actor> find_actor_by_token(ports::store_reader& store, std::string_view token) {
  if (!token.starts_with(member_token_prefix)) return std::nullopt;
  auto const row = store.member_by_token(hash_of_token(token));
  return row ? find_actor(store, *row) : std::nullopt;
}

actor as_team(ports::publisher_row team) {
  auto grant = team.grant;
  return {std::move(team), {}, std::move(grant)};
}

ports::member_row first_member(ports::publisher_row const& team, protocol::digest const& token_hash) {
  auto const& kinds = team.grant.kinds;
  auto const results = std::count(kinds.begin(), kinds.end(), protocol::message_kind::test_result);
  ports::member_row out;
  out.id = *protocol::member_id::parse(team.id.text());
  out.team = team.id;
  out.name = team.name;
  if (static_cast<std::size_t>(results) < kinds.size()) out.roles.add(role::publisher);
  if (results > 0) out.roles.add(role::result_sender);
  if (team.grant.administrator) out.roles.add(role::administrator);
  out.token_hash = token_hash;
  out.made_at = team.made_at;
  return out;
}

}  // namespace carerelay::core
