#include "adapters/email/returned_mail.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace carerelay;
using namespace carerelay::email;
using ports::returned_news;

namespace {

delivery_tokens const& tokens() {
  static delivery_tokens const all({{std::uint8_t{0}, "key"}}, 0);
  return all;
}
std::string const name = tokens().make({42, 2});

/// As Postfix 3.7 writes it.
std::string report(std::string const& action, std::string const& status, std::string const& to,
                   std::string const& envelope_id) {
  return "Return-Path: <>\r\nReceived: from mail.test by vm with LMTP for <" + to +
         ">\r\nFrom: Mail Delivery System <MAILER-DAEMON@mail.test>\r\nSubject: Undelivered Mail Returned to Sender\r\n"
         "To: " +
         to +
         "\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"82E3/mail.test\"\r\n"
         "Message-Id: <20261121100820.8ECF19A23FC@mail.test>\r\n\r\nThis is a MIME-encapsulated message.\r\n\r\n"
         "--82E3/mail.test\r\nContent-Description: Notification\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
         "I'm sorry to have to inform you.\r\n\r\n--82E3/mail.test\r\nContent-Description: Delivery report\r\n"
         "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.test\r\nOriginal-Envelope-Id: " +
         envelope_id +
         "\r\nX-Postfix-Queue-ID: 82E3\r\n\r\nFinal-Recipient: rfc822; none@rosewood.test\r\nAction: " + action +
         "\r\nStatus: " + status +
         "\r\nDiagnostic-Code: smtp; 550 5.1.1 <none@rosewood.test> User\r\n"
         "    doesn't exist\r\n\r\n--82E3/mail.test\r\nContent-Type: text/rfc822-headers\r\n\r\n"
         "Subject: x\r\nMessage-ID: <x@y>\r\n\r\n--82E3/mail.test--\r\n";
}

ports::came_back read(std::string const& bytes) { return read_returned(bytes, tokens()); }
ports::came_back read_report(std::string const& action, std::string const& status) {
  return read(report(action, status, "b+" + name + "@bounce.test", name + ">"));
}

std::string person(std::string const& headers, std::string const& to) {
  return "From: Jo <jo@rosewood.test>\r\nTo: " + to + "\r\nSubject: Re: Masks\r\nMessage-ID: <1@rosewood.test>\r\n" +
         headers + "\r\nThank you.\r\n";
}

}  // namespace

TEST_CASE("The action of a report decides, and its status says why") {
  struct expected {
    char const* action;
    char const* status;
    returned_news news;
    char const* why;
  };
  expected const all[]{{"failed", "5.1.1", returned_news::failed, "address_unknown"},
                       {"failed", "5.1.10", returned_news::failed, "address_unknown"},
                       {"failed", "5.2.2", returned_news::failed, "mailbox_full"},
                       {"failed", "5.2.1", returned_news::failed, "mailbox_disabled"},
                       {"failed", "5.7.1", returned_news::failed, "policy"},
                       {"failed", "5.3.4", returned_news::failed, "too_large"},
                       {"failed", "4.4.1", returned_news::failed, "gone_quiet"},
                       {"failed", "4.2.2", returned_news::failed, "mailbox_full"},
                       {"failed", "5.0.0", returned_news::failed, "refused"},
                       {"Delayed", "4.4.1", returned_news::delayed, ""},
                       {"relayed", "2.0.0", returned_news::relayed, ""},
                       {"expanded", "2.0.0", returned_news::relayed, ""},
                       {"delivered", "2.0.0", returned_news::delivered, ""},
                       {"sung", "2.0.0", returned_news::none, ""}};
  for (auto const& one : all) {
    INFO(one.action << ' ' << one.status);
    auto const came = read_report(one.action, one.status);
    CHECK(came.row == 42);
    CHECK(came.attempt == 2);
    CHECK(came.news == one.news);
    CHECK(came.why == one.why);
    CHECK(came.detail == one.status);
  }
}

