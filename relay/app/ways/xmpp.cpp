#include <memory>
#include <mutex>
#include <stdexcept>

#include "adapters/chat/post_text.hpp"
#include "adapters/xmpp/room_channel.hpp"
#include "adapters/xmpp/room_link.hpp"
#include "relay/app/ways/way_maker.hpp"

namespace carerelay::app {
namespace {

constexpr std::string_view kind = "xmpp";

/// Servers write addresses so.
std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

xmpp::room_account account_of(config::settings const& all, config::room_settings const& room) {
  xmpp::room_account out;
  out.account = lower(room.account);
  out.server = room.server;
  out.secret = [file = room.secret_file] { return first_line(file); };
  out.ca_file = room.ca_file;
  out.room = lower(room.address);
  out.nick = all.service.name;
  return out;
}

config::room_settings const& room_of(config::settings const& all, std::string const& name) {
  for (auto const& room : all.rooms)
    if (room.name == name) return room;
  throw std::logic_error("there is no room " + name);
}

/// One connection for what leaves and what comes back, made by whoever needs it first and kept: a new one each time the
/// server does not answer would knock at its door without a pause.
struct shared_link {
  xmpp::room_account how;
  std::mutex mutex;
  std::shared_ptr<xmpp::room_link> made;

  std::shared_ptr<xmpp::room_link> get(std::atomic<bool> const* give_up) {
    std::lock_guard const lock(mutex);
    how.give_up = give_up;
    if (!made) made = std::make_shared<xmpp::room_link>(how);
    return made;
  }
};

/// Group chats over XMPP.
class xmpp_maker final : public way_maker {
 public:
  bool is_for_rooms(std::string_view word) const override { return word == kind; }

  void look(config::settings const& all, fault_teller const& tell) const override {
    for (auto const& room : all.rooms) {
      if (room.kind != kind) continue;
      look_at_file("rooms." + room.name + ".secret_file", room.secret_file, tell);
      look_at_file("rooms." + room.name + ".ca_file", room.ca_file, tell);
    }
  }

  std::vector<core::channel_rules> channels(config::settings const& all) const override {
    std::vector<core::channel_rules> out;
    for (auto const& room : all.rooms) {
      if (room.kind != kind) continue;
      auto one = rules_of_room(all, room);
      one.account = lower(room.account);
      one.renderer = one.room->plain;
      out.push_back(std::move(one));
    }
    return out;
  }

  io::way_out open(config::settings const& all, core::channel_rules const& rules,
                   std::string const& secret) const override {
    auto const link = std::make_shared<shared_link>();
    link->how = account_of(all, room_of(all, rules.name));
    io::way_out way;
    way.rules = &rules;
    way.look_every = std::chrono::milliseconds(20);  // it waits by itself
    way.make_channel = [link, secret](std::atomic<bool> const& give_up) {
      return std::make_unique<xmpp::room_channel>(link->get(&give_up), secret);
    };
    way.make_box = [link](std::atomic<bool> const& give_up) {
      return std::make_unique<xmpp::room_box>(link->get(&give_up));
    };
    return way;
  }

  bool test(config::settings const& all, core::channel_rules const& rules, std::string const&, protocol::instant now,
            say_line const& say) const override {
    auto const& room = room_of(all, rules.name);
    auto const link = std::make_shared<xmpp::room_link>(account_of(all, room));
    xmpp::room_channel channel(link, "test");
    auto const met = channel.greet();
    bool const in = met.what == ports::send_outcome::accepted;
    say(in ? room.account + ": encrypted, the server's certificate is trusted, signed in, and in the room " +
                 room.address
           : room.account + " was not let into " + room.address + ": " + in_words(met));
    if (!in) return false;
    ports::outgoing post;
    post.row = static_cast<ports::outbox_number>(now.time_since_epoch().count());
    post.to = room.address;
    post.bytes = std::make_shared<std::string const>(chat::text_of(chat::test_parts(rules.link, now), chat::no_escape));
    auto const said = channel.send(post);
    bool const fine = said.what == ports::send_outcome::accepted;
    say(fine ? "a test post is in the room: " + in_words(said) : "a test post was not taken: " + in_words(said));
    return fine;
  }
};

}  // namespace

way_maker const& xmpp_ways() {
  static xmpp_maker const one;
  return one;
}

}  // namespace carerelay::app
