#include "relay/core/people/oidc.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <deque>
#include <map>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hash.hpp"
#include "relay/core/people/form.hpp"
#include "relay/core/people/oidc_exchange.hpp"

using namespace carerelay;
using namespace carerelay::core;
namespace crypto = protocol::crypto;
using namespace std::chrono_literals;

namespace {

instant const noon = instant(std::chrono::milliseconds(1'795'000'000'000));
protocol::session_id const old_session(protocol::uuid(protocol::uuid::bytes_type{7}));
constexpr std::string_view secret = "the relay's own key for sign-in!";

struct counting_random final : ports::random {
  void fill(std::span<std::uint8_t> out) override {
    for (auto& byte : out) byte = ++last;
  }
  std::uint8_t last = 0;
};

oidc_rules rules_of_test() {
  oidc_rules rules;
  rules.issuer = "https://login.example";
  rules.client_id = "carerelay";
  rules.client_secret = "not told";
  rules.redirect_uri = "https://relay.example/v1/sign-in/callback";
  rules.algorithms = {protocol::jws_algorithm::es256};
  return rules;
}
provider_document const provider{"https://login.example/auth", "https://login.example/token",
                                 "https://login.example/keys", true};

form_fields query_of(std::string const& url) { return parse_form(url.substr(url.find('?') + 1)).value(); }

/// A provider of the test's own: it signs what it is told to.
struct issuer {
  crypto::p256_private_key key = crypto::p256_private_key::generate();

  [[nodiscard]] std::string jwks(std::string const& kid = "k1") const {
    std::string jwk = key.public_key().jwk();
    jwk.insert(1, R"("kid":")" + kid + "\",");
    return R"({"keys":[)" + jwk + "]}";
  }
  [[nodiscard]] std::vector<protocol::jws_key> keys() const { return protocol::parse_jwk_set(jwks()).value(); }
  [[nodiscard]] std::string token(std::string const& claims,
                                  std::string const& header = R"({"alg":"ES256","kid":"k1"})") const {
    auto const input =
        crypto::to_base64url(protocol::as_bytes(header)) + '.' + crypto::to_base64url(protocol::as_bytes(claims));
    return input + '.' + crypto::to_base64url(key.sign(input));
  }
};

long long seconds(instant when) { return when.time_since_epoch().count() / 1000; }

/// Claims that are right, with some members said otherwise; "" leaves one out.
std::string claims(std::map<std::string, std::string> const& otherwise = {}) {
  std::map<std::string, std::string> all{{"iss", R"("https://login.example")"},
                                         {"aud", R"("carerelay")"},
                                         {"sub", R"("person-1")"},
                                         {"nonce", R"("n")"},
                                         {"iat", std::to_string(seconds(noon))},
                                         {"exp", std::to_string(seconds(noon + 5min))}};
  for (auto const& [name, value] : otherwise) all[name] = value;
  std::string out;
  for (auto const& [name, value] : all) {
    if (!value.empty()) out += (out.empty() ? "{\"" : ",\"") + name + "\":" + value;
  }
  return out + "}";
}

struct judge {
  issuer from;
  oidc_rules rules = rules_of_test();

  [[nodiscard]] std::string operator()(std::map<std::string, std::string> const& otherwise, instant now = noon) const {
    auto const who = judge_id_token(from.token(claims(otherwise)), from.keys(), rules, "n", now);
    return who ? "fine" : std::string(word(who.error()));
  }
};

}  // namespace

