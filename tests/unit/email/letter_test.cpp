#include "adapters/email/letter.hpp"

#include <catch2/catch.hpp>

#include "adapters/email/mail_channel.hpp"
#include "adapters/email/mime.hpp"
#include "adapters/email/wrap.hpp"

using namespace carerelay;
using namespace carerelay::email;

namespace {

letter const& writer() {
  static letter const one(
      {"care@relay.example", "Croydon \xC3\x84rzte, \"IPC\"", "helpline@relay.example", "020 7946 0123"});
  return one;
}

protocol::message bulletin() {
  protocol::message what;
  what.sender_name = "NCL <IPC> & team's";
  what.sent = *protocol::parse_instant("2026-11-21T12:00:00Z");
  what.content.scope = protocol::message_scope::public_;
  what.content.info = {{"en-GB",
                        "Masks \xE2\x80\x93 back \xC3\xBC"
                        "berall",
                        "Wear a **mask** <script>alert(1)</script>.\n\n* one\n* two",
                        "Tell everybody.",
                        "",
                        {}}};
  return what;
}

std::string rendered(protocol::message const& what, bool duplicate = false,
                     protocol::destination_kind to = protocol::destination_kind::ordinary_email) {
  return writer().render(
      protocol::disclose(what, protocol::channel_kind::email, to, "https://relay.example/inbox?a=1&b='").value(),
      duplicate);
}

/// Soft line breaks and escapes of quoted-printable undone: enough to look for words.
std::string unquoted(std::string const& text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const high = i + 2 < text.size() ? digits.find(text[i + 1]) : std::string_view::npos;
    auto const low = i + 2 < text.size() ? digits.find(text[i + 2]) : std::string_view::npos;
    if (text.compare(i, 3, "=\r\n") == 0) {
      i += 2;
    } else if (text[i] == '=' && high != std::string_view::npos && low != std::string_view::npos) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

TEST_CASE("A mail is plain ASCII with short lines, has a text and a page, and says that a machine wrote it") {
  auto const mail = rendered(bulletin());
  std::size_t line = 0;
  for (std::size_t i = 0; i < mail.size(); ++i) {
    CHECK(static_cast<unsigned char>(mail[i]) < 0x80);
    if (mail[i] == '\n') {
      REQUIRE(mail[i - 1] == '\r');
      CHECK(line <= 998);
      line = 0;
    } else {
      ++line;
    }
  }
  auto const read = read_mail(mail);
  CHECK(read.type == "multipart/alternative");
  CHECK(read.header("auto-submitted") == "auto-generated");
  CHECK(read.header("x-auto-response-suppress") == "OOF, AutoReply");
  CHECK(read.header("list-id") == "<carerelay.relay.example>");
  CHECK(read.header("reply-to").find("helpline@relay.example") != std::string_view::npos);
  CHECK(read.header("subject") ==
        "Masks \xE2\x80\x93 back \xC3\xBC"
        "berall");
  CHECK(read.header("date") == "Sat, 21 Nov 2026 12:00:00 +0000");
  CHECK(read.header("list-unsubscribe").empty());
}

TEST_CASE("Nothing of a text becomes markup in the page, and the words are all there") {
  auto const whole = unquoted(rendered(bulletin()));
  auto const mail = whole.substr(whole.find("<!DOCTYPE html"));
  REQUIRE(mail.find("</html>") != std::string::npos);
  CHECK(mail.find("<script") == std::string::npos);
  CHECK(mail.find("&lt;script&gt;alert") != std::string::npos);
  CHECK(whole.substr(0, whole.find("<!DOCTYPE html")).find("Wear a mask") != std::string::npos);
  CHECK(mail.find("<strong>mask</strong>") != std::string::npos);
  CHECK(mail.find("NCL &lt;IPC&gt; &amp; team&#39;s") != std::string::npos);
  CHECK(mail.find("href=\"https://relay.example/inbox?a=1&amp;b=&#39;\"") != std::string::npos);
  CHECK(mail.find("020 7946 0123") != std::string::npos);
  CHECK(mail.find("{{") == std::string::npos);
}

TEST_CASE("A headline cannot make header lines") {
  auto what = bulletin();
  what.content.info.front().headline = "Masks\r\nBcc: everybody@example.org\r\n\r\nbody";
  auto const read = read_mail(rendered(what));
  CHECK(read.header("bcc").empty());
  CHECK(read.header("subject").starts_with("Masks"));
  CHECK(read.type == "multipart/alternative");
}

TEST_CASE("A possible duplicate, an exercise and urgency are to be seen in the subject and in the text") {
  auto what = bulletin();
  what.content.status = protocol::message_status::exercise;
  what.content.urgency = protocol::urgency::immediate;
  auto const mail = rendered(what, true);
  auto const read = read_mail(mail);
  CHECK(read.header("subject").starts_with("Possible duplicate: EXERCISE: URGENT: Masks"));
  CHECK(read.header("importance") == "high");
  CHECK(unquoted(mail).find("POSSIBLE DUPLICATE") != std::string::npos);
  CHECK(unquoted(mail).find("<strong>Exercise.</strong>") != std::string::npos);
  CHECK(unquoted(rendered(bulletin())).find("EXERCISE") == std::string::npos);
}

TEST_CASE("A result's mail says that one is waiting and nothing else") {
  auto what = bulletin();
  what.content.kind = protocol::message_kind::test_result;
  what.content.scope = protocol::message_scope::private_;
  what.content.part = protocol::sealed_part{"{\"ciphertext\":\"SECRETBYTES\"}", "tag"};
  auto const mail = unquoted(rendered(what, false, protocol::destination_kind::secure_email));
  CHECK(mail.find("A result is waiting for your home") != std::string::npos);
  for (auto const* const word : {"SECRETBYTES", "Masks", "NCL", "mask", "everybody"})
    CHECK(mail.find(word) == std::string::npos);
}

TEST_CASE("Who writes a message sees the very words that leave") {
  auto const post = protocol::disclose(bulletin(), protocol::channel_kind::email,
                                       protocol::destination_kind::ordinary_email, "https://relay.example/inbox")
                        .value();
  auto const looks = writer().looks(post);
  CHECK(looks.subject == read_mail(writer().render(post, false)).header("subject"));
  CHECK(looks.from == "Croydon \xC3\x84rzte, \"IPC\" <care@relay.example>");
  for (auto const* const fetched : {"<img", "<link", "url(", "@import", "<script", "http-equiv"})
    CHECK(looks.html.find(fetched) == std::string::npos);
}

TEST_CASE("The text of a mail has lines that a small window shows, and no address is cut") {
  std::string const address = "https://relay.example/inbox?" + std::string(80, 'x');
  CHECK(wrapped("one two three", 7) == "one two\nthree");
  CHECK(wrapped("- one two three\n12. four five", 9) == "- one two\n  three\n12. four\n    five");
  CHECK(wrapped("see " + address + " now", 20) == "see\n" + address + "\nnow");
  CHECK(wrapped("\xC3\xA4\xC3\xA4 \xC3\xA4\xC3\xA4", 5) == "\xC3\xA4\xC3\xA4 \xC3\xA4\xC3\xA4");
  CHECK(wrapped("", 5).empty());
  CHECK(wrapped("\n\na\n", 5) == "\n\na\n");
  auto what = bulletin();
  what.content.info.front().description.clear();
  for (int i = 0; i < 60; ++i) what.content.info.front().description += "words that go on ";
  auto const looks = writer().looks(protocol::disclose(what, protocol::channel_kind::email,
                                                       protocol::destination_kind::ordinary_email, "https://r.example")
                                        .value());
  std::size_t begin = 0;
  for (auto end = looks.text.find('\n'); end != std::string::npos; end = looks.text.find('\n', begin = end + 1))
    CHECK(end - begin <= 72);
}

namespace {

/// A server that answers what it is told to, and remembers what it was given.
struct played_server final : ports::mail_sender {
  explicit played_server(ports::mail_reply answer) : answer(std::move(answer)) {}
  ports::mail_reply send(ports::mail_envelope const& what) override {
    given.push_back({what.from, what.to, what.id, std::string(what.head) + std::string(what.rest)});
    return answer;
  }
  ports::mail_reply greet() override { return answer; }
  struct mail {
    std::string from, to, id, bytes;
  };
  ports::mail_reply answer;
  std::vector<mail> given;
};

ports::verdict verdict(ports::mail_outcome what, ports::mail_stage stage, int code, std::string enhanced = "") {
  return verdict_of({what, stage, code, std::move(enhanced), "Ok: queued as 4X2k1ab", ""});
}

}  // namespace

TEST_CASE("Each attempt has its own name in the envelope, and the mail the same Message-ID") {
  auto const tokens = std::make_shared<delivery_tokens const>(
      std::map<std::uint8_t, std::string>{{std::uint8_t{0}, "key"}}, std::uint8_t{0});
  auto made = std::make_unique<played_server>(
      ports::mail_reply{ports::mail_outcome::accepted, ports::mail_stage::content, 250, "2.0.0", "queued as A1", ""});
  auto& server = *made;
  mail_channel way(std::move(made), tokens, {"b", "returns.example", true});
  ports::outgoing mail{7,     1,     "manager@rosewood.example",
                       false, false, std::make_shared<std::string const>(rendered(bulletin()))};
  CHECK(way.send(mail).remote == "A1");
  mail.attempt = 2;
  CHECK(way.send(mail).what == ports::send_outcome::accepted);
  REQUIRE(server.given.size() == 2);
  CHECK(server.given[0].from == "b+" + tokens->make({7, 1}) + "@returns.example");
  CHECK(server.given[1].from == "b+" + tokens->make({7, 2}) + "@returns.example");
  CHECK(server.given[0].id == tokens->make({7, 1}));
  auto const first = read_mail(server.given[0].bytes), second = read_mail(server.given[1].bytes);
  CHECK(first.header("message-id") == second.header("message-id"));
  CHECK(first.header("message-id") == "<d." + tokens->make({7, 0}) + "@returns.example>");
  CHECK(first.header("to").find("manager@rosewood.example") != std::string_view::npos);
  CHECK(first.type == "multipart/alternative");
}

TEST_CASE("A server's answer is the home's, the account's, or nobody's, by how far the talk had come") {
  using ports::mail_outcome;
  using ports::mail_stage;
  using ports::send_outcome;
  CHECK(verdict(mail_outcome::accepted, mail_stage::content, 250, "2.0.0").remote == "4X2k1ab");
  CHECK(verdict(mail_outcome::refused, mail_stage::recipient, 550, "5.1.1").what == send_outcome::refused);
  CHECK(verdict(mail_outcome::refused, mail_stage::recipient, 550, "5.1.1").why == "address_unknown");
  CHECK(verdict(mail_outcome::refused, mail_stage::recipient, 452, "4.2.2").what == send_outcome::later);
  CHECK(verdict(mail_outcome::refused, mail_stage::recipient, 452, "4.2.2").why == "mailbox_full");
  CHECK(verdict(mail_outcome::refused, mail_stage::content, 554, "5.7.1").why == "policy");
  CHECK(verdict(mail_outcome::refused, mail_stage::content, 552, "5.3.4").why == "too_large");
  CHECK(verdict(mail_outcome::refused, mail_stage::recipient, 550).why == "address_unknown");
  CHECK(verdict(mail_outcome::refused, mail_stage::sender, 550, "5.7.1").what == send_outcome::account);
  CHECK(verdict(mail_outcome::refused, mail_stage::sender, 421, "4.4.2").what == send_outcome::not_sent);
  CHECK(verdict(mail_outcome::refused, mail_stage::sign_in, 535, "5.7.8").what == send_outcome::account);
  CHECK(verdict(mail_outcome::refused, mail_stage::sign_in, 454, "4.7.0").what == send_outcome::not_sent);
  CHECK(verdict(mail_outcome::refused, mail_stage::connection, 554, "").what == send_outcome::not_sent);
  CHECK(verdict(mail_outcome::in_doubt, mail_stage::content, 354, "").what == send_outcome::in_doubt);
  CHECK(verdict(mail_outcome::not_sent, mail_stage::connection, 0, "").what == send_outcome::not_sent);
  CHECK(verdict(mail_outcome::not_sent, mail_stage::recipient, 250, "").what == send_outcome::later);
  CHECK(verdict(mail_outcome::account, mail_stage::connection, 0, "").what == send_outcome::account);
}
