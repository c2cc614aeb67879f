#include <stdexcept>

#include "adapters/chat/web_room.hpp"
#include "adapters/chat/web_signature.hpp"
#include "adapters/system/clock.hpp"
#include "relay/app/ways/way_maker.hpp"

namespace carerelay::app {
namespace {

constexpr std::string_view hosted = "hosted";

config::room_settings const& room_of(config::settings const& all, std::string const& name) {
  for (auto const& room : all.rooms)
    if (room.name == name) return room;
  throw std::logic_error("there is no room " + name);
}

curl::web_account account_of(config::settings const& all, config::room_settings const& room,
                             std::atomic<bool> const* give_up) {
  return egress_of(all, room.ca_file, room.private_address != 0, give_up);
}

std::unique_ptr<ports::channel> open_room(config::room_settings const& room, curl::web_account account,
                                          std::string const& name_key) {
  static system::clock const clock;
  chat::web_room_settings how;
  how.to = chat::find_dialect(room.kind);
  how.url = [file = room.url_file] { return first_line(file); };
  if (how.to->is_signed) how.key = [file = room.secret_file] { return first_line(file); };
  how.name_key = name_key;
  how.now = [] { return clock.now(); };
  return std::make_unique<chat::web_room>(std::make_unique<curl::web_sender>(std::move(account)), std::move(how));
}

/// Groups that a person posts to, and those behind an address that takes posts.
class room_maker final : public way_maker {
 public:
  bool is_for_rooms(std::string_view kind) const override {
    return kind == hosted || chat::find_dialect(kind) != nullptr;
  }

  void look(config::settings const& all, fault_teller const& tell) const override {
    for (auto const& room : all.rooms) {
      if (!is_for_rooms(room.kind) || room.kind == hosted) continue;
      auto const key = [&room](char const* name) { return "rooms." + room.name + '.' + name; };
      look_at_secret(key("url_file"), room.url_file, &chat::url_fault, tell);
      look_at_secret(key("secret_file"), room.secret_file, &key_fault, tell);
      look_at_file(key("ca_file"), room.ca_file, tell);
    }
  }

  std::vector<core::channel_rules> channels(config::settings const& all) const override {
    std::vector<core::channel_rules> out;
    for (auto const& room : all.rooms) {
      if (!is_for_rooms(room.kind)) continue;
      auto one = rules_of_room(all, room);
      auto const* const to = chat::find_dialect(room.kind);
      one.renderer = one.room->plain;
      if (to != nullptr) one.renderer = std::make_shared<chat::dialect_renderer>(*to, all.service.helpline);
      if (to != nullptr && to->is_signed) {
        one.kind = protocol::channel_kind::webhook;
        one.way = protocol::way::webhook;
        one.room->to = protocol::destination_kind::web_endpoint;
      }
      out.push_back(std::move(one));
    }
    return out;
  }

  io::way_out open(config::settings const& all, core::channel_rules const& rules,
                   std::string const& secret) const override {
    io::way_out way;
    way.rules = &rules;
    auto const room = room_of(all, rules.name);
    way.make_channel = [room, account = account_of(all, room, nullptr), secret](std::atomic<bool> const& give_up) {
      auto mine = account;
      mine.give_up = &give_up;
      return open_room(room, std::move(mine), secret);
    };
    return way;
  }

  bool test(config::settings const& all, core::channel_rules const& rules, std::string const&, protocol::instant now,
            say_line const& say) const override {
    auto const room = room_of(all, rules.name);
    if (rules.is_by_hand()) {
      say("a person posts to " + room.called() + ": there is nothing to try. What there would be to paste:");
      say(chat::text_of(chat::test_parts(rules.link, now), chat::no_escape));
      return true;
    }
    auto const to = open_room(room, account_of(all, room, nullptr), "test");
    auto const met = to->greet();
    if (met.what != ports::send_outcome::accepted) {
      say("the server of " + room.called() + " was not reached: " + in_words(met));
      return false;
    }
    say("the server of " + room.called() + ": encrypted, its certificate is trusted");
    ports::outgoing post;
    post.row = static_cast<ports::outbox_number>(now.time_since_epoch().count());  // a name of its own each time
    post.bytes = std::make_shared<std::string const>(chat::test_body(*chat::find_dialect(room.kind), rules.link, now));
    auto const said = to->send(post);
    bool const fine = said.what == ports::send_outcome::accepted;
    auto const name = said.remote.empty() ? "" : ", and calls it " + said.remote;
    say(fine ? "a test post was taken: " + in_words(said) + name : "a test post was not taken: " + in_words(said));
    if (fine) say("look into the room: that it was taken is all that the answer says");
    return fine;
  }

 private:
  static std::string_view key_fault(std::string_view text) noexcept {
    return chat::read_web_key(text) ? "" : "must hold a key: whsec_ and the Base64 of 24 to 64 bytes";
  }

  /// Tells of a file that cannot be read or does not hold what it should; never what it holds.
  static void look_at_secret(std::string const& key, std::string const& file,
                             std::string_view (*fault)(std::string_view) noexcept, fault_teller const& tell) {
    if (file.empty()) return;
    try {
      auto const wrong = fault(first_line(file));
      if (!wrong.empty()) tell(key, file + ' ' + std::string(wrong));
    } catch (std::exception const& why) {
      tell(key, why.what());
    }
  }
};

}  // namespace

way_maker const& room_ways() {
  static room_maker const one;
  return one;
}

}  // namespace carerelay::app
