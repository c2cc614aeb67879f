#include "relay/cli/door.hpp"

#include "protocol/json/reader.hpp"

namespace carerelay::cli {

namespace json = protocol::json;

namespace {

constexpr std::size_t answer_bytes = 64 * 1024 * 1024;

class remote final : public door {
 public:
  remote(std::unique_ptr<ports::http_client> client, std::string server, std::string token)
      : client_(std::move(client)), server_(std::move(server)), token_(std::move(token)) {
    while (!server_.empty() && server_.back() == '/') server_.pop_back();
  }
  ports::http_answer ask(door_request const& what) override {
    ports::http_call call;
    call.method = what.method;
    call.url = server_ + with_query(what);
    if (!token_.empty()) call.headers.emplace_back("Authorization", "Bearer " + token_);
    call.headers.emplace_back("Accept", what.accept);
    if (what.method != "GET") call.headers.emplace_back("Content-Type", what.content_type);
    call.body = what.body;
    return client_->ask(call);
  }

 private:
  std::unique_ptr<ports::http_client> client_;
  std::string server_, token_;
};

std::string in_words(ports::http_answer const& got) {
  auto const problem = json::read(got.body, answer_bytes);
  if (!problem || !problem->is(json::kind::object))
    return "the relay answered " + std::to_string(got.status) + " without saying why";
  std::string words = text_of(*problem, "detail");
  if (words.empty()) words = text_of(*problem, "title");
  for (auto const& fault : list_of(*problem, "errors")) {
    auto const pointer = text_of(fault, "pointer");
    words += "\n  " + (pointer.empty() ? std::string() : pointer + ": ") + text_of(fault, "detail");
  }
  return words;
}

}  // namespace

std::unique_ptr<door> remote_door(std::unique_ptr<ports::http_client> client, std::string server, std::string token) {
  return std::make_unique<remote>(std::move(client), std::move(server), std::move(token));
}

std::string expect_ok(ports::http_answer const& got) {
  if (got.status >= 200 && got.status < 300) return got.body;
  throw refusal(in_words(got));
}

json::value expect_json(ports::http_answer const& got) {
  auto const body = expect_ok(got);
  auto read = json::read(body, answer_bytes);
  if (!read) throw std::runtime_error("the relay's answer is not JSON: is this the right address?");
  return std::move(*read);
}

std::string text_of(json::value const& from, std::string_view name) {
  auto const* const found = from.find(name);
  return found != nullptr && found->is(json::kind::string) ? found->string() : std::string();
}

std::int64_t number_of(json::value const& from, std::string_view name) {
  auto const* const found = from.find(name);
  return found != nullptr && found->is(json::kind::integer) ? found->integer() : 0;
}

json::array const& list_of(json::value const& from, std::string_view name) {
  static json::array const none;
  auto const* const found = from.find(name);
  return found != nullptr && found->is(json::kind::array) ? found->items() : none;
}

std::string with_query(door_request const& what) {
  return what.query.empty() ? what.path : what.path + '?' + core::form_text(what.query);
}

}  // namespace carerelay::cli
