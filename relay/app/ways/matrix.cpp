#include <algorithm>
#include <stdexcept>
#include <thread>

#include "adapters/chat/post_text.hpp"
#include "adapters/matrix/homeserver.hpp"
#include "adapters/system/clock.hpp"
#include "relay/app/ways/way_maker.hpp"

namespace carerelay::app {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kind = "matrix";
constexpr auto wait_for_news = 5s;

config::room_settings const& room_of(config::settings const& all, std::string const& name) {
  for (auto const& room : all.rooms)
    if (room.name == name) return room;
  throw std::logic_error("there is no room " + name);
}

/// A room, and how to get there.
struct room_and_way {
  config::room_settings room;
  curl::web_account account;
  std::vector<std::string> others;  ///< rooms of the same account that are channels of their own
};

room_and_way way_to(config::settings const& all, std::string const& name) {
  room_and_way out;
  out.room = room_of(all, name);
  out.account = egress_of(all, out.room.ca_file, out.room.private_address != 0, nullptr);
  for (auto const& one : all.rooms)
    if (one.kind == kind && one.account == out.room.account && one.address != out.room.address)
      out.others.push_back(one.address);
  return out;
}

std::unique_ptr<matrix::homeserver> open_server(room_and_way const& way, std::string const& name_key,
                                                std::atomic<bool> const* give_up) {
  static system::clock const clock;
  auto const& room = way.room;
  auto to = way.account;
  to.give_up = give_up;
  matrix::matrix_account how;
  how.server = room.server;
  while (how.server.ends_with('/')) how.server.pop_back();
  how.account = room.account;
  how.room = room.address;
  how.others = way.others;
  how.token = [file = room.secret_file] { return first_line(file); };
  how.name_key = name_key;
  how.now = [] { return clock.now(); };
  return std::make_unique<matrix::homeserver>(std::make_unique<curl::web_sender>(std::move(to)), std::move(how));
}

/// The box, kept over its faults: it knows where it was in the server's news. After a fault it waits before it asks
/// again.
class kept_box final : public ports::return_box {
 public:
  struct state {
    std::unique_ptr<matrix::matrix_box> box;
    int faults = 0;
  };
  kept_box(std::shared_ptr<state> kept, std::atomic<bool> const& give_up) : kept_(std::move(kept)), give_up_(give_up) {}

  std::vector<std::string> waiting(std::size_t limit) override {
    constexpr int most_doublings = 6;
    auto pause =
        kept_->faults == 0 ? 0ms : std::chrono::milliseconds(1s) * (1 << std::min(kept_->faults, most_doublings));
    for (; pause > 0ms && !give_up_; pause -= 100ms) std::this_thread::sleep_for(100ms);
    ++kept_->faults;
    auto out = kept_->box->waiting(limit);
    kept_->faults = 0;
    return out;
  }
  ports::came_back read(std::string const& id) override { return kept_->box->read(id); }
  void put_away(std::string const& id, ports::came_back const& what) override { kept_->box->put_away(id, what); }
  void reply(ports::came_back const& to, std::string const& text) override { kept_->box->reply(to, text); }

 private:
  std::shared_ptr<state> kept_;
  std::atomic<bool> const& give_up_;
};

/// Group chats over Matrix.
class matrix_maker final : public way_maker {
 public:
  bool is_for_rooms(std::string_view word) const override { return word == kind; }

  void look(config::settings const& all, fault_teller const& tell) const override {
    for (auto const& room : all.rooms) {
      if (room.kind != kind) continue;
      auto const key = [&room](char const* name) { return "rooms." + room.name + '.' + name; };
      look_at_file(key("secret_file"), room.secret_file, tell);
      look_at_file(key("ca_file"), room.ca_file, tell);
      if (!room.server.starts_with("https://")) tell(key("server"), "must begin with https://");
    }
  }

  std::vector<core::channel_rules> channels(config::settings const& all) const override {
    std::vector<core::channel_rules> out;
    for (auto const& room : all.rooms) {
      if (room.kind != kind) continue;
      auto one = rules_of_room(all, room);
      one.account = room.account;
      one.renderer = std::make_shared<matrix::matrix_renderer>(one.room->plain);
      out.push_back(std::move(one));
    }
    return out;
  }

  io::way_out open(config::settings const& all, core::channel_rules const& rules,
                   std::string const& secret) const override {
    io::way_out way;
    way.rules = &rules;
    way.look_every = 200ms;  // the server waits for news by itself
    auto const room = way_to(all, rules.name);
    way.make_channel = [room, secret](std::atomic<bool> const& give_up) {
      return std::make_unique<matrix::matrix_room>(open_server(room, secret, &give_up));
    };
    way.make_box = [room, secret, kept = std::make_shared<kept_box::state>()](std::atomic<bool> const& give_up) {
      if (!kept->box)
        kept->box = std::make_unique<matrix::matrix_box>(open_server(room, secret, &give_up), wait_for_news);
      return std::make_unique<kept_box>(kept, give_up);
    };
    return way;
  }

  bool test(config::settings const& all, core::channel_rules const& rules, std::string const&, protocol::instant now,
            say_line const& say) const override {
    auto const to = way_to(all, rules.name);
    auto const& room = to.room;
    matrix::matrix_room channel(open_server(to, "test", nullptr));
    auto const met = channel.greet();
    bool const in = met.what == ports::send_outcome::accepted;
    say(in ? room.account + ": encrypted, the server's certificate is trusted, signed in, and in the room " +
                 room.address
           : room.account + " was not let into " + room.address + ": " + in_words(met));
    if (!in) return false;
    ports::outgoing post;
    post.row = static_cast<ports::outbox_number>(now.time_since_epoch().count());
    post.bytes = std::make_shared<std::string const>(
        matrix::post_message(chat::text_of(chat::test_parts(rules.link, now), chat::no_escape)));
    auto const said = channel.send(post);
    bool const fine = said.what == ports::send_outcome::accepted;
    say(fine ? "a test post is in the room, as " + said.remote : "a test post was not taken: " + in_words(said));
    return fine;
  }
};

}  // namespace

way_maker const& matrix_ways() {
  static matrix_maker const one;
  return one;
}

}  // namespace carerelay::app
