// What services tell us of posts by themselves.
#include "tests/unit/http/desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using http::method;

namespace {

/// Proven by its whole body; a number in it is a row.
class played_reader final : public ports::callback_reader {
 public:
  std::optional<std::vector<ports::came_back>> read(ports::callback_call const& what) const override {
    if (what.hub_signature != "right") return std::nullopt;
    std::vector<ports::came_back> out;
    if (what.body == "nothing of ours") return out;
    ports::came_back news;
    news.row = 1;
    news.key = std::string(what.body);
    news.what = std::string(what.body);
    news.news = what.body == "delivered" ? ports::returned_news::delivered : ports::returned_news::failed;
    if (what.body == "failed") news.why = "not_on_whatsapp";
    out.push_back(news);
    return out;
  }
  std::optional<std::string> challenge(ports::callback_call const& what) const override {
    for (auto const& [name, value] : *what.query)
      if (name == "hub.verify_token" && value == "ours") return "1158201444";
    return std::nullopt;
  }
};

struct callback_desk : desk {
  callback_desk() {
    facts.callbacks["whatsapp"] = std::make_shared<played_reader const>();
    auto const id = published(bulletin());
    auto const message = reader->message(*protocol::message_id::parse(id))->row->body->number;
    store.write([&](auto& to) {
      ports::outbox_row row;
      row.message = message;
      row.home = 3;
      row.contact = 1;
      row.channel = "whatsapp";
      row.to = "+447700900123";
      row.state = ports::outbox_state::sent;
      to.add_outbox({row});
    });
  }
  /// As the shell does it: what is to be written runs in a transaction of its own.
  reply told(std::string body, std::string const& signature, std::string const& channel = "whatsapp") {
    http::request asked;
    asked.method = method::post;
    asked.path = "/v1/channels/" + channel + "/callback";
    asked.body = std::move(body);
    asked.hub_signature = signature;
    auto out = call(asked);
    if (!out.what.afterwards) return out;
    std::vector<core::event> events;
    store.write([&](ports::store_writer& to) {
      http::context with{to, &to, random, now, facts, events};
      out.what = out.what.afterwards(asked, with);
    });
    return out;
  }
  ports::outbox_row row() { return *reader->outbox(1); }
};

}  // namespace

TEST_CASE("a call that does not prove itself changes nothing and counts as a wrong try") {
  callback_desk with;
  auto const wrong = with.told("delivered", "wrong");
  CHECK(wrong.what.status == 401);
  CHECK(wrong.what.failed_proof);
  CHECK_FALSE(wrong.what.afterwards);
  CHECK(with.row().returned == ports::returned_news::none);
  CHECK(with.told("delivered", "right", "email").what.status == 401);
}

TEST_CASE("states in any order and told twice end in what is best known") {
  for (auto const& order : {std::vector<std::string>{"delivered", "failed", "delivered"},
                            std::vector<std::string>{"failed", "delivered", "failed"}}) {
    callback_desk with;
    for (auto const& one : order) CHECK(with.told(one, "right").what.status == 200);
    CHECK(with.row().returned == ports::returned_news::delivered);
    CHECK(with.row().state == ports::outbox_state::sent);
    CHECK(with.reader->outbox_events(1).size() == 2);
  }
}

TEST_CASE("what is proven but nothing of ours is taken and forgotten") {
  callback_desk with;
  CHECK(with.told("nothing of ours", "right").what.status == 200);
  CHECK(with.reader->unmatched(0, 10).empty());
}

TEST_CASE("a service that knows our word gets its challenge back, and nobody else anything") {
  callback_desk with;
  auto const said = with.get("/v1/channels/whatsapp/callback?hub.mode=subscribe&hub.verify_token=ours", "");
  CHECK(said.what.status == 200);
  CHECK(said.what.body == "1158201444");
  CHECK(said.what.content_type.starts_with("text/plain"));
  CHECK(with.get("/v1/channels/whatsapp/callback?hub.verify_token=guessed", "").what.status == 401);
}
