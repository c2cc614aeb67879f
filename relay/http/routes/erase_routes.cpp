#include <charconv>

#include "protocol/json/object_reader.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "relay/core/record/erasure.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

/// Taking back what an entry of the evidence log says of a person.
namespace carerelay::http {

using protocol::errc;
using protocol::json::presence;

namespace {

/// The log that `log` names by its origin, else the one that grows.
std::optional<ports::log_number> log_of(request const& asked, context const& with) {
  auto const origin = parameter(asked, "log");
  auto const logs = with.store.logs();
  for (auto at = logs.rbegin(); at != logs.rend(); ++at)
    if (!origin || at->origin == *origin) return at->number;
  return std::nullopt;
}

std::optional<ports::leaf_place> place_of(std::string const& index, request const& asked, context const& with) {
  ports::leaf_place out;
  auto const [end, error] = std::from_chars(index.data(), index.data() + index.size(), out.index);
  if (error != std::errc() || end != index.data() + index.size()) return std::nullopt;
  auto const log = log_of(asked, with);
  if (!log) return std::nullopt;
  out.log = *log;
  return out;
}

}  // namespace

answer erase_entry(request const& asked, arguments const& at, context& with) {
  auto const who = administrator_of(asked, with);
  if (!who) return who.error();
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  std::string const reason = from.text("reason", presence::required, {.least = 1, .most = 1'000});
  if (!wrong.empty()) return problem(wrong);
  auto const where = place_of(at[0], asked, with);
  if (!where) return not_found();
  auto const done = core::erase(*with.writer, *where, {who->member.id.text(), reason, with.now}, with.after_commit);
  if (!done) {
    auto const rule = static_cast<errc>(done.error().value());
    if (rule == errc::not_found) return not_found();
    return problem(
        rule,
        "only what a home's people did, and why a draft was rejected, can be erased: other evidence leans on "
        "the rest");
  }
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("index", where->index).member("erased", true);
  json.member("repeated", *done == core::erased::before).end_object();
  return out;
}

}  // namespace carerelay::http
