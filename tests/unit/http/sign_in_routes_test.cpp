#include <catch2/catch.hpp>

#include "relay/core/people/form.hpp"
#include "relay/http/cookies.hpp"
#include "tests/unit/http/desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

/// A browser with what it keeps: its session's cookie and the header its pages send.
struct browser {
  std::string cookie, header;
};

struct people_desk : desk {
  people_desk() {
    add_person("ada", false);
    add_person("grace", true);
  }
  void add_person(std::string_view id, bool administrator) {
    store.write([&](ports::store_writer& to) {
      ports::member_row row;
      row.id = *protocol::member_id::parse(id);
      row.team = *protocol::publisher_id::parse(administrator ? "admin" : "team");
      row.is_person = true;
      row.name = id;
      row.roles.add(administrator ? protocol::role::administrator : protocol::role::publisher);
      row.made_at = noon;
      to.put_member(row);
    });
  }

  /// Makes a link and gives its secret.
  std::string link(std::string const& member) {
    auto const made = post("/v1/members/" + member + "/sign-in-links", "", admin);
    REQUIRE(made.what.status == 201);
    auto const url = made.text("url");
    REQUIRE(url.starts_with("https://relay.example/sign-in/link?link=crl_"));
    return url.substr(url.find('=') + 1);
  }
  reply spend(std::string const& secret, http::origin from = http::origin::ours, std::string cookie = {}) {
    http::request asked;
    asked.method = http::method::post;
    asked.path = "/sign-in/link";
    asked.content_type = "application/x-www-form-urlencoded";
    asked.body = core::form_text({{"link", secret}});
    asked.origin = from;
    asked.cookie = std::move(cookie);
    return call(asked);
  }
  browser signed_in(std::string const& member) {
    auto const answer = spend(link(member));
    REQUIRE(answer.what.status == 303);
    auto const set = answer.header("Set-Cookie");
    browser out;
    out.cookie = set.substr(0, set.find(';'));
    out.header = with(out, http::method::get, "/v1/session").text("session_header");
    return out;
  }
  reply with(browser const& who, http::method how, std::string path, http::origin from = http::origin::ours,
             std::string body = {}) {
    http::request asked;
    asked.method = how;
    asked.path = std::move(path);
    asked.cookie = who.cookie;
    asked.session_header = who.header;
    asked.origin = from;
    asked.body = std::move(body);
    asked.content_type = "application/json";
    return call(asked);
  }
  [[nodiscard]] bool told_end() const {
    return std::any_of(told.begin(), told.end(),
                       [](core::event const& what) { return std::holds_alternative<core::session_ended>(what); });
  }
};

constexpr auto get = http::method::get;
constexpr auto del = http::method::delete_;

}  // namespace

TEST_CASE("a one-time link signs a person in, and the page says who") {
  people_desk relay;
  auto const who = relay.signed_in("ada");
  auto const me = relay.with(who, get, "/v1/session");
  CHECK(me.what.status == 200);
  CHECK(me.text("member") == "ada");
  CHECK(me.text("team") == "team");
  CHECK(me.text("how") == "link");
  CHECK(me.text("session_header").size() == 43);
  CHECK_THAT(relay.with(who, get, "/sign-in").what.body, Contains("You are signed in") && Contains("ada"));
  CHECK(relay.with(who, get, "/v1/messages").what.status == 200);
}

TEST_CASE("the session's cookie is for this host alone, out of reach of scripts and of other sites") {
  people_desk relay;
  auto const set = relay.spend(relay.link("ada")).header("Set-Cookie");
  CHECK(set.starts_with("__Host-carerelay="));
  CHECK(set.find(';') == std::string_view("__Host-carerelay=").size() + 43);
  CHECK(set.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict"));
}

TEST_CASE("looking at a link, as a mail scanner does, does not use it up") {
  people_desk relay;
  auto const secret = relay.link("ada");
  for (int i = 0; i < 3; ++i) {
    auto const page = relay.get("/sign-in/link?link=" + secret, "");
    CHECK(page.what.status == 200);
    CHECK(page.header("Set-Cookie").empty());
    CHECK_THAT(page.what.body, Contains("method=\"post\"") && Contains(secret));
    CHECK(page.header("Referrer-Policy") == "same-origin");
  }
  CHECK(relay.spend(secret).what.status == 303);
}

TEST_CASE("a link page shows nothing of a link as HTML") {
  people_desk relay;
  http::request asked;
  asked.path = "/sign-in/link";
  asked.query = {{"link", "\"><script>alert(1)</script>"}};
  CHECK_THAT(relay.call(asked).what.body, Contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""));
}

TEST_CASE("a link is good once") {
  people_desk relay;
  auto const secret = relay.link("ada");
  CHECK(relay.spend(secret).what.status == 303);
  auto const again = relay.spend(secret);
  CHECK(again.what.status == 403);
  CHECK(again.what.failed_proof);
  CHECK(again.header("Set-Cookie").empty());
}

