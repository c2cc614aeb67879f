#include "protocol/json/writer.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

answer post_backup(request const& asked, arguments const&, context& with) {
  auto const who = administrator(asked, with);
  if (!who) return who.error();
  answer out;
  out.wants_backup = true;
  return out;
}

answer backed_up(std::string_view path, std::uint64_t bytes, std::string_view fault) {
  if (!fault.empty()) return problem(protocol::errc::internal, fault);
  answer out;
  out.status = 201;
  protocol::json::writer json(out.body);
  json.begin_object().member("path", path).member("bytes", bytes).member("verified", true).end_object();
  return out;
}

}  // namespace carerelay::http
