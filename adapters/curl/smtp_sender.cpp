#include "adapters/curl/smtp_sender.hpp"

#include <algorithm>
#include <cstring>

#include "adapters/curl/handle.hpp"
#include "protocol/text/formats.hpp"

namespace carerelay::curl {
namespace {

using ports::mail_outcome;
using ports::mail_reply;
using ports::mail_stage;

/// The talk as it was heard: which command was said last, and what the server answered last.
struct talk {
  mail_stage stage = mail_stage::connection;
  bool is_over = false;  ///< QUIT was said: what follows is about nothing
  bool offers_dsn = false;
  int code = 0;
  std::string text;
};

bool begins(std::string_view line, std::string_view word) {
  return line.size() >= word.size() && std::equal(word.begin(), word.end(), line.begin(), [](char a, char b) {
           return a == (b >= 'a' && b <= 'z' ? static_cast<char>(b - 'a' + 'A') : b);
         });
}

void hear_command(std::string_view line, talk& my) {
  if (begins(line, "EHLO") || begins(line, "HELO") || begins(line, "STARTTLS")) my.stage = mail_stage::connection;
  if (begins(line, "AUTH")) my.stage = mail_stage::sign_in;
  if (begins(line, "MAIL")) my.stage = mail_stage::sender;
  if (begins(line, "RCPT")) my.stage = mail_stage::recipient;
  if (begins(line, "DATA")) my.stage = mail_stage::content;
  if (begins(line, "QUIT")) my.is_over = true;
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

void hear_reply(std::string_view line, talk& my) {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  if (my.is_over || line.size() < 3 || !is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2])) return;
  my.code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  my.text = line.size() > 4 ? line.substr(4) : std::string_view{};
  if (my.stage == mail_stage::connection && my.code == 250 && my.text == "DSN") my.offers_dsn = true;
}

int hear(CURL*, curl_infotype what, char* bytes, std::size_t size, void* user) {
  auto& my = *static_cast<talk*>(user);
  std::string_view const line(bytes, size);
  if (what == CURLINFO_HEADER_OUT) hear_command(line, my);
  if (what == CURLINFO_HEADER_IN) hear_reply(line, my);
  return 0;
}

/// The mail's parts, read one after the other.
struct reading {
  std::string_view parts[2];
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* user) {
  auto& my = *static_cast<reading*>(user);
  std::size_t given = 0;
  for (auto& part : my.parts) {
    auto const now = std::min(part.size(), size * count - given);
    std::memcpy(to + given, part.data(), now);
    part.remove_prefix(now);
    given += now;
  }
  return given;
}

std::size_t swallow(char*, std::size_t size, std::size_t count, void*) { return size * count; }

std::string enhanced_in(std::string_view text) {
  auto const end = std::min(text.find(' '), text.size());
  auto const word = text.substr(0, end);
  bool const fits = word.size() >= 5 && word.size() <= 11 && (word[0] == '2' || word[0] == '4' || word[0] == '5') &&
                    word[1] == '.' && std::count(word.begin(), word.end(), '.') == 2 &&
                    std::all_of(word.begin(), word.end(), [](char c) { return is_digit(c) || c == '.'; });
  return fits ? std::string(word) : std::string();
}

std::string ascii(std::string_view text) {
  std::string out;
  for (char const c : text.substr(0, 150)) out += c >= ' ' && c <= '~' ? c : '?';
  return out;
}

/// The result code first: an answer that was heard earlier says nothing about what happened after it.
mail_reply judge(CURLcode code, talk const& heard) {
  mail_reply out;
  out.stage = heard.stage;
  out.code = heard.code;
  out.enhanced = enhanced_in(heard.text);
  out.text = ascii(heard.text);
  if (code == CURLE_OK) {
    out.what = mail_outcome::accepted;
    return out;
  }
  out.trouble = trouble_of(code);
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_USE_SSL_FAILED:
      out.what = mail_outcome::account;
      out.code = 0;
      return out;
    case CURLE_LOGIN_DENIED:
      out.what = heard.code >= 400 && heard.code < 500 ? mail_outcome::not_sent : mail_outcome::account;
      return out;
    default: break;
  }
  if (heard.code >= 400) {
    out.what = mail_outcome::refused;
  } else {
    out.what = heard.code == 354 ? mail_outcome::in_doubt : mail_outcome::not_sent;
  }
  return out;
}

}  // namespace

