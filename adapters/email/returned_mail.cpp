#include "adapters/email/returned_mail.hpp"

#include <array>

#include "adapters/email/mime.hpp"
#include "adapters/email/status.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/hex.hpp"

namespace carerelay::email {
namespace {

using ports::returned_news;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

/// The value of a field in lines of `Name: value`, the first of that name from `from` on, unfolded lines only.
std::string field(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    auto const line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    auto const colon = line.find(':');
    if (colon == std::string_view::npos || lower(trimmed(line.substr(0, colon))) != name) continue;
    std::string value(trimmed(line.substr(colon + 1)));
    while (text.starts_with(' ') || text.starts_with('\t')) {  // a folded line goes on
      auto const more = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), more.size() + 1));
      value += ' ';
      value += trimmed(more);
    }
    return value;
  }
  return {};
}

bool is_token_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
}

struct found_name {
  std::optional<delivery_name> name;
  bool saw_one = false;  ///< something of that shape, not signed by us
};

/// Names in a text, wherever they stand: 32 letters between others.
void look_in(std::string_view text, delivery_tokens const& tokens, found_name& out) {
  for (std::size_t i = 0; i < text.size() && !out.name;) {
    if (!is_token_letter(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_token_letter(text[end])) ++end;
    if (end - i == delivery_tokens::length) {
      out.name = tokens.read(text.substr(i, end - i));
      out.saw_one = out.saw_one || !out.name;
    }
    i = end;
  }
}

/// Where it was sent to first: the surest. Then what it says it is about.
found_name name_in(mail_read const& mail, delivery_tokens const& tokens) {
  found_name out;
  for (std::string_view const name : {"x-original-to", "delivered-to", "envelope-to", "x-envelope-to", "to"})
    for (auto const& [key, value] : mail.headers)
      if (key == name) look_in(value, tokens, out);
  if (out.name) return out;
  look_in(field(mail.status, "original-envelope-id"), tokens, out);
  look_in(field(mail.status, "original-message-id"), tokens, out);
  look_in(field(mail.original, "message-id"), tokens, out);
  look_in(mail.header("in-reply-to"), tokens, out);
  look_in(mail.header("references"), tokens, out);
  return out;
}

bool is_automatic(mail_read const& mail) {
  auto const said = lower(mail.header("auto-submitted"));
  if (!said.empty() && !said.starts_with("no")) return true;
  if (!mail.header("x-autoreply").empty() || !mail.header("x-autorespond").empty()) return true;
  auto const precedence = lower(mail.header("precedence"));
  return precedence == "auto_reply" || precedence == "bulk" || precedence == "junk";
}

std::string status_in(std::string_view text) {
  auto const value = field(text, "status");
  std::string out;
  for (char const c : value) {
    if ((c < '0' || c > '9') && c != '.') break;
    out += c;
  }
  return out.size() <= 11 ? out : std::string();
}

/// The Action decides, not the Status: a delay has a status of 4, and so has what was given up after many delays.
void read_delivery_status(mail_read const& mail, ports::came_back& out) {
  auto const action = lower(field(mail.status, "action"));
  out.detail = status_in(mail.status);
  if (action.starts_with("failed")) {
    out.what = "bounced";
    out.news = returned_news::failed;
    out.why = out.detail.starts_with('4') && reason_of(out.detail, 0) != "mailbox_full" ? "gone_quiet"
                                                                                        : reason_of(out.detail, 0);
  } else if (action.starts_with("delayed")) {
    out.what = "delayed";
    out.news = returned_news::delayed;
  } else if (action.starts_with("delivered")) {
    out.what = "delivered";
    out.news = returned_news::delivered;
  } else if (action.starts_with("relayed") || action.starts_with("expanded")) {
    out.what = "relayed";
    out.news = returned_news::relayed;
  } else {
    out.what = "report";
  }
}

void read_disposition(mail_read const& mail, ports::came_back& out) {
  auto const said = lower(field(mail.status, "disposition"));
  auto const mark = said.find(';');
  auto const type = trimmed(std::string_view(said).substr(mark == std::string::npos ? 0 : mark + 1));
  bool const is_shown = type.starts_with("displayed");
  out.what = is_shown ? "displayed" : "disposed";
  out.news = is_shown ? returned_news::displayed : returned_news::none;
  // A server's rule may send one by itself: it says so, and nobody has seen the mail.
  if (is_shown && said.find("automatic-action") != std::string::npos) {
    out.what = "displayed_by_rule";
    out.news = returned_news::delivered;
  }
}

}  // namespace

ports::came_back read_returned(std::string_view bytes, delivery_tokens const& tokens) {
  ports::came_back out;
  auto const sum = protocol::crypto::sha256(bytes);
  out.key = protocol::crypto::to_hex(protocol::bytes_view(sum).first(16));
  auto const mail = read_mail(bytes);
  auto const found = name_in(mail, tokens);
  if (!found.name) {
    out.what = "unmatched";
    out.why = found.saw_one ? "forged" : "unsigned";
    return out;
  }
  out.row = found.name->row;
  out.attempt = found.name->attempt;
  if (mail.type == "multipart/report" && mail.report_type == "delivery-status") {
    read_delivery_status(mail, out);
  } else if (mail.type == "multipart/report" && mail.report_type == "disposition-notification") {
    read_disposition(mail, out);
  } else {
    out.what = is_automatic(mail) ? "auto_reply" : "reply";
  }
  return out;
}

}  // namespace carerelay::email
