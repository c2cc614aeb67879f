#include "tests/unit/http/desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using Catch::Matchers::Contains;

namespace {

http::web_file file(std::string path, std::string text, std::string gzipped = {}) {
  http::web_file out{std::move(path), std::make_shared<std::string>(std::move(text)), nullptr};
  if (!gzipped.empty()) out.gzipped = std::make_shared<std::string>(std::move(gzipped));
  return out;
}

struct site : desk {
  site() {
    facts.web = std::make_shared<http::web_pages>(
        std::vector{file("inbox/index.html", "<!doctype html>inbox"), file("inbox/sw.js", "worker"),
                    file("inbox/assets/main-1a2b.js", "script", "smaller"), file("inbox/assets/main-3c4d.css", "style"),
                    file("console/index.html", "<!doctype html>console"), file("console/assets/main-5e6f.js", "more")},
        "f00d");
  }
  http::request browser(std::string path) {
    http::request out;
    out.path = std::move(path);
    out.accept = "text/html,application/xhtml+xml,*/*;q=0.8";
    out.host = "relay.example:8443";
    return out;
  }
  std::string body(http::request asked) {
    auto const answer = call(std::move(asked));
    return answer.what.shared_body ? *answer.what.shared_body : answer.what.body;
  }
};

}  // namespace

TEST_CASE("every page of an app is answered with that app's own document") {
  site with;
  for (std::string const path : {"/", "/message/0199", "/guidance", "/poster/0199/pl"})
    CHECK(with.body(with.browser(path)) == "<!doctype html>inbox");
  for (std::string const path : {"/console", "/console/", "/console/homes/1-123456789"})
    CHECK(with.body(with.browser(path)) == "<!doctype html>console");
  CHECK(with.body(with.browser("/consoles")) == "<!doctype html>inbox");
}

TEST_CASE("a file with a hash in its name is kept for a year; one that is gone is not found, and no page") {
  site with;
  auto const found = with.call(with.browser("/assets/main-1a2b.js"));
  CHECK(found.what.status == 200);
  CHECK(found.header("Cache-Control") == "public, max-age=31536000, immutable");
  CHECK(found.what.content_type == "text/javascript; charset=utf-8");
  CHECK(with.call(with.browser("/console/assets/main-5e6f.js")).what.status == 200);
  for (std::string const path : {"/assets/main-0000.js", "/assets/main", "/console/assets/main-1a2b.js", "/gone.png",
                                 "/index.html", "/inbox/index.html", "/v1/nothing", "/sign-in/nothing"})
    CHECK(with.call(with.browser(path)).what.status == 404);
}

TEST_CASE("a program that asks for a path nobody has gets a problem document, not a page") {
  site with;
  auto asked = with.browser("/v2/messages");
  asked.accept = "application/json";
  auto const answer = with.call(asked);
  CHECK(answer.what.status == 404);
  CHECK(answer.text("type") == "urn:carerelay:problem:not_found");
  asked.method = http::method::post;
  CHECK(with.call(asked).what.status == 404);
}

TEST_CASE("a page and the worker are asked for again each time, and not sent again while they are the same") {
  site with;
  for (std::string const path : {"/", "/sw.js", "/console/"}) {
    auto asked = with.browser(path);
    auto const first = with.call(asked);
    CHECK(first.header("Cache-Control") == "no-cache");
    asked.if_none_match = first.header("ETag");
    auto const again = with.call(asked);
    CHECK(again.what.status == 304);
    CHECK(again.what.shared_body == nullptr);
    CHECK_FALSE(again.header("Content-Security-Policy").empty());
    asked.if_none_match = "\"another\"";
    CHECK(with.call(asked).what.status == 200);
  }
}