TEST_CASE("a link is good for fifteen minutes") {
  people_desk relay;
  auto const in_time = relay.link("ada"), late = relay.link("ada");
  relay.now += 15min - 1ms;
  CHECK(relay.spend(in_time).what.status == 303);
  relay.now += 1ms;
  CHECK(relay.spend(late).what.status == 403);
}

TEST_CASE("a wrong link counts as a wrong try") {
  people_desk relay;
  for (auto const* const wrong : {"", "crl_", "crl_AAAAAAAAAAAAAAAAAAAAAA", "nonsense"}) {
    auto const answer = relay.spend(wrong);
    CHECK(answer.what.status == 403);
    CHECK(answer.what.failed_proof);
  }
}

TEST_CASE("a link is not spent for a page of another origin, nor for one that does not say") {
  people_desk relay;
  auto const secret = relay.link("ada");
  CHECK(relay.spend(secret, http::origin::foreign).what.status == 403);
  CHECK(relay.spend(secret, http::origin::none).what.status == 403);
  CHECK(relay.spend(secret).what.status == 303);
}

TEST_CASE("only an administrator makes links, only for people who may still act, and only without a provider") {
  people_desk relay;
  CHECK(relay.post("/v1/members/ada/sign-in-links", "", relay.team).what.status == 403);
  CHECK(relay.post("/v1/members/ada/sign-in-links", "", "").what.status == 401);
  CHECK(relay.post("/v1/members/nobody/sign-in-links", "", relay.admin).what.status == 404);
  CHECK(relay.post("/v1/members/team/sign-in-links", "", relay.admin).what.status == 422);  // a machine
  auto const made = relay.link("ada");
  relay.facts.sign_in.provider.issuer = "https://login.example";
  CHECK(relay.post("/v1/members/ada/sign-in-links", "", relay.admin).what.status == 422);
  CHECK(relay.spend(made).what.status == 403);
}

TEST_CASE("the link and the cookie are nowhere in what is logged") {
  people_desk relay;
  auto const secret = relay.link("ada");
  auto const in = relay.spend(secret);
  auto const cookie = in.header("Set-Cookie").substr(17, 43);
  REQUIRE_FALSE(in.what.notes.empty());
  for (auto const& note : in.what.notes) {
    CHECK(note.event == "signed_in");
    for (auto const& [name, value] : note.fields) {
      CHECK_THAT(value, !Contains(secret.substr(4)));
      CHECK_THAT(value, !Contains(cookie));
    }
  }
}

TEST_CASE("with a session, whatever changes something needs a page of ours and the session's header") {
  people_desk relay;
  auto const who = relay.signed_in("grace");
  std::string const codes = "/v1/homes/1-100000001/codes";
  auto const post = [&](browser const& as, http::origin from) {
    return relay.with(as, http::method::post, codes, from).what.status;
  };
  CHECK(post(who, http::origin::foreign) == 403);
  CHECK(post(who, http::origin::none) == 403);
  auto without = who;
  without.header.clear();
  CHECK(post(without, http::origin::ours) == 403);
  auto of_another = who;
  of_another.header = relay.signed_in("ada").header;
  CHECK(post(of_another, http::origin::ours) == 403);
  auto const fine = post(who, http::origin::ours);
  CHECK(fine != 403);
  CHECK(fine != 401);
  CHECK(relay.with(without, get, "/v1/sessions", http::origin::none).what.status == 200);  // only reads
}

TEST_CASE("a cookie that is there twice, forged or of nobody is no session") {
  people_desk relay;
  auto who = relay.signed_in("ada");
  auto const refused = [&](std::string const& cookie) {
    return relay.with({cookie, who.header}, get, "/v1/session").what.status == 401;
  };
  CHECK(refused(who.cookie + "; " + who.cookie));
  CHECK(refused("__Host-carerelay=" + std::string(43, 'A')));
  CHECK(refused("__Host-carerelay="));
  CHECK(refused("__host-" + who.cookie.substr(7)));
  CHECK(refused("x" + who.cookie));
  CHECK_FALSE(refused("other=1; " + who.cookie + "; more=2"));
}

TEST_CASE("a bearer token counts before a cookie, so that a script is who it says") {
  people_desk relay;
  auto const who = relay.signed_in("ada");
  http::request asked;
  asked.path = "/v1/sessions";
  asked.cookie = who.cookie;
  asked.authorization = "Bearer " + relay.admin;
  CHECK(relay.call(asked).what.status == 200);
  asked.authorization = "Bearer crp_wrong";
  CHECK(relay.call(asked).what.status == 401);
}