TEST_CASE("The way to the provider carries everything the code flow with PKCE needs") {
  counting_random random;
  auto const rules = rules_of_test();
  auto const start = begin_sign_in(rules, provider, secret, old_session, random, noon);
  REQUIRE(start.location.starts_with("https://login.example/auth?"));
  auto const query = query_of(start.location);
  CHECK(field(query, "response_type") == "code");
  CHECK(field(query, "client_id") == "carerelay");
  CHECK(field(query, "redirect_uri") == "https://relay.example/v1/sign-in/callback");
  CHECK(field(query, "scope") == "openid email");
  CHECK(field(query, "code_challenge_method") == "S256");
  CHECK(field(query, "state").size() == 43);
  CHECK(field(query, "nonce").size() == 43);

  sign_in_answer const came{"a-code", std::string(field(query, "state")), rules.issuer, ""};
  auto const accepted = judge_answer(came, start.cookie, secret, noon + 1min);
  REQUIRE(accepted.has_value());
  CHECK(accepted->code == "a-code");
  CHECK(accepted->replaces == old_session);
  CHECK(accepted->nonce == field(query, "nonce"));
  // RFC 7636 section 4.6: what is sent with the code is what the challenge was made of.
  CHECK(crypto::to_base64url(crypto::sha256(accepted->verifier)) == field(query, "code_challenge"));
  CHECK(start.location.find(accepted->verifier) == std::string::npos);
  CHECK(start.cookie.find(accepted->verifier) == std::string::npos);
}

TEST_CASE("Two attempts share no secret") {
  counting_random random;
  auto const one = query_of(begin_sign_in(rules_of_test(), provider, secret, old_session, random, noon).location);
  auto const two = query_of(begin_sign_in(rules_of_test(), provider, secret, old_session, random, noon).location);
  for (auto const* const name : {"state", "nonce", "code_challenge"}) CHECK(field(one, name) != field(two, name));
  CHECK(field(one, "state") != field(one, "nonce"));
}

TEST_CASE("An answer is taken only from the browser that began, with its state, within ten minutes") {
  counting_random random;
  auto const mine = begin_sign_in(rules_of_test(), provider, secret, old_session, random, noon);
  auto const theirs = begin_sign_in(rules_of_test(), provider, secret, old_session, random, noon);
  std::string const state(field(query_of(mine.location), "state"));
  auto const why = [&](sign_in_answer const& came, std::string const& cookie, instant now = noon) {
    auto const accepted = judge_answer(came, cookie, secret, now);
    return accepted ? "fine" : std::string(word(accepted.error()));
  };
  CHECK(why({"c", state, "", ""}, mine.cookie) == "fine");
  CHECK(why({"c", state, "", ""}, "") == "no_cookie");
  CHECK(why({"c", state, "", ""}, theirs.cookie) == "state_wrong");
  CHECK(why({"c", "", "", ""}, mine.cookie) == "state_wrong");
  CHECK(why({"c", std::string(field(query_of(theirs.location), "state")), "", ""}, mine.cookie) == "state_wrong");
  CHECK(why({"c", state, "", ""}, mine.cookie, noon + 10min) == "too_slow");
  CHECK(why({"c", state, "", ""}, mine.cookie, noon + 10min - 1ms) == "fine");
  CHECK(why({"", state, "", "access_denied"}, mine.cookie) == "provider_refused");
  CHECK(why({"", state, "", ""}, mine.cookie) == "code_missing");
  CHECK_FALSE(judge_answer({"c", state, "", ""}, mine.cookie, "another key of another relay!!!", noon).has_value());
  for (std::size_t i = 0; i < mine.cookie.size(); ++i) {
    auto forged = mine.cookie;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    CHECK(why({"c", state, "", ""}, forged) == "no_cookie");
  }
}

TEST_CASE("An answer that names another provider is refused, and so is silence of one that always names itself") {
  auto const rules = rules_of_test();
  CHECK(judge_answerer({"c", "s", rules.issuer, ""}, provider, rules).has_value());
  CHECK_FALSE(judge_answerer({"c", "s", "https://other.example", ""}, provider, rules).has_value());
  CHECK_FALSE(judge_answerer({"c", "s", "", ""}, provider, rules).has_value());
  auto silent = provider;
  silent.names_itself = false;
  CHECK(judge_answerer({"c", "s", "", ""}, silent, rules).has_value());
  CHECK_FALSE(judge_answerer({"c", "s", "https://other.example", ""}, silent, rules).has_value());
}

TEST_CASE("A token that is right in everything says who it is") {
  issuer const from;
  auto const who = judge_id_token(from.token(claims({{"email", R"("Ada@Example.org")"}, {"email_verified", "true"}})),
                                  from.keys(), rules_of_test(), "n", noon);
  REQUIRE(who.has_value());
  CHECK(who->issuer == "https://login.example");
  CHECK(who->subject == "person-1");
  CHECK(who->email == "ada@example.org");
}

