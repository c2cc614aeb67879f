#include "adapters/email/mail_channel.hpp"

#include "adapters/email/status.hpp"

namespace carerelay::email {
namespace {

using ports::mail_outcome;
using ports::mail_stage;
using ports::send_outcome;

std::string detail_of(ports::mail_reply const& reply) {
  if (reply.code == 0) return reply.trouble;
  std::string out = std::to_string(reply.code);
  if (!reply.enhanced.empty()) out += ' ' + reply.enhanced;
  return out;
}

/// "queued as 4X2k1": the server's own name of the mail, when it gives one.
std::string queue_name(std::string_view text) {
  auto const at = text.find("queued as ");
  auto const from = at != std::string_view::npos                 ? at + 10
                    : text.find("id=") != std::string_view::npos ? text.find("id=") + 3
                                                                 : text.size();
  auto name = text.substr(from);
  name = name.substr(0, name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"));
  return std::string(name.substr(0, 64));
}

/// A refusal: for good or for now, of this mail or of our account.
ports::verdict refusal(ports::mail_reply const& reply) {
  ports::verdict out;
  out.detail = detail_of(reply);
  bool const for_now = reply.code < 500;
  switch (reply.stage) {
    case mail_stage::connection:
      out.what = send_outcome::not_sent;
      out.why = "server_not_ready";
      return out;
    case mail_stage::sign_in:
      out.what = for_now ? send_outcome::not_sent : send_outcome::account;
      out.why = for_now ? "server_not_ready" : "sign_in_refused";
      return out;
    case mail_stage::sender:
      // 421 here is a kept connection that the server has let go.
      out.what = for_now ? send_outcome::not_sent : send_outcome::account;
      out.why = for_now ? "server_not_ready" : "sender_refused";
      return out;
    case mail_stage::recipient:
    case mail_stage::content:
      out.what = for_now ? send_outcome::later : send_outcome::refused;
      out.why = reason_of(reply.enhanced, reply.code);
      return out;
  }
  return out;
}

}  // namespace

ports::verdict verdict_of(ports::mail_reply const& reply) {
  switch (reply.what) {
    case mail_outcome::accepted: return {send_outcome::accepted, "", detail_of(reply), queue_name(reply.text), {}};
    case mail_outcome::refused: return refusal(reply);
    case mail_outcome::in_doubt: return {send_outcome::in_doubt, "no_answer", detail_of(reply), "", {}};
    case mail_outcome::not_sent:
      // A server that let us in and hung up over this address is there for others.
      if (reply.stage == mail_stage::recipient || reply.stage == mail_stage::content)
        return {send_outcome::later, "connection_lost", detail_of(reply), "", {}};
      return {
          send_outcome::not_sent, reply.trouble.empty() ? "no_connection" : reply.trouble, detail_of(reply), "", {}};
    case mail_outcome::account:
      return {
          send_outcome::account, reply.trouble.empty() ? "sign_in_refused" : reply.trouble, detail_of(reply), "", {}};
  }
  return {};
}

mail_channel::mail_channel(std::unique_ptr<ports::mail_sender> sender, std::shared_ptr<delivery_tokens const> tokens,
                           return_addresses back)
    : sender_(std::move(sender)), tokens_(std::move(tokens)), back_(std::move(back)) {}

ports::verdict mail_channel::send(ports::outgoing const& what) {
  auto const attempt = tokens_->make({what.row, static_cast<std::uint8_t>(std::min(what.attempt, 255U))});
  auto const stable = tokens_->make({what.row, 0});
  ports::mail_envelope out;
  out.from = back_.local + '+' + attempt + '@' + back_.domain;
  out.to = what.to;
  out.id = attempt;
  std::string head = "To: <" + what.to + ">\r\nMessage-ID: <d." + stable + '@' + back_.domain + ">\r\n";
  if (back_.ask_for_receipts) head += "Disposition-Notification-To: <" + out.from + ">\r\n";
  out.head = head;
  out.rest = *what.bytes;
  return verdict_of(sender_->send(out));
}

ports::verdict mail_channel::greet() { return verdict_of(sender_->greet()); }

}  // namespace carerelay::email
