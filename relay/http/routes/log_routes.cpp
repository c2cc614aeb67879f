#include <charconv>

#include "protocol/crypto/base64.hpp"
#include "protocol/json/writer.hpp"
#include "relay/core/publish/visibility.hpp"
#include "relay/core/record/evidence_export.hpp"
#include "relay/core/record/log_keeper.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

/// The evidence log: what it has signed, and proofs of it.
namespace carerelay::http {

using protocol::errc;
namespace evidence = protocol::evidence;

namespace {

constexpr std::size_t entries_most = 1'000;

/// The parameter as a whole number, or the answer that refuses it; `out` stays as it is when there is none.
std::optional<answer> read_number(request const& asked, std::string_view name, std::uint64_t& out) {
  auto const text = parameter(asked, name);
  if (!text) return std::nullopt;
  auto const [end, error] = std::from_chars(text->data(), text->data() + text->size(), out);
  if (text->empty() || error != std::errc() || end != text->data() + text->size() || out >> 53 != 0)
    return problem(errc::bad_format, std::string(name) + ": expected a whole number");
  return std::nullopt;
}

struct asked_log {
  ports::log_row log;
  ports::checkpoint_row checkpoint;
};

/// The log that `log` names by its origin, else the one that grows; signed at least once.
or_answer<asked_log> log_of(request const& asked, context const& with) {
  auto const origin = parameter(asked, "log");
  auto const logs = with.store.logs();
  for (auto at = logs.rbegin(); at != logs.rend(); ++at) {
    if (origin && at->origin != *origin) continue;
    auto row = with.store.checkpoint(at->number);
    if (!row) break;
    return asked_log{*at, std::move(*row)};
  }
  return problem(errc::not_found, "no such log, or nothing of it is signed yet");
}

void write_proof(std::vector<evidence::hash> const& proof, protocol::json::writer& json) {
  json.begin_array("proof");
  for (auto const& each : proof) json.value(protocol::crypto::to_base64url(each));
  json.end_array();
}

or_answer<core::actor> auditor(request const& asked, context const& with) {
  auto who = publisher(asked, with);
  if (who && !who->has(protocol::role::auditor) && !who->is_administrator())
    return problem(errc::role_not_granted, "only an auditor or an administrator reads the log");
  return who;
}

/// A thousand homes a page unless fewer are asked for.
std::optional<answer> read_evidence_page(request const& asked, core::evidence_wish& wish) {
  auto const here = page_of(asked);
  if (!here) return here.error();
  if (parameter(asked, "limit")) wish.limit = here->limit;
  if (here->after.empty()) return std::nullopt;
  auto const& text = here->after;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), wish.after);
  if (error == std::errc() && end == text.data() + text.size()) return std::nullopt;
  return problem(errc::bad_format, "cursor: expected the one of a `next` link");
}

}  // namespace

answer get_checkpoint(request const& asked, arguments const&, context& with) {
  if (auto const who = anyone(asked, with); !who) return who.error();
  auto const found = log_of(asked, with);
  if (!found) return found.error();
  answer out;
  out.headers.emplace_back("Cache-Control", "no-store");
  if (asked.accept.find("json") == std::string::npos) {
    out.content_type = "text/plain; charset=utf-8";
    out.body = found->checkpoint.note;
    return out;
  }
  protocol::json::writer json(out.body);
  json.begin_object().member("origin", found->log.origin).member("key", found->checkpoint.key);
  json.member("size", found->checkpoint.size);
  json.member("root", protocol::crypto::to_base64url(found->checkpoint.root));
  json.member("signed_at", protocol::to_text(found->checkpoint.signed_at));
  json.member("checkpoint", found->checkpoint.note).end_object();
  return out;
}

answer get_inclusion(request const& asked, arguments const&, context& with) {
  if (auto const who = anyone(asked, with); !who) return who.error();
  auto const found = log_of(asked, with);
  if (!found) return found.error();
  std::uint64_t size = found->checkpoint.size;
  if (auto const wrong = read_number(asked, "size", size)) return *wrong;
  std::uint64_t index = 0;
  if (auto const wrong = read_number(asked, "index", index)) return *wrong;
  if (size > found->checkpoint.size) return problem(errc::out_of_range, "size: not signed yet");
  if (index >= size) return problem(errc::out_of_range, "index: expected less than size");
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("origin", found->log.origin).member("index", index).member("size", size);
  write_proof(evidence::inclusion_proof(index, size, core::nodes_of(with.store, found->log.number)), json);
  json.end_object();
  return out;
}

