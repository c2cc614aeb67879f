#include <charconv>

#include "protocol/crypto/base64.hpp"
#include "protocol/json/object_reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/seal/jwe.hpp"
#include "protocol/seal/recovery.hpp"
#include "relay/core/people/device_trust.hpp"
#include "relay/core/people/grants.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/home_json.hpp"
#include "relay/http/pacing.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

using protocol::errc;
using protocol::json::presence;
namespace json = protocol::json;

namespace {

constexpr auto token_life = std::chrono::minutes(15);
constexpr std::size_t lists_at_once = 100;
constexpr std::size_t list_body_bytes = 128 * 1024;

std::optional<ports::home_row> find_home(std::string const& id, context const& with) {
  auto const parsed = protocol::home_id::parse(id);
  return parsed ? with.store.home(*parsed) : std::nullopt;
}

std::optional<ports::device_row> find_device(std::string const& id, context const& with) {
  auto const parsed = protocol::device_id::parse(id);
  return parsed ? with.store.device(*parsed) : std::nullopt;
}

/// The home that is named, when it is the caller's own.
or_answer<core::home_caller> own_home(request const& asked, std::string const& named, context const& with) {
  auto caller = home(asked, with);
  if (!caller) return caller.error();
  auto const home = find_home(named, with);
  if (!home || home->number != caller->home.number) return not_found();
  return std::move(*caller);
}

answer nothing_to_say() {
  answer out;
  out.status = 204;
  out.content_type.clear();
  return out;
}

/// Member `keys`: {"<device>": JWE, …}.
void read_keys(json::value const& body, json::object_reader& from, core::handed_list& out, protocol::faults& wrong) {
  auto const* const keys = body.find("keys");
  if (keys == nullptr) return;
  if (!keys->is(json::kind::object)) return from.refuse("keys", errc::wrong_type, "expected an object of devices");
  for (json::member const& one : keys->members()) {
    auto const device = protocol::device_id::parse(one.name);
    auto const locked = protocol::seal::read_jwe(one.value, protocol::seal::purpose::home_keys, "/keys");
    if (!device || !locked) {
      wrong.push_back({"/keys", errc::bad_format, "expected, for each device, the home's key locked for it"});
      return;
    }
    out.keys.emplace_back(*device, protocol::seal::encode(*locked));
  }
}

std::optional<protocol::crypto::p256_signature> to_signature(std::string_view text) {
  protocol::crypto::p256_signature out{};
  return protocol::crypto::from_base64url(text, out) ? std::optional(out) : std::nullopt;
}

or_answer<core::handed_list> read_list(request const& asked) {
  auto const body = json_body(asked, list_body_bytes);
  if (!body) return body.error();
  protocol::faults wrong;
  json::object_reader from(*body, "", wrong);
  auto const text = from.string("list", presence::required,
                                {.most = protocol::seal::list_bytes, .form = json::text_rules::shape::any});
  auto list = protocol::seal::parse_list(text.value_or(""));
  if (!wrong.empty()) return problem(wrong);
  if (!list) return problem(errc::list_refused, "expected a device list signed by the home (compact JWS)");
  core::handed_list out{std::move(*list), {}};
  read_keys(*body, from, out, wrong);
  out.new_key = from.parsed("new_key_signature", presence::optional, to_signature, "64 bytes in base64url");
  if (!wrong.empty()) return problem(wrong);
  return out;
}

std::uint64_t after_of(request const& asked) {
  std::uint64_t out = 0;
  if (auto const text = parameter(asked, "after"))
    (void)std::from_chars(text->data(), text->data() + text->size(), out);
  return out;
}

}  // namespace

answer confirm_device(request const& asked, arguments const& at, context& with) {
  auto const who = administrator_of(asked, with);
  if (!who) return who.error();
  auto const home = find_home(at[0], with);
  auto const device = find_device(at[1], with);
  if (!home || !device || device->home != home->number) return not_found();
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  json::object_reader from(*body, "", wrong);
  std::string const words = from.text("words", presence::required, {.least = 1, .most = 200});
  if (!wrong.empty()) return problem(wrong);
  if (auto wait = must_wait(with, core::paced::words, device->id.text())) return *wait;
  auto const done = core::confirm_device(*with.writer, *home, *device, words, who->member.id.text(), with.now);
  if (done) return nothing_to_say();
  auto const why = static_cast<errc>(done.error().value());
  if (why == errc::not_found)
    return problem(errc::no_sealed_device, "this device has no key that results could be sealed for");
  if (why == errc::device_revoked) return problem(why, "this device is revoked");
  answer refused =
      problem(why, "these are not the words of this device: have them read again, or the device is another one");
  refused.failed_proof = true;
  count(with, core::paced::words, device->id.text(), refused);
  return refused;
}