TEST_CASE("what was compressed at the start is sent to whoever takes gzip, under a tag of its own") {
  site with;
  auto asked = with.browser("/assets/main-1a2b.js");
  auto const plain = with.call(asked);
  CHECK(plain.header("Content-Encoding").empty());
  CHECK(plain.header("Vary") == "Accept-Encoding");
  for (std::string const header : {"gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "gzip"}) {
    asked.accept_encoding = header;
    CHECK(with.call(asked).header("Content-Encoding") == "gzip");
    CHECK(with.body(asked) == "smaller");
  }
  CHECK(with.call(asked).header("ETag") != plain.header("ETag"));
  for (std::string const header : {"identity", "gzip;q=0", "gzip; q=0.000", "xgzip", ""}) {
    asked.accept_encoding = header;
    CHECK(with.call(asked).header("Content-Encoding").empty());
  }
  asked.path = "/assets/main-3c4d.css";  // no smaller
  asked.accept_encoding = "gzip";
  CHECK(with.call(asked).header("Content-Encoding").empty());
}

TEST_CASE("a page may run and show what came from here, ask us alone, and sit in nobody's frame") {
  site with;
  for (std::string const path : {"/", "/sw.js"}) {
    auto const answer = with.call(with.browser(path));
    auto const policy = answer.header("Content-Security-Policy");
    CHECK_THAT(policy, Contains("default-src 'none'") && Contains("connect-src 'self' wss://relay.example:8443;"));
    CHECK_THAT(policy, Contains("frame-ancestors 'none'") && Contains("base-uri 'none'"));
    CHECK_THAT(policy, Contains("require-trusted-types-for 'script'") && Contains("report-to pages"));
    CHECK_THAT(policy, !Contains("unsafe") && !Contains("data:"));
    CHECK(answer.header("Cross-Origin-Opener-Policy") == "same-origin");
    CHECK(answer.header("Cross-Origin-Resource-Policy") == "same-origin");
    CHECK_THAT(answer.header("Permissions-Policy"), Contains("camera=()"));
  }
}

TEST_CASE("a relay built without pages says so where they would be") {
  site with;
  with.facts.web = std::make_shared<http::web_pages>();
  auto const answer = with.call(with.browser("/"));
  CHECK(answer.what.status == 503);
  CHECK_THAT(answer.what.body, Contains("built without its web pages"));
}

TEST_CASE("what a browser stopped is logged without saying whose page it was, and only so often") {
  site with;
  http::request asked;
  asked.method = http::method::post;
  asked.path = "/v1/reports";
  asked.content_type = "application/csp-report";
  asked.body =
      R"({"csp-report":{"document-uri":"https://relay.example/message/0199?x=1","effective-directive":"script-src-elem",)"
      R"("blocked-uri":"https://evil.example/a?b=1-123456789","line-number":3}})";
  auto const answer = with.call(asked);
  CHECK(answer.what.status == 204);
  REQUIRE(answer.what.notes.size() == 1);
  CHECK(answer.what.notes.front().event == "page_report");
  CHECK(answer.what.notes.front().fields[0].second == "script-src-elem");
  CHECK(answer.what.notes.front().fields[1].second == "https://evil.example");
  asked.content_type = "application/reports+json";
  asked.body = R"([{"type":"csp-violation","age":10,"body":{"effectiveDirective":"img-src","blockedURL":"inline"}}])";
  REQUIRE(with.call(asked).what.notes.size() == 1);
  std::size_t logged = 2;
  for (int i = 0; i < 40; ++i) logged += with.call(asked).what.notes.size();
  CHECK(logged == http::report_budget::most);
  with.now += std::chrono::minutes(1);
  CHECK(with.call(asked).what.notes.size() == 1);
  asked.body = "[";
  CHECK(with.call(asked).what.status == 400);
  asked.content_type = "text/plain";
  CHECK(with.call(asked).what.status == 415);
}

TEST_CASE("the pages learn whose relay this is, and which build they are") {
  site with;
  with.facts.about = {"Care bulletins", "NCL", "020 7946 0000", "", "0.1.0", nullptr};
  auto const about = with.get("/v1/about", "");
  CHECK(about.text("service") == "Care bulletins");
  CHECK(about.text("organisation") == "NCL");
  CHECK(about.text("web") == "f00d");
  CHECK(about.json.find("logo") == nullptr);
  CHECK(with.get("/v1/about/logo", "").what.status == 404);
}