answer get_consistency(request const& asked, arguments const&, context& with) {
  if (auto const who = anyone(asked, with); !who) return who.error();
  auto const found = log_of(asked, with);
  if (!found) return found.error();
  std::uint64_t to = found->checkpoint.size;
  if (auto const wrong = read_number(asked, "to", to)) return *wrong;
  std::uint64_t from = 0;
  if (auto const wrong = read_number(asked, "from", from)) return *wrong;
  if (to > found->checkpoint.size) return problem(errc::out_of_range, "to: not signed yet");
  if (from > to) return problem(errc::out_of_range, "from: expected at most `to`");
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("origin", found->log.origin).member("from", from).member("to", to);
  write_proof(evidence::consistency_proof(from, to, core::nodes_of(with.store, found->log.number)), json);
  json.end_object();
  return out;
}

answer get_entries(request const& asked, arguments const&, context& with) {
  if (auto const who = auditor(asked, with); !who) return who.error();
  auto const found = log_of(asked, with);
  if (!found) return found.error();
  std::uint64_t from = 0;
  if (auto const wrong = read_number(asked, "from", from)) return *wrong;
  std::uint64_t limit = entries_most;
  if (auto const wrong = read_number(asked, "limit", limit)) return *wrong;
  auto const end = std::min(from + std::min<std::uint64_t>(limit, entries_most), found->checkpoint.size);
  auto const count = end > from ? end - from : 0;
  answer out;
  out.headers.emplace_back("Cache-Control", "no-store");
  protocol::json::writer json(out.body);
  json.begin_object().member("origin", found->log.origin).member("size", found->checkpoint.size);
  json.begin_array("entries");
  for (auto const& leaf : with.store.log_leaves(found->log.number, from, static_cast<std::size_t>(count))) {
    json.begin_object().member("index", leaf.index);
    json.member("commitment", protocol::crypto::to_base64url(leaf.committed));
    if (leaf.is_erased()) {
      json.member("erased", true);
    } else {
      json.member("salt", protocol::crypto::to_base64url(leaf.salt)).member("event", leaf.text);
    }
    json.end_object();
  }
  json.end_array().end_object();
  return out;
}

answer get_evidence(request const& asked, arguments const& at, context& with) {
  auto const who = anyone(asked, with);
  if (!who) return who.error();
  auto const id = protocol::message_id::parse(at[0]);
  if (!id) return not_found();
  core::evidence_wish wish;
  if (auto const name = parameter(asked, "home")) {
    auto const home = protocol::home_id::parse(*name);
    auto const row = home ? with.store.home(*home) : std::nullopt;
    if (!row) return problem(errc::unknown_home, "home: no such home");
    wish.home = row->number;
  }
  std::optional<ports::message_view> view;
  if (who->home) {
    // A home's own receipt, and nobody else's.
    auto const number = who->home->home.number;
    view = with.store.message(*id);
    bool const is_own =
        view && (!wish.home || *wish.home == number) && with.store.receipt(view->row->body->number, number).has_value();
    if (!is_own) return not_found();
    wish.home = number;
    wish.witnesses = false;
  } else {
    auto const& actor = *who->publisher;
    view = actor.has(protocol::role::auditor) ? with.store.message(*id) : core::find_visible(with.store, actor, *id);
    if (!view) return not_found();
    if (core::is_wellbeing(*view->row) && !actor.has(protocol::role::auditor))
      return problem(errc::role_not_granted, "what single homes did with a wellbeing message is shown to nobody");
  }
  wish.message = *view;
  if (core::is_wellbeing(*view->row)) wish.witnesses = false;
  if (wish.home && !with.store.receipt(view->row->body->number, *wish.home)) return not_found();
  if (auto const wrong = read_evidence_page(asked, wish)) return *wrong;
  wish.audience = !who->home && !core::is_wellbeing(*view->row);
  page here{wish.limit, {}};
  auto done = core::export_evidence(
      with.store, wish, [&](ports::home_number last) { return next_page(asked, here, std::to_string(last)); });
  if (done.bundle.empty()) return problem(errc::not_found, "nothing of it is signed yet: ask again in a minute");
  answer out;
  out.headers.emplace_back("Cache-Control", "no-store");
  out.headers.emplace_back("Evidence-Pending", std::to_string(done.pending));
  if (done.last)
    out.headers.emplace_back("Link", '<' + next_page(asked, here, std::to_string(*done.last)) + ">; rel=\"next\"");
  out.body = std::move(done.bundle);
  return out;
}

}  // namespace carerelay::http
