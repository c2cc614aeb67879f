#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/hex.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/limits.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

using protocol::errc;

answer put_resource(request const& asked, arguments const& at, context& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  using protocol::role;
  if (!who->member.roles.has_any({role::drafter, role::publisher, role::result_sender, role::administrator}))
    return problem(errc::role_not_granted, "uploading a file needs the role drafter or publisher");
  protocol::digest named{};
  if (!protocol::crypto::from_hex(at[0], named))
    return problem(errc::bad_format, "expected the file's SHA-256 as 64 hexadecimal digits");
  if (asked.body.empty()) return problem(errc::required, "expected the file");
  if (asked.body.size() > protocol::limits::resource_bytes) return problem(errc::too_large, "at most 10 MiB");
  if (protocol::crypto::sha256(asked.body) != named)
    return problem(errc::precondition_failed, "the bytes that arrived do not have that SHA-256");
  if (with.facts.storage_full) return problem(errc::storage_full, "the relay's disk is full");
  bool const is_new = with.store.resource(named) == nullptr;
  if (is_new) with.writer->put_resource(named, asked.body);
  answer out;
  out.status = is_new ? 201 : 200;
  std::string const sha256 = protocol::crypto::to_hex(named);
  out.headers.emplace_back("Location", "/v1/resources/" + sha256);
  protocol::json::writer json(out.body);
  json.begin_object().member("sha256", sha256).member("size", asked.body.size()).end_object();
  return out;
}

answer get_resource(request const& asked, arguments const& at, context& with) {
  auto const who = anyone(asked, with);
  if (!who) return who.error();
  protocol::digest named{};
  auto const bytes = protocol::crypto::from_hex(at[0], named) ? with.store.resource(named) : nullptr;
  if (!bytes) return not_found();
  answer out;
  out.content_type = "application/octet-stream";
  out.shared_body = bytes;
  // Somebody's file, shown by nobody's browser as a page of ours.
  out.headers.emplace_back("Content-Disposition", "attachment");
  out.headers.emplace_back("X-Content-Type-Options", "nosniff");
  out.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
  return unchanging(asked, protocol::crypto::to_hex(named), std::move(out));
}

}  // namespace carerelay::http
