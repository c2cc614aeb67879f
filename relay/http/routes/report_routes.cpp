#include "protocol/json/reader.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

/// What browsers report of our pages: that something was stopped which our policy does not allow.
namespace carerelay::http {

namespace {

using protocol::errc;

/// One word of a report, as far as it may be logged: visible ASCII, no more than `most` of it.
std::string word_of(protocol::json::value const* from, std::size_t most) {
  if (from == nullptr || !from->is(protocol::json::kind::string)) return {};
  std::string out;
  for (char const c : from->string())
    if (c > 0x20 && c < 0x7f && out.size() < most) out += c;
  return out;
}

/// An address without what could say whose page it was: no path, no query.
std::string origin_of(std::string text) {
  auto const scheme = text.find("://");
  if (scheme == text.npos) return text.substr(0, std::min(text.find_first_of(":/?#"), text.size()));
  return text.substr(0, std::min(text.find_first_of("/?#", scheme + 3), text.size()));
}

/// Both forms a browser reports in: of report-uri (CSP 2), and of the Reporting API.
note note_of(protocol::json::value const& report) {
  auto const* const old = report.find("csp-report");
  auto const* const body = old != nullptr ? old : report.find("body");
  note out{"page_report", {}, true};
  if (body == nullptr || !body->is(protocol::json::kind::object)) return out;
  auto directive = word_of(body->find(old ? "effective-directive" : "effectiveDirective"), 64);
  if (directive.empty()) directive = word_of(body->find("violated-directive"), 64);
  auto const blocked = word_of(body->find(old ? "blocked-uri" : "blockedURL"), 256);
  auto const source = word_of(body->find(old ? "source-file" : "sourceFile"), 256);
  out.fields = {{"directive", directive}, {"blocked", origin_of(blocked)}, {"script", origin_of(source)}};
  return out;
}

}  // namespace

answer post_report(request const& asked, arguments const&, context& with) {
  constexpr std::size_t most_reports = 5;
  if (check_type(asked, "application/csp-report") && check_type(asked, "application/reports+json"))
    return problem(errc::unsupported_media_type, "expected application/csp-report or application/reports+json");
  auto const read = protocol::json::read(asked.body, 16 * 1024);
  if (!read) return problem(protocol::faults{read.error().to_fault()});
  answer out;
  out.status = 204;
  auto const say = [&](protocol::json::value const& report) {
    if (!report.is(protocol::json::kind::object) || !with.facts.reports->take(with.now)) return;
    out.notes.push_back(note_of(report));
  };
  if (!read->is(protocol::json::kind::array)) {
    say(*read);
    return out;
  }
  for (auto const& report : read->items())
    if (out.notes.size() < most_reports) say(report);
  return out;
}

}  // namespace carerelay::http
