#pragma once

#include "tests/unit/http/desk.hpp"

namespace carerelay::testing {

/// The team with people in it, and the rule of two persons on.
struct people_desk : desk {
  std::string jane, john;  ///< tokens: one publishes, one approves

  people_desk() {
    facts.approval.two_persons = true;
    jane = make_person("jane", {protocol::role::publisher});
    john = make_person("john", {protocol::role::approver});
  }

  std::string make_person(std::string_view id, protocol::role_set roles, std::optional<ports::grant> own = {},
                          std::string_view team_id = "team") {
    auto const token = core::make_member_token(random);
    ports::member_row who;
    who.id = *protocol::member_id::parse(id);
    who.team = publisher_id(team_id);
    who.is_person = true;
    who.name = std::string(id);
    who.roles = roles;
    who.own = std::move(own);
    who.token_hash = token.hashed;
    who.made_at = now;
    store.write([&](ports::store_writer& to) { to.put_member(who); });
    return token.text;
  }

  /// Jane writes something urgent to Enfield.
  reply write() {
    auto what = bulletin();
    what.urgency = protocol::urgency::immediate;
    return post("/v1/messages", protocol::encode_draft(what), jane);
  }
  static std::string figures(reply const& draft) {
    return R"({"digest":")" + draft.text("digest") + R"(","audience_hash":")" + draft.text("audience_hash") +
           R"(","count":)" + std::to_string(draft.number("count")) + "}";
  }
  reply approve(reply const& draft, std::string const& token) {
    return post("/v1/drafts/" + draft.text("draft") + "/approve", figures(draft), token);
  }
  /// The security events of the last call; `!` after those that alarm.
  [[nodiscard]] std::vector<std::string> told_events() const {
    std::vector<std::string> out;
    for (auto const& one : told)
      if (auto const* const noted = std::get_if<core::security_noted>(&one))
        out.push_back(noted->event + (noted->alarm ? "!" : ""));
    return out;
  }
};

}  // namespace carerelay::testing
