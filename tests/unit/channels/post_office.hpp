#pragma once

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

#include "relay/core/ways/outbox.hpp"
#include "relay/core/ways/outbox_pen.hpp"
#include "tests/unit/core/kit.hpp"

namespace carerelay::testing {

struct plain_renderer final : ports::renderer {
  [[nodiscard]] std::string render(protocol::disclosed_post const& post, bool possible_duplicate) const override {
    ++made;
    return (possible_duplicate ? "POSSIBLE DUPLICATE " : "") + post.title();
  }
  mutable int made = 0;
};

/// A register whose homes have mailboxes, and one channel of email.
struct post_office : small_register {
  core::outbox_rules rules;
  std::shared_ptr<plain_renderer> renderer = std::make_shared<plain_renderer>();
  core::actor who;
  protocol::instant now = noon;

  post_office() : who(everything_by_email()) {
    set_email(1, "one@nhs.net");
    set_email(2, "two@rosewood.example");
    set_email(3, "three@evilnhs.net");
    set_email(5, "five@oak.example");
    core::channel_rules email;
    email.name = "email";
    email.kind = protocol::channel_kind::email;
    email.way = protocol::way::email;
    email.link = "https://relay.example/inbox";
    email.known_hosts = {"gov.uk"};
    email.lane.per_minute = 60'000;
    email.lane.burst = 1'000;
    email.lane.breaker_after = 1'000;
    email.renderer = renderer;
    rules.channels.push_back(std::move(email));
  }
  core::actor everything_by_email() {
    auto out = everything();
    out.grant.channels.add(protocol::way::email);
    return out;
  }
  void set_email(int number, std::string email) {
    auto home = reader->home(home_id(number))->record;
    home.email = std::move(email);
    store.write([&](ports::store_writer& to) { (void)to.put_home(home); });
  }
  ports::message_number send_out(protocol::draft what) {
    auto const decided = decide(std::move(what), who, now);
    REQUIRE(decided.has_value());
    ports::message_number number = 0;
    store.write([&](ports::store_writer& to) {
      number = core::put(to, std::get<core::publication>(*decided), &rules).body->number;
    });
    return number;
  }
  core::lane_step turn(std::vector<core::attempt_ended> const& ended = {}, std::size_t idle = 100) {
    core::lane_step out;
    store.write(
        [&](ports::store_writer& to) { out = core::run_lane(to, rules.channels.front(), ended, idle, now, random); });
    return out;
  }
  std::string states(ports::message_number message) {
    std::string out;
    for (auto const& row : reader->outbox_of(message, 0, ~0U)) {
      out += std::to_string(row.home) + ':' + std::string(core::word(row));
      if (!row.reason.empty()) out += '(' + row.reason + ')';
      out += ' ';
    }
    return out;
  }
  ports::verdict said(ports::send_outcome what, std::string why = "") { return {what, std::move(why), "", "", {}}; }
};

}  // namespace carerelay::testing
