#include "protocol/crypto/p256.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/seal/words.hpp"
#include "relay/cli/commands.hpp"
#include "relay/cli/shown.hpp"
#include "relay/cli/table.hpp"

namespace carerelay::cli {

namespace {

std::string path_of(member_options const& what, std::string_view more = {}) {
  return "/v1/publishers/" + percent_encoded(what.team) + "/members" + std::string(more);
}

std::string joined(protocol::json::array const& words) {
  std::string out;
  for (auto const& word : words) {
    if (!out.empty()) out += ", ";
    if (word.is(protocol::json::kind::string)) out += word.string();
  }
  return out;
}

bool flag(protocol::json::value const& from, std::string_view name) {
  auto const* const found = from.find(name);
  return found != nullptr && found->is(protocol::json::kind::boolean) && found->boolean();
}

void write_list(protocol::json::writer& out, std::string_view name, std::vector<std::string> const& items) {
  out.begin_array(name);
  for (auto const& item : items) out.value(item);
  out.end_array();
}

/// A grant of its own, when any part of one was given.
void write_grant(protocol::json::writer& out, member_options const& what) {
  bool const has_one = !what.kinds.empty() || !what.areas.empty() || !what.urgency.empty() || what.daily_quota >= 0 ||
                       !what.expires.empty();
  if (!has_one) return;
  bool const everywhere = what.areas.size() == 1 && what.areas.front() == "all";
  out.key("grant").begin_object();
  write_list(out, "kinds", what.kinds);
  if (everywhere)
    out.member("all_areas", true);
  else
    write_list(out, "areas", what.areas);
  if (!what.urgency.empty()) out.member("urgency", what.urgency);
  if (what.daily_quota >= 0) out.member("daily_quota", what.daily_quota);
  if (!what.expires.empty()) out.member("expires", what.expires);
  out.member("administrator", true).end_object();  // the role says whether
}

int tell_token(std::string const& body, std::string const& said, bool as_json, world& with) {
  if (as_json) {
    with.out << body << '\n';
    return done;
  }
  auto const token = text_of(expect_json({200, "application/json", body}), "token");
  with.out << said;
  if (!token.empty()) with.out << " Its token, shown this once:\n" << token;
  with.out << '\n';
  return done;
}

}  // namespace

int members_add(member_options const& what, world& with) {
  std::string body;
  protocol::json::writer out(body);
  out.begin_object().member("id", what.id).member("name", what.name).member("person", what.person);
  write_list(out, "roles", what.roles);
  write_grant(out, what);
  if (!what.issuer.empty()) out.member("issuer", what.issuer);
  if (!what.subject.empty()) out.member("subject", what.subject);
  if (what.token) out.member("token", true);
  out.end_object();
  door_request request;
  request.method = "POST";
  request.path = path_of(what);
  request.body = body;
  auto const answer = expect_ok(open_door(what.where, with)->ask(request));
  return tell_token(answer, "Member " + what.id + " of " + what.team + " is added.", what.json, with);
}

int members_list(member_options const& what, world& with) {
  door_request request;
  request.path = path_of(what);
  auto const read = read_unless_shown(expect_ok(open_door(what.where, with)->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  table rows({"Id", "Name", "", "Roles", "Token", ""});
  for (auto const& who : list_of(answer, "members")) {
    auto const revoked = text_of(who, "revoked_at");
    rows.add({text_of(who, "id"), text_of(who, "name"), flag(who, "person") ? "person" : "machine",
              joined(list_of(who, "roles")), flag(who, "has_token") ? "yes" : "no",
              revoked.empty() ? (who.find("grant") != nullptr ? "narrowed" : "") : "revoked " + revoked});
  }
  with.out << rows.text();
  return done;
}

int members_revoke(member_options const& what, world& with) {
  door_request request;
  request.method = "DELETE";
  request.path = path_of(what, "/" + percent_encoded(what.id));
  auto const body = expect_ok(open_door(what.where, with)->ask(request));
  if (what.json)
    with.out << (body.empty() ? "{}" : body) << '\n';
  else
    with.out << "Member " << what.id << " of " << what.team << " is revoked: its token is dead, its streams end.\n";
  return done;
}

int members_token(member_options const& what, world& with) {
  door_request request;
  request.method = "POST";
  request.path = path_of(what, "/" + percent_encoded(what.id) + "/token");
  request.body = "{}";
  auto const answer = expect_ok(open_door(what.where, with)->ask(request));
  return tell_token(answer, "The token of " + what.id + " before this one is dead.", what.json, with);
}

int members_signing_key(member_options const& what, world& with) {
  door_request request;
  request.method = what.key_file.empty() ? "DELETE" : "PUT";
  request.path = path_of(what, "/" + percent_encoded(what.id) + "/signing-key");
  std::string words;
  if (!what.key_file.empty()) {
    auto const key = protocol::crypto::p256_public_key::parse_jwk(with.read_file(what.key_file));
    if (!key) throw std::runtime_error(what.key_file + " is no public P-256 key as JWK");
    protocol::json::writer(request.body).begin_object().raw_member("signing_key", key->jwk()).end_object();
    words = protocol::seal::key_words("sender", *key);
  }
  auto const body = expect_ok(open_door(what.where, with)->ask(request));
  if (what.json)
    with.out << (body.empty() ? "{}" : body) << '\n';
  else if (words.empty())
    with.out << "Member " << what.id << " has no registered key: homes know it by the key they saw first.\n";
  else
    with.out << "Homes refuse results of " << what.id
             << " that another key signed. The key's words, as its sender must "
             << "read them to you: " << words << '\n';
  return done;
}

}  // namespace carerelay::cli