TEST_CASE("An address the provider has not verified is no address") {
  issuer const from;
  for (auto const* const verified : {"false", "\"true\"", "1", ""}) {
    auto const token = from.token(claims({{"email", R"("ada@example.org")"}, {"email_verified", verified}}));
    CHECK(judge_id_token(token, from.keys(), rules_of_test(), "n", noon)->email.empty());
  }
}

TEST_CASE("A token of another issuer, for another audience or party is refused") {
  judge const why;
  CHECK(why({}) == "fine");
  CHECK(why({{"iss", R"("https://login.example/")"}}) == "issuer_wrong");
  CHECK(why({{"iss", ""}}) == "issuer_wrong");
  CHECK(why({{"aud", R"("another")"}}) == "audience_wrong");
  CHECK(why({{"aud", R"(["another"])"}}) == "audience_wrong");
  CHECK(why({{"aud", ""}}) == "audience_wrong");
  CHECK(why({{"aud", R"(["carerelay"])"}}) == "fine");
  CHECK(why({{"aud", R"(["carerelay","another"])"}}) == "azp_wrong");
  CHECK(why({{"aud", R"(["carerelay","another"])"}, {"azp", R"("carerelay")"}}) == "fine");
  CHECK(why({{"aud", R"(["carerelay","another"])"}, {"azp", R"("another")"}}) == "azp_wrong");
  CHECK(why({{"azp", R"("another")"}}) == "azp_wrong");
}

TEST_CASE("A token is good from its issue to its expiry, give or take a minute") {
  judge const why;
  CHECK(why({}, noon + 5min + 59s) == "fine");
  CHECK(why({}, noon + 6min) == "token_expired");
  CHECK(why({{"exp", ""}}) == "token_expired");
  CHECK(why({{"exp", "\"2000000000\""}}) == "token_expired");
  CHECK(why({{"iat", ""}}) == "token_too_old");
  CHECK(why({}, noon - 60s) == "fine");
  CHECK(why({}, noon - 61s) == "token_too_old");
  auto const long_lived = std::to_string(seconds(noon + 24h));
  CHECK(why({{"exp", long_lived}}, noon + 11min) == "fine");
  CHECK(why({{"exp", long_lived}}, noon + 11min + 1s) == "token_too_old");
  CHECK(why({{"nbf", std::to_string(seconds(noon + 2min))}}) == "token_too_old");
}

TEST_CASE("A token of another attempt is refused") {
  judge const why;
  CHECK(why({{"nonce", R"("m")"}}) == "nonce_wrong");
  CHECK(why({{"nonce", ""}}) == "nonce_wrong");
  issuer const from;
  CHECK_FALSE(
      judge_id_token(from.token(claims({{"nonce", R"("")"}})), from.keys(), rules_of_test(), "", noon).has_value());
  CHECK(why({{"sub", ""}}) == "subject_missing");
  CHECK(why({{"sub", R"("")"}}) == "subject_missing");
}

TEST_CASE("Where a second factor is asked for, a token without it is refused") {
  judge why;
  why.rules.amr = {"mfa", "hwk"};
  CHECK(why({}) == "mfa_missing");
  CHECK(why({{"amr", R"(["pwd"])"}}) == "mfa_missing");
  CHECK(why({{"amr", R"("mfa")"}}) == "mfa_missing");
  CHECK(why({{"amr", R"(["pwd","hwk"])"}}) == "fine");
  why.rules.acr = {"urn:mfa"};
  CHECK(why({{"amr", R"(["hwk"])"}}) == "mfa_missing");
  CHECK(why({{"amr", R"(["hwk"])"}, {"acr", R"("urn:mfa")"}}) == "fine");
  CHECK(why({{"acr", R"("urn:mfa")"}}) == "mfa_missing");
}

TEST_CASE("A token signed by somebody else, by no key or with a shared secret is refused") {
  issuer const from, thief;
  auto const rules = rules_of_test();
  auto const why = [&](std::string const& token) {
    auto const who = judge_id_token(token, from.keys(), rules, "n", noon);
    return who ? "fine" : std::string(word(who.error()));
  };
  CHECK(why(thief.token(claims())) == "signature_wrong");
  CHECK(why(from.token(claims(), R"({"alg":"ES256","kid":"k2"})")) == "key_unknown");
  CHECK(why(from.token(claims(), R"({"alg":"none"})")) == "algorithm_refused");
  CHECK(why(from.token(claims(), R"({"alg":"RS256","kid":"k1"})")) == "algorithm_refused");
  // The old trick: the public key, which everybody has, taken as the shared secret of HS256.
  auto const input = crypto::to_base64url(protocol::as_bytes(R"({"alg":"HS256","kid":"k1"})")) + '.' +
                     crypto::to_base64url(protocol::as_bytes(claims()));
  auto const mac = crypto::hmac_sha256(protocol::as_bytes(from.key.public_key().jwk()), protocol::as_bytes(input));
  CHECK(why(input + '.' + crypto::to_base64url(mac)) == "algorithm_refused");
}

TEST_CASE("A discovery document must be of our provider, and point to https alone") {
  auto const rules = rules_of_test();
  std::string const fine =
      R"({"issuer":"https://login.example","authorization_endpoint":"https://a/","token_endpoint":"https://b/","jwks_uri":"https://c/"})";
  CHECK(read_discovery(fine, rules).has_value());
  auto const with = [&](std::string const& from, std::string const& to) {
    auto text = fine;
    return read_discovery(text.replace(text.find(from), from.size(), to), rules).has_value();
  };
  CHECK_FALSE(with("https://login.example", "https://login.example.evil"));
  CHECK_FALSE(with("https://a/", "http://a/"));
  CHECK_FALSE(with("https://b/", "file:///etc/passwd"));
  CHECK_FALSE(with("https://c/", ""));
  CHECK_FALSE(read_discovery("<html>", rules).has_value());
}

namespace {

/// Answers from a list of addresses; counts what it was asked.
struct scripted final : ports::http_client {
  ports::http_answer ask(ports::http_call const& what) override {
    ++asked[what.url];
    last = what;
    auto const found = answers.find(what.url);
    if (found == answers.end()) throw std::runtime_error("nobody there");
    return found->second;
  }
  std::map<std::string, ports::http_answer> answers;
  std::map<std::string, int> asked;
  ports::http_call last;
};

struct shelf_of_test final : provider_shelf {
  std::shared_ptr<known_provider const> get() override { return held; }
  void put(std::shared_ptr<known_provider const> what) override { held = std::move(what); }
  std::shared_ptr<known_provider const> held;
};

struct exchange {
  issuer from;
  scripted web;
  shelf_of_test shelf;
  oidc_rules rules = rules_of_test();
  sign_in_answer const came{"c", "s", "https://login.example", ""};

  exchange() {
    web.answers["https://login.example/.well-known/openid-configuration"] = {
        200, "application/json",
        R"({"issuer":"https://login.example","authorization_endpoint":"https://login.example/auth",)"
        R"("token_endpoint":"https://login.example/token","jwks_uri":"https://login.example/keys"})"};
    web.answers["https://login.example/keys"] = {200, "application/json", from.jwks()};
    issue(claims());
  }
  void issue(std::string const& what, std::string const& kid = "k1") {
    web.answers["https://login.example/token"] = {
        200, "application/json",
        R"({"id_token":")" + from.token(what, R"({"alg":"ES256","kid":")" + kid + "\"}") + "\"}"};
  }
  std::string operator()(instant now = noon) {
    auto const who = redeem(web, shelf, rules, came, {"c", "v", "n", {}}, now);
    return who ? "fine" : std::string(word(who.error()));
  }
};

}  // namespace

TEST_CASE("The code is spent once, with its verifier and the relay's own name and secret") {
  exchange go;
  CHECK(go() == "fine");
  CHECK(go.web.asked["https://login.example/token"] == 1);
  auto const sent = parse_form(go.web.last.body).value();
  CHECK(field(sent, "grant_type") == "authorization_code");
  CHECK(field(sent, "code") == "c");
  CHECK(field(sent, "code_verifier") == "v");
  CHECK(field(sent, "client_id").empty());
  CHECK(go.web.last.headers.at(1).second == "Basic " + crypto::to_base64(protocol::as_bytes("carerelay:not%20told")));
}

TEST_CASE("The provider's document and keys are kept for an hour, not longer") {
  exchange go;
  for (auto const later : {0min, 1min, 59min}) {
    go.issue(claims(
        {{"iat", std::to_string(seconds(noon + later))}, {"exp", std::to_string(seconds(noon + later + 5min))}}));
    CHECK(go(noon + later) == "fine");
  }
  CHECK(go.web.asked["https://login.example/keys"] == 1);
  CHECK(go(noon + 60min) == "fine");
  CHECK(go.web.asked["https://login.example/keys"] == 2);
  CHECK(go.web.asked["https://login.example/.well-known/openid-configuration"] == 2);
}

TEST_CASE("A new key of the provider is found by fetching its keys again, at most once a minute") {
  exchange go;
  CHECK(go() == "fine");
  go.issue(claims(), "k2");
  CHECK(go(noon + 59s) == "key_unknown");
  CHECK(go.web.asked["https://login.example/keys"] == 1);
  CHECK(go(noon + 60s) == "key_unknown");
  CHECK(go.web.asked["https://login.example/keys"] == 2);
  CHECK(go(noon + 61s) == "key_unknown");
  CHECK(go.web.asked["https://login.example/keys"] == 2);
  go.web.answers["https://login.example/keys"].body = go.from.jwks("k2");
  CHECK(go(noon + 120s) == "fine");
}

TEST_CASE("A provider that is away, refuses the code or talks nonsense is told apart") {
  exchange go;
  go.web.answers["https://login.example/token"].status = 400;
  CHECK(go() == "code_refused");
  go.web.answers["https://login.example/token"].status = 503;
  CHECK(go() == "provider_away");
  go.web.answers["https://login.example/token"] = {200, "text/html", "<html>"};
  CHECK(go() == "token_unreadable");
  go.web.answers.clear();
  CHECK(go() == "provider_away");
  exchange fresh;
  fresh.web.answers.erase("https://login.example/keys");
  CHECK(fresh() == "provider_away");
  exchange odd;
  odd.web.answers["https://login.example/keys"].body = "[]";
  CHECK(odd() == "provider_document");
}

TEST_CASE("Forms say what they were given and refuse what is broken") {
  auto const fields = parse_form("a=1&b=x%20y+z&c=%C3%A9").value();
  CHECK(field(fields, "b") == "x y z");
  CHECK(field(fields, "c") == "é");
  CHECK(field(parse_form("a=1&a=2").value(), "a").empty());
  CHECK_FALSE(parse_form("a=%").has_value());
  CHECK_FALSE(parse_form("a=%zz").has_value());
  CHECK_FALSE(parse_form("a=%ff").has_value());
  CHECK(form_text({{"a b", "c&d=é"}}) == "a%20b=c%26d%3D%C3%A9");
}

namespace {

constexpr auto logout_events = R"({"http://schemas.openid.net/event/backchannel-logout":{}})";

/// Claims of a logout token that is right, with some said otherwise.
std::string ending(std::map<std::string, std::string> otherwise = {}) {
  otherwise.insert({{"nonce", ""}, {"events", logout_events}, {"jti", R"("j-1")"}, {"sid", R"("s-1")"}});
  return claims(otherwise);
}

}  // namespace

TEST_CASE("A logout token says whose sessions have ended") {
  issuer const from;
  auto const notice = judge_logout_token(from.token(ending()), from.keys(), rules_of_test(), noon);
  REQUIRE(notice.has_value());
  CHECK(notice->subject == "person-1");
  CHECK(notice->session == "s-1");
  CHECK(notice->issued_at == noon);
}

TEST_CASE("Each way a logout token can be wrong is refused by its own rule") {
  issuer const from, other;
  auto const why = [&](std::map<std::string, std::string> otherwise, instant now = noon) {
    auto const notice = judge_logout_token(from.token(ending(std::move(otherwise))), from.keys(), rules_of_test(), now);
    return notice ? "fine" : std::string(word(notice.error()));
  };
  CHECK(why({}) == "fine");
  CHECK(why({{"sid", ""}}) == "fine");
  CHECK(why({{"sub", ""}}) == "fine");
  CHECK(why({{"sub", ""}, {"sid", ""}}) == "subject_missing");
  CHECK(why({{"events", ""}}) == "not_a_logout");
  CHECK(why({{"events", "{}"}}) == "not_a_logout");
  CHECK(why({{"events", R"({"http://schemas.openid.net/event/backchannel-logout":true})"}}) == "not_a_logout");
  CHECK(why({{"nonce", R"("n")"}}) == "not_a_logout");  // an ID token passed off as one
  CHECK(why({{"jti", ""}}) == "not_a_logout");
  CHECK(why({{"iss", R"("https://other.example")"}}) == "issuer_wrong");
  CHECK(why({{"aud", R"("another")"}}) == "audience_wrong");
  CHECK(why({}, noon + 10min) == "token_expired");
  CHECK(why({{"iat", std::to_string(seconds(noon + 5min))}}) == "token_too_old");
  auto const strange = judge_logout_token(other.token(ending()), from.keys(), rules_of_test(), noon);
  CHECK(strange.error() == sign_in_fault::signature_wrong);
  auto const unsigned_one = from.token(ending(), R"({"alg":"none"})");
  CHECK_FALSE(judge_logout_token(unsigned_one, from.keys(), rules_of_test(), noon).has_value());
}

TEST_CASE("An address that the ID token does not say is asked of the provider, and taken for the same subject alone") {
  auto const says = [](std::string id_token_claims, std::string userinfo, bool answers = true) {
    exchange go;
    go.web.answers["https://login.example/.well-known/openid-configuration"].body.insert(
        1, R"("userinfo_endpoint":"https://login.example/me",)");
    go.issue(id_token_claims);
    auto& body = go.web.answers["https://login.example/token"].body;
    body.insert(1, R"("access_token":"a-token",)");
    if (answers) go.web.answers["https://login.example/me"] = {200, "application/json", userinfo};
    auto const who = redeem(go.web, go.shelf, go.rules, go.came, {"c", "v", "n", {}}, noon);
    if (!who) return std::string(word(who.error()));
    bool const asked = go.web.asked["https://login.example/me"] > 0;
    if (asked && answers) CHECK(go.web.last.headers.at(0).second == "Bearer a-token");
    return (asked ? "asked " : "") + who->email;
  };
  std::string const ada = R"({"sub":"person-1","email":"Ada@example.org","email_verified":true})";
  CHECK(says(claims(), ada) == "asked ada@example.org");
  CHECK(says(claims(), R"({"sub":"person-2","email":"ada@example.org","email_verified":true})") == "userinfo_subject");
  CHECK(says(claims(), R"({"email":"ada@example.org","email_verified":true})") == "userinfo_subject");
  CHECK(says(claims(), R"({"sub":"person-1","email":"ada@example.org","email_verified":false})") == "asked ");
  CHECK(says(claims(), "<html>") == "asked ");
  CHECK(says(claims(), "", false) == "asked ");  // nobody there: they are who they are
  // What the ID token says of the address holds, also that it is not verified.
  CHECK(says(claims({{"email", R"("eve@example.org")"}, {"email_verified", "false"}}), ada) == "");
  CHECK(says(claims({{"email", R"("eve@example.org")"}}), ada) == "asked ada@example.org");
}

TEST_CASE("A userinfo endpoint that is not https makes the provider's document unusable") {
  auto const with = [](std::string const& url) {
    auto const text =
        R"({"issuer":"https://login.example","authorization_endpoint":"https://a/","token_endpoint":"https://b/",)"
        R"("jwks_uri":"https://c/","userinfo_endpoint":")" +
        url + "\"}";
    return read_discovery(text, rules_of_test()).has_value();
  };
  CHECK(with("https://d/"));
  CHECK_FALSE(with("http://d/"));
}
