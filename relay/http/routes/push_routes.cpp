#include <algorithm>

#include "protocol/channel/web_push.hpp"
#include "protocol/crypto/base64.hpp"
#include "protocol/json/object_reader.hpp"
#include "protocol/json/writer.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/pacing.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

/// Where a device can be woken, and whether that works.
namespace carerelay::http {

using protocol::errc;
using protocol::json::presence;

namespace {

answer nothing_to_say() {
  answer out;
  out.status = 204;
  out.content_type.clear();
  return out;
}

answer push_is_off() { return problem(errc::not_found, "this relay does not push: it was not set up for it"); }

std::optional<ports::public_point> to_point(std::string_view text) {
  std::array<std::uint8_t, 65> bytes{};
  if (!protocol::crypto::from_base64url(text, bytes)) return std::nullopt;
  if (!protocol::crypto::p256_public_key::from_point(bytes)) return std::nullopt;
  ports::public_point out{};
  std::copy(bytes.begin() + 1, bytes.end(), out.begin());
  return out;
}

std::optional<protocol::web_push::auth_secret> to_secret(std::string_view text) {
  protocol::web_push::auth_secret out{};
  return protocol::crypto::from_base64url(text, out) ? std::optional(out) : std::nullopt;
}

/// A PushSubscription as browsers write it (Push API `toJSON`).
or_answer<ports::push_row> read_subscription(request const& asked, context const& with) {
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  ports::push_row out;
  auto const is_good = [&with](std::string_view text) {
    return core::may_be_asked(text, with.facts.push) ? std::optional(std::string(text)) : std::nullopt;
  };
  out.endpoint =
      from.parsed("endpoint", presence::required, is_good, "the https address of a public push service").value_or("");
  if (auto keys = from.nested("keys", presence::required); keys && keys->is_object()) {
    out.key = keys->parsed("p256dh", presence::required, to_point, "an uncompressed P-256 point in base64url")
                  .value_or(ports::public_point{});
    out.auth = keys->parsed("auth", presence::required, to_secret, "16 bytes in base64url")
                   .value_or(protocol::web_push::auth_secret{});
  }
  if (!wrong.empty()) return problem(wrong);
  return out;
}

struct instant_text {
  std::string text;
};

answer told(instant_text const& at, std::string_view push) {
  answer out;
  protocol::json::writer(out.body).begin_object().member("sent_at", at.text).member("push", push).end_object();
  return out;
}

/// What the push service made of it. On the egress.
answer try_push(ports::push_row const& to, outside_context& here) {
  instant_text const at{protocol::to_text(here.now)};
  try {
    auto const call = core::push_call(to, core::wish_for_test(), here.facts.push, here.now);
    auto const how = core::outcome_of(here.client.ask(call).status);
    if (how == core::push_outcome::taken) return told(at, "sent");
    if (how != core::push_outcome::gone) return told(at, "refused");
  } catch (std::runtime_error const&) {
    return told(at, "unreachable");
  }
  answer next;
  next.afterwards = [device = to.device, at](request const&, context& with) {
    with.writer->remove_push(device);
    return told(at, "not_subscribed");
  };
  return next;
}

}  // namespace

answer get_push_key(request const&, arguments const&, context& with) {
  auto const& rules = with.facts.push;
  if (!rules.is_on()) return push_is_off();
  answer out;
  protocol::json::writer(out.body)
      .begin_object()
      .member("key", protocol::web_push::application_server_key(rules.key->public_key()))
      .end_object();
  return out;
}

answer put_push(request const& asked, arguments const&, context& with) {
  auto const who = home(asked, with);
  if (!who) return who.error();
  if (!with.facts.push.is_on()) return push_is_off();
  auto row = read_subscription(asked, with);
  if (!row) return row.error();
  row->device = who->device.number;
  row->made_at = with.now;
  with.writer->put_push(*row);
  return nothing_to_say();
}

answer delete_push(request const& asked, arguments const&, context& with) {
  auto const who = home(asked, with);
  if (!who) return who.error();
  with.writer->remove_push(who->device.number);
  return nothing_to_say();
}

answer post_test_alert(request const& asked, arguments const&, context& with) {
  auto const who = home(asked, with);
  if (!who) return who.error();
  if (auto wait = count_or_wait(with, core::paced::list, who->device.id.text())) return *wait;
  instant_text const at{protocol::to_text(with.now)};
  if (!with.facts.push.is_on()) return told(at, "off");
  auto const to = with.store.push(who->device.number);
  if (!to) return told(at, "not_subscribed");
  answer out;
  out.outside = [to = *to](request const&, outside_context& here) { return try_push(to, here); };
  return out;
}

}  // namespace carerelay::http