TEST_CASE("signing out ends the session at once") {
  people_desk relay;
  auto const who = relay.signed_in("ada");
  auto const out = relay.with(who, del, "/v1/session");
  CHECK(out.what.status == 204);
  CHECK_THAT(out.header("Set-Cookie"), Contains("Max-Age=0"));
  CHECK(relay.told_end());
  CHECK(relay.used.ends);
  CHECK(relay.with(who, get, "/v1/session").what.status == 401);
  CHECK(relay.with(who, get, "/v1/messages").what.status == 401);
}

TEST_CASE("signing in again ends the session the browser had, and never takes over one that was planted") {
  people_desk relay;
  auto const before = relay.signed_in("ada");
  auto const in = relay.spend(relay.link("ada"), http::origin::ours, before.cookie);
  CHECK(in.what.status == 303);
  CHECK(relay.told_end());
  auto const set = in.header("Set-Cookie");
  CHECK(set.substr(0, set.find(';')) != before.cookie);
  CHECK(relay.with(before, get, "/v1/session").what.status == 401);

  std::string const planted = "__Host-carerelay=" + std::string(43, 'B');
  auto const again = relay.spend(relay.link("ada"), http::origin::ours, planted);
  CHECK(again.header("Set-Cookie").substr(0, planted.size()) != planted);
  CHECK(relay.with({planted, ""}, get, "/v1/session").what.status == 401);
}

TEST_CASE("a session ends when it is not used for half an hour, and in any case after twelve") {
  people_desk relay;
  auto const who = relay.signed_in("ada");
  auto const is_open = [&] { return relay.with(who, get, "/v1/session").what.status == 200; };
  relay.now += 30min - 1ms;
  CHECK(is_open());
  relay.now += 1ms;
  CHECK_FALSE(is_open());

  auto const busy = relay.signed_in("ada");
  auto const begun = relay.now;
  while (relay.now - begun < 12h) {
    REQUIRE(relay.with(busy, get, "/v1/session").what.status == 200);
    REQUIRE(relay.used.by);
    relay.store.write([&](ports::store_writer& to) { core::touch_session(to, *relay.used.by, relay.now); });
    relay.now += 20min;
  }
  CHECK(relay.with(busy, get, "/v1/session").what.status == 401);
}

TEST_CASE("using a session is written down at most once a minute") {
  people_desk relay;
  auto const who = relay.signed_in("ada");
  auto const due = [&] {
    REQUIRE(relay.with(who, get, "/v1/session").what.status == 200);
    return relay.used.is_touch_due;
  };
  CHECK_FALSE(due());
  relay.now += 59s;
  CHECK_FALSE(due());
  relay.now += 1s;
  CHECK(due());
  relay.store.write([&](ports::store_writer& to) { core::touch_session(to, *relay.used.by, relay.now); });
  CHECK_FALSE(due());
}

TEST_CASE("a session ends with its member and with its team") {
  people_desk relay;
  auto const one = relay.signed_in("ada");
  relay.store.write([&](ports::store_writer& to) {
    auto row = *to.member(*protocol::member_id::parse("ada"));
    row.revoked_at = relay.now;
    to.put_member(row);
  });
  CHECK(relay.with(one, get, "/v1/session").what.status == 401);
  auto const other = relay.signed_in("grace");
  relay.store.write([&](ports::store_writer& to) {
    auto row = *to.publisher(*protocol::publisher_id::parse("admin"));
    row.revoked_at = relay.now;
    to.put_publisher(row);
  });
  CHECK(relay.with(other, get, "/v1/session").what.status == 401);
}

TEST_CASE("an administrator sees who is signed in and signs somebody out") {
  people_desk relay;
  auto const ada = relay.signed_in("ada"), grace = relay.signed_in("grace");
  CHECK(relay.with(ada, get, "/v1/sessions").what.status == 403);
  auto const list = relay.with(grace, get, "/v1/sessions").list("sessions");
  REQUIRE(list.size() == 2);
  std::string id;
  for (auto const& one : list) {
    CHECK(one.find("token_hash") == nullptr);
    if (one.find("member")->string() == "ada") id = one.find("id")->string();
  }
  CHECK(relay.with(ada, del, "/v1/sessions/" + id).what.status == 403);
  CHECK(relay.with(grace, del, "/v1/sessions/" + id).what.status == 204);
  CHECK(relay.told_end());
  CHECK(relay.with(ada, get, "/v1/session").what.status == 401);
  CHECK(relay.with(grace, get, "/v1/sessions").list("sessions").size() == 1);
  CHECK(relay.with(grace, del, "/v1/sessions/" + std::string("00000000-0000-4000-8000-000000000000")).what.status ==
        404);
}

TEST_CASE("a home's token signs nobody in and sees no session") {
  people_desk relay;
  auto const [device, token] = relay.enrol(1);
  CHECK(relay.get("/v1/sessions", token).what.status == 403);
  CHECK(relay.get("/v1/session", token).what.status == 401);
}