answer post_device_token(request const& asked, arguments const& at, context& with) {
  auto const device = find_device(at[0], with);
  auto const home = device ? with.store.home(device->home) : std::nullopt;
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  json::object_reader from(*body, "", wrong);
  std::string const when = from.text("at", presence::required, {.least = 1, .most = 40});
  std::string const text = from.text("signature", presence::required, {.least = 1, .most = 100});
  if (!wrong.empty()) return problem(wrong);
  protocol::crypto::p256_signature signature{};
  bool const is_proved = home && protocol::crypto::from_base64url(text, signature) &&
                         core::is_token_proof(*home, *device, when, signature, with.now);
  if (!is_proved) {
    answer refused = problem(errc::signature_invalid, "no live device of ours signed this within the last two minutes");
    refused.failed_proof = true;
    return refused;
  }
  // After the proof: nobody else can use up what is the device's.
  if (auto wait = count_or_wait(with, core::paced::token, device->id.text())) return *wait;
  auto const expires = with.now + token_life;
  answer out;
  out.headers.emplace_back("Cache-Control", "no-store");
  json::writer json(out.body);
  auto const token =
      core::make_home_token(with.store.secret(core::home_token_secret), home->number, device->id, expires);
  json.begin_object().member("token", token).member("expires", protocol::to_text(expires)).end_object();
  return out;
}

answer get_own_device(request const& asked, arguments const&, context& with) {
  auto const who = home(asked, with);
  if (!who) return who.error();
  auto const seal = with.store.device_seal(who->device.number);
  answer out;
  json::writer json(out.body);
  json.begin_object().member("home", who->home.record.id.text()).key("device");
  write(json, who->device, seal, with.store);
  if (seal && !seal->keys.empty()) json.raw_member("keys", seal->keys);
  json.end_object();
  return out;
}

answer get_device_lists(request const& asked, arguments const& at, context& with) {
  auto const who = anyone(asked, with);
  if (!who) return who.error();
  auto const home = find_home(at[0], with);
  if (!home) return not_found();
  bool const is_own = who->home && who->home->home.number == home->number;
  bool const may_see =
      who->publisher && (who->publisher->is_administrator() || core::covers(who->publisher->grant, home->record.area));
  if (!is_own && !may_see) return not_found();
  answer out;
  out.headers.emplace_back("Cache-Control", "no-store");
  json::writer json(out.body);
  json.begin_object().member("home", home->record.id.text()).begin_array("lists");
  for (auto const& row : with.store.home_lists(home->number, after_of(asked), lists_at_once)) json.value(row.text);
  json.end_array().begin_array("revoked");
  for (auto const id : core::revoked_devices(with.store, home->number)) json.value(id.text());
  json.end_array().end_object();
  return out;
}

answer post_device_list(request const& asked, arguments const& at, context& with) {
  auto const who = own_home(asked, at[0], with);
  if (!who) return who.error();
  auto const what = read_list(asked);
  if (!what) return what.error();
  if (auto wait = count_or_wait(with, core::paced::list, who->device.id.text())) return *wait;
  auto const version = core::take_list(*with.writer, *who, *what, with.now, with.after_commit);
  if (!version) {
    return problem(
        errc::list_refused,
        "expected a list that follows the newest one and names live devices of this home with their own keys; "
        "a first list needs the device's eight words confirmed before, a new key its device's signature");
  }
  answer out;
  out.status = 201;
  json::writer(out.body).begin_object().member("version", *version).end_object();
  return out;
}

answer post_recovery_used(request const& asked, arguments const& at, context& with) {
  auto const who = own_home(asked, at[0], with);
  if (!who) return who.error();
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  json::object_reader from(*body, "", wrong);
  auto const statement =
      from.text("statement", presence::required, {.least = 1, .most = protocol::seal::recovery_bytes});
  if (!wrong.empty()) return problem(wrong);
  if (auto wait = count_or_wait(with, core::paced::list, who->device.id.text())) return *wait;
  auto const noted = core::note_recovery(*with.writer, *who, statement, with.now, with.after_commit);
  if (noted) return nothing_to_say();
  answer refused = problem(errc::signature_invalid,
                           "expected this device's word, of now, signed with the key of a sheet of this home");
  refused.failed_proof = true;
  return refused;
}

}  // namespace carerelay::http
