#include <algorithm>

#include "adapters/memory/answers.hpp"

namespace carerelay::memory {
namespace {

template <class Predicate>
std::optional<ports::member_row> find_member(tables const& in, Predicate const& is_it) {
  auto const found =
      std::find_if(in.members.begin(), in.members.end(), [&](auto const& entry) { return is_it(entry.second); });
  if (found == in.members.end()) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<ports::publisher_row> answers::publisher(protocol::publisher_id const& id) const {
  auto const found = in.publishers.find(id);
  if (found == in.publishers.end()) return std::nullopt;
  return found->second;
}

list<ports::publisher_row> answers::publishers() const {
  list<ports::publisher_row> out;
  for (auto const& [id, row] : in.publishers) out.push_back(row);
  return out;
}

std::optional<ports::member_row> answers::member(protocol::member_id const& id) const {
  auto const found = in.members.find(id);
  if (found == in.members.end()) return std::nullopt;
  return found->second;
}

std::optional<ports::member_row> answers::member_by_token(protocol::digest const& hashed) const {
  return find_member(in, [&](ports::member_row const& row) { return row.token_hash == hashed; });
}

std::optional<ports::member_row> answers::member_by_subject(std::string_view issuer, std::string_view subject) const {
  if (subject.empty()) return std::nullopt;
  return find_member(in, [&](ports::member_row const& row) { return row.issuer == issuer && row.subject == subject; });
}

list<ports::member_row> answers::members(protocol::publisher_id const& team) const {
  list<ports::member_row> out;
  for (auto const& [id, row] : in.members) {
    if (row.team == team) out.push_back(row);
  }
  return out;
}

}  // namespace carerelay::memory