TEST_CASE("an invitation names an address, once, for a person nobody is yet") {
  people_desk relay;
  auto const invite = [&](std::string const& member, std::string const& email) {
    return relay
        .ask(http::method::put, "/v1/members/" + member + "/invitation", R"({"email":")" + email + "\"}", relay.admin)
        .what.status;
  };
  CHECK(invite("ada", "Ada@Example.org") == 204);
  CHECK(relay.reader->invitation("ada@example.org")->member.text() == "ada");
  CHECK(invite("grace", "ada@example.org") == 409);
  CHECK(invite("ada", "no address") == 422);
  CHECK(invite("team", "machine@example.org") == 422);
  CHECK(invite("nobody", "nobody@example.org") == 404);
}

TEST_CASE("whoever the provider knows is the member bound to them, or invited by their verified address") {
  people_desk relay;
  auto const find = [&](core::known_person const& who) {
    std::string out;
    relay.store.write([&](ports::store_writer& to) {
      auto const found = core::find_person(to, who, relay.now);
      out = found ? found->member.id.text() : std::string(word(found.error()));
    });
    return out;
  };
  relay.ask(http::method::put, "/v1/members/ada/invitation", R"({"email":"ada@example.org"})", relay.admin);
  CHECK(find({"https://login.example", "s1", ""}) == "person_unknown");
  CHECK(find({"https://login.example", "s1", "eve@example.org"}) == "person_unknown");
  CHECK(find({"https://login.example", "s1", "ada@example.org"}) == "ada");
  CHECK(find({"https://login.example", "s1", ""}) == "ada");  // bound from now on
  CHECK_FALSE(relay.reader->invitation("ada@example.org"));
  // The invitation is used up: another subject with the same address is another person.
  CHECK(find({"https://login.example", "s2", "ada@example.org"}) == "person_unknown");
  CHECK(find({"https://other.example", "s1", ""}) == "person_unknown");
  relay.store.write([&](ports::store_writer& to) {
    auto row = *to.member(*protocol::member_id::parse("ada"));
    row.revoked_at = relay.now;
    to.put_member(row);
  });
  CHECK(find({"https://login.example", "s1", ""}) == "member_revoked");
}

TEST_CASE("the provider's notice ends the sessions of its subject or of its session, begun before it, and no other") {
  people_desk relay;
  core::oidc_rules rules;
  rules.issuer = "https://login.example";
  auto const bind = [&](std::string_view id, std::string subject) {
    relay.store.write([&](ports::store_writer& to) {
      auto row = *to.member(*protocol::member_id::parse(id));
      row.issuer = rules.issuer;
      row.subject = std::move(subject);
      to.put_member(row);
    });
  };
  bind("ada", "s-ada");
  bind("grace", "s-grace");
  auto const begin = [&](std::string_view id, std::string_view sid,
                         ports::sign_in_way how = ports::sign_in_way::provider, protocol::instant when = noon) {
    protocol::session_id made;
    relay.store.write([&](ports::store_writer& to) {
      made = core::begin_session(to, *protocol::member_id::parse(id), how, relay.random, when, sid).row.id;
    });
    return made;
  };
  auto const ada_1 = begin("ada", "one"), ada_2 = begin("ada", "two"), nameless = begin("ada", "");
  auto const grace = begin("grace", "one");  // two people of one browser, say
  auto const by_link = begin("ada", "", ports::sign_in_way::link);
  auto const later = begin("ada", "one", ports::sign_in_way::provider, noon + 10min);
  auto const ends = [&](std::string subject, std::string sid) {
    std::vector<protocol::session_id> out;
    for (auto const& row : core::sessions_of(*relay.reader, {subject, sid, noon + 1min}, rules)) out.push_back(row.id);
    std::sort(out.begin(), out.end());
    return out;
  };
  auto const these = [](std::vector<protocol::session_id> out) {
    std::sort(out.begin(), out.end());
    return out;
  };
  CHECK(ends("s-ada", "") == these({ada_1, ada_2, nameless}));
  CHECK(ends("s-ada", "one") == these({ada_1, nameless}));
  CHECK(ends("", "one") == these({ada_1, grace}));
  CHECK(ends("s-grace", "two").empty());
  CHECK(ends("nobody", "").empty());
  CHECK(ends("nobody", "one").empty());
  (void)by_link;
  (void)later;
}

TEST_CASE("without an identity provider nobody ends sessions from outside") {
  people_desk relay;
  http::request asked;
  asked.method = http::method::post;
  asked.path = "/v1/sign-in/back-channel-logout";
  asked.content_type = "application/x-www-form-urlencoded";
  asked.body = "logout_token=x";
  CHECK(relay.call(asked).what.status == 404);
}
