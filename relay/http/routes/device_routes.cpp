#include "protocol/json/object_reader.hpp"
#include "protocol/json/writer.hpp"
#include "relay/core/people/identity.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/key_json.hpp"
#include "relay/http/pacing.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

using protocol::errc;
using protocol::json::presence;

namespace {

std::string_view sentence(errc why) noexcept {
  if (why == errc::code_locked) return "too many wrong tries: ask for a new code";
  if (why == errc::device_limit) return "the home has 20 devices: end one of them first";
  return "the code is wrong, used or out of date";
}

or_answer<core::enrolment> read_enrolment(request const& asked) {
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  core::enrolment out;
  out.code = from.text("code", presence::required, {.least = 1, .most = 40});
  out.name = from.text("name", presence::optional, {.most = 80});
  out.home = from.parsed("home", presence::optional, protocol::home_id::parse, protocol::home_tag::expected);
  if (auto const key = read_key(*body, "public_key", from)) {
    out.key = *key;
  } else if (!body->find("public_key")) {
    from.refuse("public_key", errc::required,
                "expected a P-256 key as JWK: {\"kty\":\"EC\",\"crv\":\"P-256\",\"x\",\"y\"}");
  }
  out.sealing_key = read_key(*body, "sealing_key", from);
  if (out.sealing_key == out.key) {
    from.refuse("sealing_key", errc::not_allowed, "expected another key than the one that signs");
  }
  if (!wrong.empty()) return problem(wrong);
  return out;
}

}  // namespace

answer post_device(request const& asked, arguments const&, context& with) {
  auto const what = read_enrolment(asked);
  if (!what) return what.error();
  // A home that is named can be slowed down by anybody, so only tries that name it are: the code alone enrols.
  auto const named = what->home ? with.store.home(*what->home) : std::nullopt;
  if (named) {
    if (auto wait = must_wait(with, core::paced::enrolment, named->record.id.text())) return *wait;
  }
  auto const made = core::enrol(*with.writer, *what, with.now, with.random);
  if (!made) {
    auto const why = static_cast<errc>(made.error().value());
    answer refused =
        problem(protocol::refuse(why, why == errc::device_limit ? "" : "/code", std::string(sentence(why))));
    refused.failed_proof = why != errc::device_limit;
    if (named && refused.failed_proof) count(with, core::paced::enrolment, named->record.id.text(), refused);
    return refused;
  }
  answer out;
  out.status = 201;
  out.headers.emplace_back("Cache-Control", "no-store");
  protocol::json::writer json(out.body);
  json.begin_object().member("device", made->device.id.text()).member("home", made->home.record.id.text());
  json.member("home_name", made->home.record.name).end_object();
  return out;
}

}  // namespace carerelay::http
