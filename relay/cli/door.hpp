#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/ports/http_client.hpp"
#include "protocol/json/value.hpp"
#include "relay/core/people/form.hpp"

/// The way in for a subcommand: a running relay over HTTPS, or the store of a stopped one. Both answer the same routes.
namespace carerelay::cli {

struct door_request {
  std::string method = "GET";
  std::string path;  ///< "/v1/homes"
  core::form_fields query{};
  std::string body{};
  std::string content_type = "application/json";
  std::string accept = "application/json";
};

class door {
 public:
  virtual ~door() = default;
  /// Throws std::runtime_error with a sentence when nobody answers.
  [[nodiscard]] virtual ports::http_answer ask(door_request const& what) = 0;
};

/// Over HTTPS with a publisher's token. `server` is "https://host:port".
[[nodiscard]] std::unique_ptr<door> remote_door(std::unique_ptr<ports::http_client> client, std::string server,
                                                std::string token);

/// The relay said no: the problem document in words, one line a fault.
class refusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The body of an answer below 300; throws refusal for the rest.
[[nodiscard]] std::string expect_ok(ports::http_answer const& got);
/// The same, read as JSON.
[[nodiscard]] protocol::json::value expect_json(ports::http_answer const& got);

/// Text and numbers of an answer; "" and 0 when they are not there.
[[nodiscard]] std::string text_of(protocol::json::value const& from, std::string_view name);
[[nodiscard]] std::int64_t number_of(protocol::json::value const& from, std::string_view name);
[[nodiscard]] protocol::json::array const& list_of(protocol::json::value const& from, std::string_view name);

using core::percent_encoded;
[[nodiscard]] std::string with_query(door_request const& what);

/// Asks page after page of a list until there is no `next`, calling `each` for every item of member `name`.
template <class Each>
void for_all(door& at, door_request what, std::string_view name, Each&& each);

}  // namespace carerelay::cli

template <class Each>
void carerelay::cli::for_all(door& at, door_request what, std::string_view name, Each&& each) {
  for (;;) {
    auto const page = expect_json(at.ask(what));
    for (auto const& item : list_of(page, name)) each(item);
    auto const next = text_of(page, "next");
    if (next.empty()) return;
    auto const mark = next.find('?');  // the link is whole: path and query as the relay made them
    what.path = next.substr(0, mark);
    what.query.clear();
    if (mark != next.npos) what.path = next;
  }
}
