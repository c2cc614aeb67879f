#pragma once

#include <memory>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "adapters/memory/store.hpp"
#include "adapters/ports/random.hpp"
#include "protocol/message/message.hpp"
#include "protocol/message/result.hpp"
#include "relay/core/publish/publish.hpp"
#include "tests/support/sealed_sample.hpp"

/// A small register with two boroughs and short ways to say what tests say often.
namespace carerelay::testing {

inline protocol::instant const noon = *protocol::parse_instant("2026-11-21T12:00:00Z");

class seeded_random final : public ports::random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (auto& byte : out) byte = static_cast<std::uint8_t>(engine_());
  }

 private:
  std::mt19937 engine_{11};
};

inline protocol::area_code area(std::string_view code) { return *protocol::area_code::parse(code); }
inline protocol::home_id home_id(int number) {
  return *protocol::home_id::parse("1-" + std::to_string(100'000'000 + number));
}
inline protocol::publisher_id publisher_id(std::string_view text) { return *protocol::publisher_id::parse(text); }

inline protocol::area_code const enfield = area("E09000010");
inline protocol::area_code const haringey = area("E09000014");

/// Homes 1 to 6 in Enfield and 7 to 9 in Haringey; 9 is dormant.
struct small_register {
  memory::store store{"epoch-1"};
  std::unique_ptr<ports::store_reader> reader = store.reader();
  seeded_random random;

  small_register() {
    for (int i = 1; i <= 9; ++i) {
      protocol::home_record home;
      home.id = home_id(i);
      home.name = "Home " + std::to_string(i);
      home.area = i <= 6 ? enfield : haringey;
      home.dormant = i == 9;
      store.write([&](ports::store_writer& to) { (void)to.put_home(home); });
    }
  }

  /// A team that may send by the stream, and its first member.
  core::actor account(std::string_view id, ports::grant grant) {
    ports::publisher_row team;
    team.id = publisher_id(id);
    team.name = "Team " + std::string(id);
    team.grant = std::move(grant);
    team.grant.channels.add(protocol::way::stream);
    team.made_at = noon;
    protocol::digest token{};
    token[0] = static_cast<std::uint8_t>(id.size());
    token[1] = static_cast<std::uint8_t>(id.front());
    token[2] = static_cast<std::uint8_t>(id.back());
    auto const member = core::first_member(team, token);
    store.write([&](ports::store_writer& to) {
      to.put_publisher(team);
      to.put_member(member);
    });
    return {team, member, team.grant};
  }
  core::actor everything() {
    using protocol::message_kind;
    return account("all-kinds",
                   {{message_kind::guidance_bulletin, message_kind::helpline_notice, message_kind::test_result},
                    {},
                    true,
                    protocol::urgency::immediate,
                    false});
  }

  protocol::checked<core::decision> decide(protocol::draft what, core::actor const& who, protocol::instant now = noon) {
    return core::decide(std::move(what), who, *reader, now, random);
  }
  /// Must be accepted.
  core::message_published publish(protocol::draft what, core::actor const& who, protocol::instant now = noon) {
    auto const decided = decide(std::move(what), who, now);
    if (!decided) throw std::runtime_error(decided.error().front().pointer + ": " + decided.error().front().detail);
    core::message_published told;
    store.write([&](ports::store_writer& to) { told = core::put(to, std::get<core::publication>(*decided)); });
    return told;
  }
};

inline protocol::draft bulletin() {
  protocol::draft what;
  what.audience.areas = {enfield};
  what.topic = "infection-control";
  what.info = {{"en-GB", "Wash hands", "With *soap*.", {}, {}, {}}};
  what.part = protocol::guidance_part{};
  return what;
}

inline protocol::draft helpline(std::string topic = "ipc") {
  protocol::draft what = bulletin();
  what.kind = protocol::message_kind::helpline_notice;
  what.topic = std::move(topic);
  protocol::helpline_part part;
  part.telephone = "+442079460123";
  what.part = part;
  return what;
}

inline protocol::draft result(int home) {
  protocol::draft what = bulletin();
  what.kind = protocol::message_kind::test_result;
  what.scope = protocol::message_scope::private_;
  what.audience = {};
  what.audience.homes = {home_id(home)};
  what.info = {protocol::clear_words(protocol::msg_type::alert)};
  what.part = protocol::sealed_part{std::string(tests::sealed_sample), {}};
  return what;
}

inline protocol::draft update_of(protocol::draft what, protocol::message_id old) {
  what.type = protocol::msg_type::update;
  what.references = {old};
  what.change_note = "Something changed.";
  if (what.kind == protocol::message_kind::test_result) {
    what.info = {protocol::clear_words(protocol::msg_type::update)};
    what.change_note = protocol::clear_change_note(protocol::msg_type::update);
  }
  return what;
}

/// "rule at pointer" of the first fault, "" when there is none.
template <class T>
std::string refusal(protocol::checked<T> const& answer) {
  if (answer) return {};
  auto const first = answer.error().front();
  return std::string(word(first.rule)) + " at " + first.pointer;
}

}  // namespace carerelay::testing
