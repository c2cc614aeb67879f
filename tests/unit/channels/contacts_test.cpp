// Rows that go to one of a home's contacts.
#include <catch2/catch.hpp>

#include "relay/core/ways/contacts.hpp"
#include "relay/core/ways/destination.hpp"
#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using ports::outbox_state;
using ports::returned_news;
using protocol::destination_kind;

namespace {

constexpr char const* mobile = "+447700900123";

struct plain_renderer final : ports::renderer {
  [[nodiscard]] std::string render(protocol::disclosed_post const& post, bool) const override { return post.title(); }
};

/// A message that waits for one contact of home 3 by text message.
struct waiting : small_register {
  core::channel_rules sms;
  std::vector<core::event> told;
  ports::home_row home;

  waiting() : home(*reader->home(home_id(3))) {
    sms.name = "notify_sms";
    sms.kind = protocol::channel_kind::text;
    sms.way = protocol::way::chat;
    sms.to_telephone = true;
    sms.link = "https://relay.example/inbox";
    sms.renderer = std::make_shared<plain_renderer const>();
    auto what = bulletin();
    what.scope = protocol::message_scope::public_;
    auto const message = publish(what, everything()).body->number;
    change([&](auto& to) {
      (void)core::put_contacts(to, home, {{{}, ports::contact_role::manager, "Manager", "", mobile, {}}}, by(), told);
      ports::outbox_row row;
      row.message = message;
      row.home = home.number;
      row.contact = 1;
      row.channel = sms.name;
      row.to = mobile;
      row.level = protocol::disclosure::headline_and_link;
      row.queued_at = row.next_at = noon;
      to.add_outbox({row});
    });
  }
  static core::contacts_author by() { return {"ada", {}, noon}; }
  template <class Work>
  void change(Work const& work) {
    store.write([&](ports::store_writer& to) { work(to); });
  }
  /// What became of the row in one turn of the channel.
  std::string turn() {
    std::size_t went = 0;
    change([&](auto& to) { went = core::run_lane(to, sms, {}, 10, noon, random).go.size(); });
    auto const row = *reader->outbox(1);
    return went == 1 ? "goes" : std::string(core::word(row)) + ' ' + row.reason;
  }
};

core::channel_rules of_kind(protocol::channel_kind kind) {
  core::channel_rules out;
  out.kind = kind;
  return out;
}

}  // namespace

TEST_CASE("a message for a contact goes while the contact is as it was when it was queued") {
  waiting at;
  CHECK(at.turn() == "goes");
}

TEST_CASE("it does not go to who was removed, to another number, or to who does not want it any more") {
  SECTION("removed") {
    waiting at;
    at.change([&](auto& to) { (void)core::put_contacts(to, at.home, {}, waiting::by(), at.told); });
    CHECK(at.turn() == "suppressed contact_removed");
    CHECK(at.reader->outbox(1)->to.empty());
  }
  SECTION("another number") {
    waiting at;
    at.change([&](auto& to) {
      (void)core::put_contacts(to, at.home, {{1, ports::contact_role::manager, "", "", "+447700900999", {}}},
                               waiting::by(), at.told);
    });
    CHECK(at.turn() == "suppressed address_changed");
  }
  SECTION("opted out, and in again") {
    waiting at;
    at.change([&](auto& to) { core::opt_out(to, at.home, 1, "notify_sms", true, waiting::by(), at.told); });
    CHECK(at.reader->contact(at.home.number, 1)->opted_out == std::vector<std::string>{"notify_sms"});
    CHECK(at.turn() == "suppressed opted_out");
    at.change([&](auto& to) { core::opt_out(to, at.home, 1, "notify_sms", false, waiting::by(), at.told); });
    CHECK(at.reader->contact(at.home.number, 1)->opted_out.empty());
  }
  SECTION("opted out of another channel") {
    waiting at;
    at.change([&](auto& to) { core::opt_out(to, at.home, 1, "whatsapp", true, waiting::by(), at.told); });
    CHECK(at.turn() == "goes");
  }
}

TEST_CASE(
    "what an address is depends on the channel: text messages go to British mobiles, no mailbox is a secure one") {
  auto const text = of_kind(protocol::channel_kind::text), chat = of_kind(protocol::channel_kind::chat);
  auto const look = [](core::channel_rules const& by, char const* address) {
    return core::destination_of(by, address, noon).kind;
  };
  CHECK(look(text, mobile) == destination_kind::mobile);
  CHECK(look(text, "+442079460123") == destination_kind::unknown);
  CHECK(look(text, "+33612345678") == destination_kind::unknown);
  CHECK(look(text, "jo@nhs.net") == destination_kind::ordinary_email);
  CHECK(look(text, "jo@elm.example") == destination_kind::ordinary_email);
  CHECK(look(text, "jo@evilnhs.net") == destination_kind::unknown);
  CHECK(look(chat, "+33612345678") == destination_kind::chat_person);
  CHECK(look(chat, "jo@elm.example") == destination_kind::unknown);
  CHECK(look(of_kind(protocol::channel_kind::email), "jo@nhs.net") == destination_kind::secure_email);
  CHECK(look(of_kind(protocol::channel_kind::webhook), mobile) == destination_kind::unknown);
}

TEST_CASE("what became of a message to a telephone is said in the words of telephones") {
  ports::outbox_row row;
  row.home = 3;
  row.contact = 1;
  row.to = mobile;
  row.state = outbox_state::sent;
  CHECK(core::in_words(row) == "handed to the service that carries it; nothing more is known");
  row.returned = returned_news::delivered;
  CHECK(core::in_words(row) == "delivered to the telephone");
  row.returned = returned_news::displayed;
  CHECK(core::in_words(row) == "shown on the telephone");
  row.state = outbox_state::failed;
  row.reason = "not_on_whatsapp";
  CHECK(core::in_words(row) == "not delivered: the number is not on WhatsApp");
  row.reason = "address_unknown";
  CHECK(core::in_words(row) == "not delivered: the number does not exist");
  row.state = outbox_state::suppressed;
  row.reason = "opted_out";
  CHECK(core::in_words(row) == "not sent: they do not want it this way");
  row.state = outbox_state::queued;
  row.reason.clear();
  CHECK(core::in_words(row) == "waiting to be sent");
}
