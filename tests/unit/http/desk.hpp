#pragma once

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

#include "protocol/crypto/p256.hpp"
#include "protocol/json/reader.hpp"
#include "relay/core/people/identity.hpp"
#include "relay/http/route.hpp"
#include "relay/http/routes/table.hpp"
#include "tests/unit/core/kit.hpp"

/// Routes called as the shell calls them, on a small register in memory.
namespace carerelay::testing {

struct reply {
  http::answer what;
  protocol::json::value json;  ///< null when the body is no JSON

  [[nodiscard]] std::string text(std::string_view name) const {
    auto const* const found = json.find(name);
    return found != nullptr && found->is(protocol::json::kind::string) ? found->string() : "";
  }
  [[nodiscard]] std::int64_t number(std::string_view name) const {
    auto const* const found = json.find(name);
    return found != nullptr && found->is(protocol::json::kind::integer) ? found->integer() : -1;
  }
  [[nodiscard]] protocol::json::array list(std::string_view name) const {
    auto const* const found = json.find(name);
    return found != nullptr && found->is(protocol::json::kind::array) ? found->items() : protocol::json::array{};
  }
  [[nodiscard]] std::string header(std::string_view name) const {
    for (auto const& [key, value] : what.headers) {
      if (key == name) return value;
    }
    return {};
  }
};

struct desk : small_register {
  http::relay_facts facts;
  protocol::instant now = noon;
  std::vector<core::event> told;
  http::session_use used;  ///< of the last call
  http::pacer* pace = nullptr;
  std::string team, admin;  ///< tokens: of an account with every grant, of an administrator without any

  desk() {
    facts.approval.two_persons = false;  // what is about two persons says so
    store.write([&](ports::store_writer& to) { core::ensure_secrets(to, random); });
    facts.sign_in_secret = reader->secret(core::sign_in_secret);
    facts.sign_in.public_url = "https://relay.example";
    using protocol::message_kind;
    team = make_account("team",
                        {{message_kind::guidance_bulletin, message_kind::helpline_notice, message_kind::test_result},
                         {},
                         true,
                         protocol::urgency::immediate,
                         false});
    admin = make_account("admin", {{}, {}, true, protocol::urgency::expected, true});
  }

  std::string make_account(std::string_view id, ports::grant grant) {
    auto const token = core::make_member_token(random);
    auto member = account(id, std::move(grant)).member;
    member.token_hash = token.hashed;
    store.write([&](ports::store_writer& to) { to.put_member(member); });
    return token.text;
  }

  /// A device of the home, and its short token.
  std::pair<ports::device_row, std::string> enrol(ports::home_number home) {
    ports::device_row device;
    std::array<std::uint8_t, 16> bits{};
    random.fill(bits);
    device.id = protocol::device_id(protocol::make_v4(bits));
    device.home = home;
    device.name = "tablet";
    device.enrolled_at = now;
    store.write([&](ports::store_writer& to) { device.number = to.add_device(device); });
    auto const token =
        core::make_home_token(reader->secret(core::home_token_secret), home, device.id, now + std::chrono::minutes(15));
    return {device, token};
  }

  reply call(http::request asked) {
    auto const mark = asked.path.find('?');
    if (mark != std::string::npos) {
      std::string query = asked.path.substr(mark + 1) + '&';
      asked.path.resize(mark);
      for (auto end = query.find('&'); end != std::string::npos; end = query.find('&')) {
        auto const equals = query.find('=');
        asked.query.emplace_back(query.substr(0, equals), query.substr(equals + 1, end - equals - 1));
        query.erase(0, end + 1);
      }
    }
    auto const found = http::find(asked.method, asked.path);
    if (found.what == nullptr) {
      reply none;
      none.what.status = found.path_known ? 405 : 404;
      return none;
    }
    reply out;
    told.clear();
    used = {};
    if (found.what->needs == http::needs::writes) {
      store.write([&](ports::store_writer& to) {
        http::context with{to, &to, random, now, facts, told};
        with.session = &used;
        with.pace = pace;
        out.what = found.what->handle(asked, found.arguments, with);
      });
    } else {
      http::context with{*reader, nullptr, random, now, facts, told};
      with.session = &used;
      with.pace = pace;
      out.what = found.what->handle(asked, found.arguments, with);
    }
    if (auto const read = protocol::json::read(out.what.body, 64 * 1024 * 1024)) out.json = *read;
    return out;
  }
  reply get(std::string path, std::string const& token) { return ask(http::method::get, std::move(path), "", token); }
  reply post(std::string path, std::string body, std::string const& token) {
    return ask(http::method::post, std::move(path), std::move(body), token);
  }
  reply ask(http::method how, std::string path, std::string body, std::string const& token) {
    http::request asked;
    asked.method = how;
    asked.path = std::move(path);
    asked.body = std::move(body);
    asked.content_type = "application/json";
    if (!token.empty()) asked.authorization = "Bearer " + token;
    return call(std::move(asked));
  }
  /// Publishes as the team; gives the id.
  std::string published(protocol::draft const& what) {
    auto const answer = post("/v1/messages", protocol::encode_draft(what), team);
    REQUIRE(answer.what.status == 201);
    return answer.text("id");
  }
};

}  // namespace carerelay::testing
