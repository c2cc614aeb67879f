#include <catch2/catch.hpp>

#include <set>

#include "protocol/frame/frames.hpp"
#include "relay/http/health.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/reference.hpp"
#include "relay/http/routes/table.hpp"
#include "tests/unit/http/desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using protocol::errc;
using std::chrono::milliseconds;

namespace {

std::string word_of(http::method how) {
  switch (how) {
    case http::method::get: return "get";
    case http::method::head: return "head";
    case http::method::post: return "post";
    case http::method::put: return "put";
    case http::method::delete_: return "delete";
  }
  return {};
}

protocol::json::value document(std::string_view text) { return protocol::json::read(text, 1024 * 1024).value(); }

}  // namespace

TEST_CASE("the OpenAPI document describes every route and no other") {
  std::set<std::string> described, there;
  auto const openapi = document(http::openapi_document());
  CHECK(openapi.find("openapi")->string() == "3.1.0");
  for (auto const& path : openapi.find("paths")->members()) {
    for (auto const& operation : path.value.members()) {
      described.insert(operation.name + ' ' + path.name);
      CHECK(operation.value.find("operationId") != nullptr);
      CHECK(operation.value.find("security") != nullptr);
    }
  }
  for (auto const& route : http::routes()) there.insert(word_of(route.method) + ' ' + std::string(route.pattern));
  CHECK(described == there);
}

TEST_CASE("every reference inside the OpenAPI document leads somewhere") {
  std::string const text(http::openapi_document());
  auto const openapi = document(text);
  std::string const start = "\"$ref\": \"#/";
  for (auto at = text.find(start); at != std::string::npos; at = text.find(start, at + 1)) {
    std::string place = text.substr(at + start.size(), text.find('"', at + start.size()) - at - start.size());
    INFO(place);
    protocol::json::value const* node = &openapi;
    for (place += '/'; !place.empty() && node != nullptr; place.erase(0, place.find('/') + 1))
      node = node->find(place.substr(0, place.find('/')));
    CHECK(node != nullptr);
  }
}

TEST_CASE("the AsyncAPI document describes every frame and no other") {
  std::set<std::string> said, heard;
  auto const asyncapi = document(http::asyncapi_document());
  for (auto const& message : asyncapi.find("components")->find("messages")->members()) {
    std::string const type = message.value.find("payload")->find("properties")->find("type")->find("const")->string();
    (message.name.starts_with("say_") ? said : heard).insert(type);
  }
  CHECK(said ==
        std::set<std::string>{"hello", "stored", "read", "respond", "pong", "token", "watch", "unwatch", "log"});
  std::set<std::string> sent{"deliver"};
  auto const note = [&sent](protocol::server_frame const& frame) {
    std::string text;
    protocol::encode(frame, text);
    sent.insert(document(text).find("type")->string());
  };
  [&]<std::size_t... Index>(std::index_sequence<Index...>) {
    (note(protocol::server_frame(std::in_place_index<Index>)), ...);
  }
  (std::make_index_sequence<std::variant_size_v<protocol::server_frame>>{});
  CHECK(heard == sent);
}

TEST_CASE("both documents are served to anybody, and again only when they changed") {
  desk with;
  for (std::string const path : {"/v1/openapi.json", "/v1/asyncapi.json"}) {
    auto const first = with.get(path, "");
    CHECK(first.what.status == 200);
    http::request again;
    again.path = path;
    again.if_none_match = first.header("ETag");
    CHECK(with.call(again).what.status == 304);
  }
}

TEST_CASE("a path finds its route, HEAD finds what GET does, and a wrong method is told from a wrong path") {
  auto const found = http::find(http::method::get, "/v1/messages/abc/receipts");
  REQUIRE(found.what != nullptr);
  CHECK(found.what->pattern == "/v1/messages/{message}/receipts");
  CHECK(found.arguments == std::vector<std::string>{"abc"});
  CHECK(http::find(http::method::head, "/v1/homes").what == http::find(http::method::get, "/v1/homes").what);
  CHECK(http::find(http::method::post, "/v1/messages/preview").arguments.empty());
  CHECK(http::find(http::method::post, "/v1/homes/import").what->pattern == "/v1/homes/import");
  auto const wrong = http::find(http::method::put, "/v1/messages");
  CHECK(wrong.what == nullptr);
  CHECK(wrong.path_known);
  for (std::string_view const path : {"/v1/", "/v1/messages/", "/v1/messages//receipts", "/v1/messages/a/b/c"}) {
    INFO(path);
    CHECK(http::find(http::method::get, path).what == nullptr);
    CHECK_FALSE(http::find(http::method::get, path).path_known);
  }
  // Whatever is not the interface's may be a page, to look at.
  CHECK(http::find(http::method::get, "/v2/messages").what == http::find(http::method::head, "/").what);
  CHECK(http::find(http::method::post, "/v2/messages").what == nullptr);
}

TEST_CASE("every refusal has a status of its class and a problem document") {
  for (int code = 1; code <= static_cast<int>(errc::internal); ++code) {
    auto const refusal = static_cast<errc>(code);
    INFO(word(refusal));
    CHECK(http::status_of(refusal) >= 400);
    CHECK(http::status_of(refusal) <= 507);
    auto const answer = http::problem(refusal, "Because.");
    auto const body = document(answer.body);
    CHECK(answer.content_type == "application/problem+json");
    CHECK(body.find("type")->string() == "urn:carerelay:problem:" + std::string(word(refusal)));
    CHECK(body.find("status")->integer() == answer.status);
  }
  CHECK(http::status_of(errc::not_found) == 404);
  CHECK(http::status_of(errc::reference_reused) == 409);
  CHECK(http::status_of(errc::storage_full) == 507);
  CHECK(http::try_again(errc::rate_limited, "Slower.", milliseconds(1'001)).headers.back().second == "2");
}

TEST_CASE("ready fails fast, live slowly, and a full disk fails neither") {
  http::relay_facts facts;
  CHECK(http::health_live(facts, noon).status == 200);
  CHECK(http::health_ready(facts, noon).status == 200);
  facts.storage_full = true;
  CHECK(http::health_ready(facts, noon).status == 200);
  CHECK(http::health_ready(facts, noon).body.find("\"storage_full\":true") != std::string::npos);
  facts.store_waiting_since = (noon - milliseconds(6'000)).time_since_epoch().count();
  CHECK(http::health_ready(facts, noon).status == 503);
  CHECK(http::health_live(facts, noon).status == 200);
  facts.store_waiting_since = (noon - milliseconds(61'000)).time_since_epoch().count();
  CHECK(http::health_live(facts, noon).status == 503);
  facts.store_waiting_since = 0;
  facts.draining = true;
  CHECK(http::health_ready(facts, noon).status == 503);
  CHECK(http::health_live(facts, noon).status == 200);
}
