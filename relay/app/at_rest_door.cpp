#include "relay/app/at_rest_door.hpp"

#include <charconv>

#include "relay/http/route.hpp"
#include "relay/http/routes/table.hpp"

namespace carerelay::app {

namespace {

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ec == std::errc{}) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

http::method method_of(std::string_view name) {
  if (name == "POST") return http::method::post;
  if (name == "PUT") return http::method::put;
  if (name == "DELETE") return http::method::delete_;
  return http::method::get;
}

class at_rest final : public cli::door {
 public:
  at_rest(std::unique_ptr<ports::store> store, ports::clock const& clock, ports::random& random)
      : store_(std::move(store)), reader_(store_->reader()), clock_(clock), random_(random) {}

  ports::http_answer ask(cli::door_request const& what) override {
    auto const request = translated(what);
    auto const found = http::find(request.method, request.path);
    if (found.what == nullptr) throw std::logic_error("no route " + what.method + " " + what.path);
    http::answer answer;
    if (found.what->needs == http::needs::writes) {
      store_->write([&](ports::store_writer& writer) { answer = run(found, request, writer, &writer); });
      if (!store_->scrub()) throw std::runtime_error("what was erased is still in the store's files: try it again");
    } else {
      answer = run(found, request, *reader_, nullptr);
    }
    return {answer.status, answer.content_type, answer.shared_body ? *answer.shared_body : answer.body};
  }

 private:
  static http::request translated(cli::door_request const& what) {
    http::request out;
    out.method = method_of(what.method);
    auto const mark = what.path.find('?');
    out.path = decoded(what.path.substr(0, mark));
    out.query = what.query;
    std::string_view rest = mark == what.path.npos ? std::string_view{} : std::string_view(what.path).substr(mark + 1);
    while (!rest.empty()) {
      auto const pair = rest.substr(0, rest.find('&'));
      rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
      auto const equals = pair.find('=');
      out.query.emplace_back(decoded(pair.substr(0, equals)),
                             equals == pair.npos ? std::string() : decoded(pair.substr(equals + 1)));
    }
    out.accept = what.accept;
    out.content_type = what.content_type;
    out.body = what.body;
    out.source = "operator";
    return out;
  }
  http::answer run(http::found const& found, http::request const& request, ports::store_reader& reader,
                   ports::store_writer* writer) {
    std::vector<core::event> nobody_listens;
    http::context with{reader, writer, random_, clock_.now(), facts_, nobody_listens, true};
    return found.what->handle(request, found.arguments, with);
  }

  std::unique_ptr<ports::store> store_;
  std::unique_ptr<ports::store_reader> reader_;
  ports::clock const& clock_;
  ports::random& random_;
  http::relay_facts facts_;
};

}  // namespace

std::unique_ptr<cli::door> open_at_rest(std::unique_ptr<ports::store> store, ports::clock const& clock,
                                        ports::random& random) {
  return std::make_unique<at_rest>(std::move(store), clock, random);
}

}  // namespace carerelay::app
