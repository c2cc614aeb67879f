#include "relay/core/people/sessions.hpp"

#include <array>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hash.hpp"

namespace carerelay::core {

namespace crypto = protocol::crypto;

namespace {

constexpr std::string_view link_prefix = "crl_";
constexpr std::size_t link_bytes = 16, cookie_bytes = 32;
constexpr std::chrono::milliseconds touch_every = std::chrono::minutes(1);
constexpr std::chrono::milliseconds kept_for = std::chrono::hours(24 * 30);

/// A person who may act now.
std::optional<actor> find_person_of(ports::store_reader& store, protocol::member_id const& member) {
  auto who = find_actor(store, member);
  if (!who || !who->member.is_person) return std::nullopt;
  return who;
}

std::optional<session_caller> caller_of(ports::store_reader& store, std::optional<ports::session_row> session,
                                        sign_in_rules const& rules, instant now) {
  if (!session || !is_open(*session, rules, now)) return std::nullopt;
  auto who = find_person_of(store, session->member);
  if (!who) return std::nullopt;
  return session_caller{std::move(*who), std::move(*session)};
}

void log_change(ports::store_writer& store, protocol::member_id const& member, std::string_view change,
                protocol::member_id const& by, instant now) {
  protocol::evidence::event what;
  what.type = protocol::evidence::event_type::member_changed;
  what.at = now;
  what.by = by.text();
  what.more = {{"change", change}, {"member", member.text()}};
  store.log_event(what);
}

}  // namespace

made_session begin_session(ports::store_writer& store, protocol::member_id const& member, ports::sign_in_way how,
                           ports::random& random, instant now, std::string_view provider_session) {
  std::array<std::uint8_t, cookie_bytes> bytes{};
  random.fill(bytes);
  std::array<std::uint8_t, 16> id{};
  random.fill(id);
  made_session out;
  out.cookie = crypto::to_base64url(bytes);
  out.row.id = protocol::session_id(protocol::make_v4(id));
  out.row.token_hash = crypto::sha256(out.cookie);
  out.row.member = member;
  out.row.how = how;
  out.row.made_at = out.row.used_at = now;
  out.row.provider_session = provider_session;
  store.put_session(out.row);
  store.forget_sign_ins(now - kept_for);
  return out;
}

bool is_open(ports::session_row const& session, sign_in_rules const& rules, instant now) noexcept {
  return !session.ended_at && now < session.used_at + rules.idle && now < session.made_at + rules.longest;
}

std::optional<session_caller> find_session(ports::store_reader& store, std::string_view cookie,
                                           sign_in_rules const& rules, instant now) {
  std::array<std::uint8_t, cookie_bytes> bytes{};
  if (!crypto::from_base64url(cookie, bytes)) return std::nullopt;
  return caller_of(store, store.session_by_token(crypto::sha256(cookie)), rules, now);
}

std::optional<session_caller> find_session(ports::store_reader& store, protocol::session_id id,
                                           sign_in_rules const& rules, instant now) {
  return caller_of(store, store.session(id), rules, now);
}

bool is_touch_due(ports::session_row const& session, instant now) noexcept {
  return now >= session.used_at + touch_every;
}

void touch_session(ports::store_writer& store, protocol::session_id id, instant now) {
  auto session = store.session(id);
  if (!session || session->ended_at || !is_touch_due(*session, now)) return;
  session->used_at = now;
  store.put_session(*session);
}

bool end_session(ports::store_writer& store, protocol::session_id id, instant now) {
  auto session = store.session(id);
  if (!session || session->ended_at) return false;
  session->ended_at = now;
  store.put_session(*session);
  return true;
}

std::string session_header(std::string_view secret, ports::session_row const& session) {
  std::string input("header");
  input += '\0';
  input += protocol::as_text(session.token_hash);
  return crypto::to_base64url(crypto::hmac_sha256(protocol::as_bytes(secret), protocol::as_bytes(input)));
}

made_link make_sign_in_link(protocol::member_id const& member, protocol::member_id const& made_by,
                            sign_in_rules const& rules, ports::random& random, instant now) {
  std::array<std::uint8_t, link_bytes> bytes{};
  random.fill(bytes);
  made_link out;
  out.text = std::string(link_prefix) + crypto::to_base64url(bytes);
  out.row = {crypto::sha256(out.text), member, made_by, now, now + rules.link, std::nullopt};
  return out;
}

std::optional<actor> spend_sign_in_link(ports::store_writer& store, std::string_view text, instant now) {
  if (!text.starts_with(link_prefix)) return std::nullopt;
  auto link = store.sign_in_link(crypto::sha256(text));
  if (!link || link->used_at || now >= link->expires_at) return std::nullopt;
  link->used_at = now;
  store.put_sign_in_link(*link);
  return find_person_of(store, link->member);
}

std::vector<ports::session_row> sessions_of(ports::store_reader& store, logout_notice const& notice,
                                            oidc_rules const& rules) {
  constexpr std::size_t page = 256;
  std::vector<ports::session_row> out;
  auto const member = notice.subject.empty() ? std::nullopt : store.member_by_subject(rules.issuer, notice.subject);
  if (!notice.subject.empty() && !member) return out;
  std::optional<protocol::session_id> after;
  for (;;) {
    auto const rows = store.open_sessions(after, page);
    for (auto const& row : rows) {
      after = row.id;
      bool const is_theirs = row.how == ports::sign_in_way::provider && (!member || row.member == member->id);
      // A session that came without a name of the provider's is known by its subject alone.
      bool const is_named =
          notice.session.empty() || row.provider_session == notice.session || (member && row.provider_session.empty());
      if (is_theirs && is_named && row.made_at <= notice.issued_at + rules.skew) out.push_back(row);
    }
    if (rows.size() < page) return out;
  }
}

void invite(ports::store_writer& store, std::string email, protocol::member_id const& member,
            protocol::member_id const& by, instant now) {
  store.put_invitation({std::move(email), member, now});
  log_change(store, member, "invited", by, now);
}

sign_in_result<actor> find_person(ports::store_writer& store, known_person const& who, instant now) {
  auto member = store.member_by_subject(who.issuer, who.subject);
  if (!member && !who.email.empty()) {
    auto const invited = store.invitation(who.email);
    auto unbound = invited ? store.member(invited->member) : std::nullopt;
    bool const may_bind =
        unbound && unbound->is_person && unbound->subject.empty() && find_actor(store, *unbound).has_value();
    if (may_bind) {
      unbound->issuer = who.issuer;
      unbound->subject = who.subject;
      store.put_member(*unbound);
      store.remove_invitation(who.email);
      log_change(store, unbound->id, "bound", unbound->id, now);
      member = std::move(unbound);
    }
  }
  if (!member || !member->is_person) return sign_in_fault::person_unknown;
  auto found = find_actor(store, *member);
  if (!found) return sign_in_fault::member_revoked;
  return std::move(*found);
}

}  // namespace carerelay::core
