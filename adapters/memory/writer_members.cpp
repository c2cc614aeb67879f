#include <stdexcept>

#include "adapters/memory/writer.hpp"

namespace carerelay::memory {

void writer::put_publisher(ports::publisher_row const& publisher) {
  undo_.keep_key(data_.publishers, publisher.id);
  data_.publishers[publisher.id] = publisher;
}

void writer::put_member(ports::member_row const& member) {
  if (!data_.publishers.contains(member.team)) throw std::invalid_argument("put_member: no such team");
  for (auto const& [id, row] : data_.members) {
    if (id == member.id) {
      if (row.team != member.team) throw std::invalid_argument("put_member: of another team");
      continue;
    }
    bool const same_token = member.token_hash && row.token_hash == member.token_hash;
    bool const same_subject = !member.subject.empty() && row.issuer == member.issuer && row.subject == member.subject;
    if (same_token || same_subject) throw std::invalid_argument("put_member: the token or subject is taken");
  }
  undo_.keep_key(data_.members, member.id);
  data_.members[member.id] = member;
}

}  // namespace carerelay::memory