struct smtp_sender::state {
  mail_account account;
  handle h;
  bool knows_dsn = false, offers_dsn = false;
};

smtp_sender::smtp_sender(mail_account account) : state_(std::make_unique<state>()) {
  state_->account = std::move(account);
  state_->h = make_handle();
}

smtp_sender::~smtp_sender() = default;

mail_reply smtp_sender::once(ports::mail_envelope const* what, bool fresh, bool& was_kept) {
  auto& my = *state_;
  CURL* const h = my.h.get();
  std::string detail;
  talk heard;
  set_account(h, my.account, "smtp", my.account.helo, detail);
  curl_easy_setopt(h, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(h, CURLOPT_DEBUGFUNCTION, &hear);
  curl_easy_setopt(h, CURLOPT_DEBUGDATA, &heard);
  curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, &swallow);
  if (fresh) curl_easy_setopt(h, CURLOPT_FRESH_CONNECT, 1L);
  std::string from, to;
  list recipients;
  reading mail;
  if (what == nullptr) {
    curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, "NOOP");
    curl_easy_setopt(h, CURLOPT_NOBODY, 1L);
  } else {
    bool const with_dsn = my.offers_dsn && !what->id.empty();
    // libcurl puts `>` behind whatever it is given: what comes last must bear it (ENVID, ORCPT).
    from = '<' + what->from + (with_dsn ? "> RET=HDRS ENVID=" + what->id : ">");
    to = '<' + what->to + (with_dsn ? "> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;" + what->to : ">");
    recipients.reset(curl_slist_append(nullptr, to.c_str()));
    mail.parts[0] = what->head;
    mail.parts[1] = what->rest;
    curl_easy_setopt(h, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(h, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(h, CURLOPT_READFUNCTION, &give);
    curl_easy_setopt(h, CURLOPT_READDATA, &mail);
    curl_easy_setopt(h, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(what->head.size() + what->rest.size()));
  }
  CURLcode const code = curl_easy_perform(h);
  long connections = 0;
  curl_easy_getinfo(h, CURLINFO_NUM_CONNECTS, &connections);
  was_kept = connections == 0;
  if (!was_kept && heard.stage != mail_stage::connection) my.offers_dsn = heard.offers_dsn;
  if (what == nullptr && code == CURLE_OK && !was_kept) my.offers_dsn = heard.offers_dsn;
  my.knows_dsn = my.knows_dsn || code == CURLE_OK;
  return judge(code, heard);
}

mail_reply smtp_sender::greet() {
  bool was_kept = false;
  return once(nullptr, false, was_kept);
}

mail_reply smtp_sender::send(ports::mail_envelope const& what) {
  namespace formats = protocol::formats;
  if (!formats::is_email(what.from) || !formats::is_email(what.to)) {
    mail_reply out;
    out.what = mail_outcome::refused;
    out.stage = mail_stage::recipient;
    out.code = 553;
    out.enhanced = "5.1.3";
    return out;
  }
  // What a server offers is only heard when a connection begins.
  if (!state_->knows_dsn) {
    auto met = greet();
    if (met.what != mail_outcome::accepted) return met;
  }
  bool was_kept = false;
  auto out = once(&what, false, was_kept);
  // The server had let the kept connection go: nothing of this mail was taken.
  bool const let_go = out.stage == mail_stage::connection || out.stage == mail_stage::sender;
  bool const nothing_sent =
      out.what == mail_outcome::not_sent || (out.what == mail_outcome::refused && out.code == 421);
  if (was_kept && let_go && nothing_sent) out = once(&what, true, was_kept);
  return out;
}

}  // namespace carerelay::curl