TEST_CASE("A report is matched by its address, or by what it says it is about, and else by nothing") {
  auto const by_envelope = read(report("failed", "5.1.1", "b@bounce.test", name + ">"));
  CHECK(by_envelope.row == 42);
  auto const upper = read(report("failed", "5.1.1", "B+" + name + "@BOUNCE.TEST", ""));
  CHECK(upper.row == 42);
  auto const unsigned_one = read(report("failed", "5.1.1", "b@bounce.test", "tok>"));
  CHECK_FALSE(unsigned_one.row);
  CHECK(unsigned_one.why == "unsigned");
  auto forged_name = name;
  forged_name[5] = forged_name[5] == 'a' ? 'b' : 'a';
  auto const forged = read(report("failed", "5.1.1", "b+" + forged_name + "@bounce.test", ""));
  CHECK_FALSE(forged.row);
  CHECK(forged.why == "forged");
}

TEST_CASE("The same bytes have the same key, others another") {
  CHECK(read_report("failed", "5.1.1").key == read_report("failed", "5.1.1").key);
  CHECK(read_report("failed", "5.1.1").key != read_report("failed", "5.1.2").key);
}

TEST_CASE("An automatic reply is a note, a person's reply goes to people, and neither is a receipt") {
  auto const to = "b+" + name + "@bounce.test";
  auto const away = read(person("Auto-Submitted: auto-replied (vacation)\r\n", to));
  CHECK(away.what == "auto_reply");
  CHECK(away.news == returned_news::none);
  CHECK(read(person("X-Autoreply: yes\r\n", to)).what == "auto_reply");
  CHECK(read(person("Auto-Submitted: no\r\n", to)).what == "reply");
  CHECK(read(person("In-Reply-To: <d." + tokens().make({9, 0}) + "@bounce.test>\r\n", "b@bounce.test")).row == 9);
  CHECK(read(person("", to)).news == returned_news::none);
  CHECK_FALSE(read(person("", "b@bounce.test")).row);
}

TEST_CASE("A receipt of a mail program says shown; what a rule sent by itself does not") {
  auto const receipt = [](std::string const& disposition) {
    return read("From: jo@rosewood.test\r\nTo: b+" + name +
                "@bounce.test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; "
                "report-type=disposition-notification; boundary=x\r\n\r\n--x\r\n\r\nShown.\r\n--x\r\nContent-Type: "
                "message/disposition-notification\r\n\r\nFinal-Recipient: rfc822;jo@rosewood.test\r\nDisposition: " +
                disposition + "\r\n\r\n--x--\r\n");
  };
  CHECK(receipt("manual-action/MDN-sent-manually; displayed").news == returned_news::displayed);
  CHECK(receipt("manual-action/MDN-sent-automatically; displayed").news == returned_news::displayed);
  CHECK(receipt("automatic-action/MDN-sent-automatically; displayed").news == returned_news::delivered);
  CHECK(receipt("manual-action/MDN-sent-manually; deleted").news == returned_news::none);
}

TEST_CASE("Whatever a stranger sends is read or refused") {
  std::mt19937 chance(7);
  auto const whole = report("failed", "5.1.1", "b+" + name + "@bounce.test", name);
  for (int i = 0; i < 3'000; ++i) {
    auto bytes = whole.substr(0, chance() % (whole.size() + 1));
    for (unsigned n = chance() % 8; n > 0 && !bytes.empty(); --n)
      bytes[chance() % bytes.size()] = static_cast<char>(chance());
    (void)read(bytes);
  }
  std::string deep = "Content-Type: multipart/report; boundary=a\r\n\r\n";
  for (int i = 0; i < 2'000; ++i) deep += "--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n";
  CHECK_FALSE(read(deep).row);
  CHECK_FALSE(read("").row);
  CHECK_FALSE(read(std::string(100'000, '\0')).row);
}
