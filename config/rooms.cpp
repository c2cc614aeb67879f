#include "config/rooms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/text_rules.hpp"
#include "protocol/ids.hpp"
#include "protocol/register/areas.hpp"

namespace carerelay::config {
namespace {

constexpr std::array kinds{
    room_kind{"hosted", false, false, false},        room_kind{"teams", true, false, false},
    room_kind{"standard", true, true, false},        room_kind{"slack", true, false, false},
    room_kind{"mattermost", true, false, false},     room_kind{"rocketchat", true, false, false},
    room_kind{"googlechat", true, false, false},     room_kind{"discord", true, false, false},
    room_kind{"xmpp", false, true, true, true},      room_kind{"matrix", false, true, true, true},
    room_kind{"whatsapp_group", false, false, true},
};

std::string_view kind_rule(std::string_view text) {
  if (find_room_kind(text) != nullptr) return "";
  return "must be hosted, teams, standard, slack, mattermost, rocketchat, googlechat, discord, xmpp, matrix or "
         "whatsapp_group";
}

std::string_view area_rule(std::string_view text) {
  if (protocol::area_by_code(text) != nullptr) return "";
  return "must be the code of an English authority such as E09000012";
}

template <class>
struct pointed;
template <class Field>
struct pointed<Field room_settings::*> {
  using type = Field;
};

template <auto Field>
constexpr room_entry row(entry form) {
  using field = typename pointed<std::remove_cv_t<decltype(Field)>>::type;
  room_entry out;
  out.form = form;
  out.get = [](room_settings const& from) -> value {
    if constexpr (std::is_integral_v<field>)
      return static_cast<std::int64_t>(from.*Field);
    else
      return from.*Field;
  };
  out.set = [](room_settings& into, value&& what) {
    if constexpr (std::is_integral_v<field>)
      into.*Field = static_cast<field>(std::get<std::int64_t>(what));
    else
      into.*Field = std::get<field>(std::move(what));
  };
  return out;
}

constexpr entry text(std::string_view key, text_rule rule, std::int64_t most, std::string_view help) {
  return {key, value_kind::text, "", 0, most, rule, false, help};
}
constexpr entry number(std::string_view key, std::string_view unit, std::int64_t least, std::int64_t most,
                       std::string_view help) {
  return {key, value_kind::number, unit, least, most, nullptr, false, help};
}

constexpr std::array table{
    row<&room_settings::kind>(
        text("kind", kind_rule, 32,
             "What sort of room it is. hosted: a group that no program can post into, such as the managers' own "
             "WhatsApp group; a person pastes what the relay has written and says so. teams: a Workflows webhook. "
             "standard: any service that takes Standard Webhooks. slack, mattermost, rocketchat, googlechat, discord: "
             "their incoming webhooks. xmpp, matrix, whatsapp_group: a group where the relay has an account.")),
    row<&room_settings::title>(text("title", rules::line, 80, "What people call it. Empty: its name.")),
    row<&room_settings::areas>(entry{"areas", value_kind::list, "", 0, 153, area_rule, false,
                                     "The authorities whose homes it is for, by GSS code: it gets a message that "
                                     "reaches a home of one of them. Empty: all."}),
    row<&room_settings::host>(
        text("host", rules::line, 80, "hosted: the person who pastes the posts, as the pages name them.")),
    row<&room_settings::url_file>(
        text("url_file", rules::path, 4'096,
             "A file that holds the address to post to (https), and nothing else. Whoever knows the address can post: "
             "0600, and it is never shown or logged.")),
    row<&room_settings::secret_file>(
        text("secret_file", rules::path, 4'096,
             "standard: a file that holds the key that signs (whsec_ and Base64 of 24 to 64 bytes). xmpp: the password "
             "of the account. matrix: its access token.")),
    row<&room_settings::address>(
        text("address", rules::word, 255, "xmpp, matrix, whatsapp_group: what the service calls the group.")),
    row<&room_settings::account>(text("account", rules::word, 255,
                                      "xmpp, matrix: whom the relay posts as, such as carehomes@chat.example or "
                                      "@carehomes:chat.example. People write to it, and are bound to it.")),
    row<&room_settings::server>(text("server", rules::word, 255,
                                     "xmpp: host or host:port; empty: as DNS says for the account. matrix: https and "
                                     "the homeserver's name.")),
    row<&room_settings::ca_file>(text("ca_file", rules::path, 4'096,
                                      "Authorities to trust, in PEM, for a server of one's own. Empty: the system's.")),
    row<&room_settings::private_address>(
        number("private_address", "", 0, 1,
               "1: the server may be at a loopback or private address. 0: such an address is refused, whatever its "
               "name.")),
    row<&room_settings::per_minute>(
        number("per_minute", "posts", 1, 6'000, "How many posts the room takes. Teams: 120 at most.")),
    row<&room_settings::burst>(number("burst", "posts", 1, 1'000, "How many at once.")),
    row<&room_settings::retry_least_seconds>(
        number("retry_least_seconds", "s", 1, 3'600,
               "The wait before a second attempt, give or take; it doubles each time, up to an hour.")),
    row<&room_settings::pause_seconds>(
        number("pause_seconds", "s", 1, 86'400,
               "How long nothing is tried after the room refused us (401, 403, 404); then one post.")),
};

/// Other channels are called so.
constexpr std::array<std::string_view, 8> taken{"email",  "whatsapp", "notify-email", "notify-sms",
                                                "stream", "push",     "xmpp",         "matrix"};

}  // namespace

std::span<room_kind const> room_kinds() noexcept { return kinds; }

room_kind const* find_room_kind(std::string_view word) noexcept {
  auto const found = std::find_if(kinds.begin(), kinds.end(), [&](auto const& one) { return one.word == word; });
  return found == kinds.end() ? nullptr : &*found;
}

std::span<room_entry const> room_schema() noexcept { return table; }

room_entry const* find_room_entry(std::string_view name) noexcept {
  auto const found = std::find_if(table.begin(), table.end(), [&](auto const& one) { return one.form.key == name; });
  return found == table.end() ? nullptr : &*found;
}

std::vector<std::string_view> room_keys() {
  std::vector<std::string_view> out;
  for (auto const& one : table) out.push_back(one.form.key);
  return out;
}

std::string_view room_help() noexcept {
  return "A group that messages are posted to, with its settings below its name. It is a channel of that name: it has "
         "its own outbox, and it can be tried and stopped by itself. A message goes there when the team's grant has "
         "the way chat (webhook for kind standard) and the message reaches a home in the room's areas.";
}

std::string_view room_name_fault(std::string_view name) noexcept {
  if (!protocol::publisher_tag::matches(name))
    return "must be called [rooms.NAME], the name 2 to 40 of a-z, 0-9 and hyphen, beginning with a letter";
  if (std::find(taken.begin(), taken.end(), name) != taken.end())
    return "cannot be called so: another channel has that name";
  return "";
}

std::vector<room_fault> faults_of(room_settings const& room) {
  std::vector<room_fault> out;
  if (room.kind.empty()) {
    out.push_back({"kind", "must be set: " + std::string(kind_rule(""))});
    return out;
  }
  auto const* kind = find_room_kind(room.kind);
  if (kind == nullptr) return out;
  auto const judge = [&](std::string_view key, std::string const& value, bool needed, bool allowed) {
    if (needed && value.empty()) out.push_back({key, fmt::format("must be set for a room of kind {}", kind->word)});
    if (!allowed && !value.empty()) out.push_back({key, fmt::format("is of no use to a room of kind {}", kind->word)});
  };
  judge("url_file", room.url_file, kind->needs_url, kind->needs_url);
  judge("secret_file", room.secret_file, kind->needs_secret, kind->needs_secret);
  judge("address", room.address, kind->needs_address, kind->needs_address);
  judge("host", room.host, false, kind->word == "hosted");
  judge("ca_file", room.ca_file, false, kind->needs_url || kind->needs_account);
  judge("account", room.account, kind->needs_account, kind->needs_account);
  judge("server", room.server, kind->word == "matrix", kind->needs_account);
  if (kind->word == "teams" && room.per_minute > 120)
    out.push_back({"per_minute", fmt::format("must be at most 120 for a room of kind teams, not {}", room.per_minute)});
  return out;
}

}  // namespace carerelay::config
