#include "adapters/xmpp/stanzas.hpp"

namespace carerelay::xmpp {
namespace {

constexpr char muc[] = "http://jabber.org/protocol/muc";
constexpr char muc_user[] = "http://jabber.org/protocol/muc#user";
constexpr char muc_owner[] = "http://jabber.org/protocol/muc#owner";
constexpr char muc_config[] = "http://jabber.org/protocol/muc#roomconfig";
constexpr char forms[] = "jabber:x:data";
constexpr char stanza_ids[] = "urn:xmpp:sid:0";
constexpr char archive[] = "urn:xmpp:mam:2";
constexpr char forwarding[] = "urn:xmpp:forward:0";
constexpr char paging[] = "http://jabber.org/protocol/rsm";
constexpr char pinging[] = "urn:xmpp:ping";
constexpr char disco_info[] = "http://jabber.org/protocol/disco#info";
constexpr char chat_markers[] = "urn:xmpp:chat-markers:0";

stanza_ptr tag(xmpp_ctx_t* with, char const* name, char const* space = nullptr) {
  stanza_ptr out(xmpp_stanza_new(with));
  xmpp_stanza_set_name(out.get(), name);
  if (space != nullptr) xmpp_stanza_set_ns(out.get(), space);
  return out;
}

void set(stanza_ptr const& on, char const* name, std::string const& value) {
  xmpp_stanza_set_attribute(on.get(), name, value.c_str());
}

void add(stanza_ptr const& to, stanza_ptr what) { xmpp_stanza_add_child(to.get(), what.get()); }

void add_text(stanza_ptr const& to, std::string const& text) {
  stanza_ptr out(xmpp_stanza_new(xmpp_stanza_get_context(to.get())));
  xmpp_stanza_set_text_with_size(out.get(), text.data(), text.size());
  add(to, std::move(out));
}

stanza_ptr text_tag(xmpp_ctx_t* with, char const* name, std::string const& text) {
  auto out = tag(with, name);
  add_text(out, text);
  return out;
}

stanza_ptr field(xmpp_ctx_t* with, char const* name, std::string const& value) {
  auto out = tag(with, "field");
  set(out, "var", name);
  add(out, text_tag(with, "value", value));
  return out;
}

stanza_ptr iq(xmpp_ctx_t* with, char const* type, std::string const& to, std::string const& id) {
  stanza_ptr out(xmpp_iq_new(with, type, id.c_str()));
  if (!to.empty()) set(out, "to", to);
  return out;
}

stanza_ptr message(xmpp_ctx_t* with, char const* type, std::string const& to, std::string const& id,
                   std::string const& text) {
  auto out = tag(with, "message");
  set(out, "type", type);
  set(out, "to", to);
  set(out, "id", id);
  add(out, text_tag(with, "body", text));
  return out;
}

}  // namespace

std::string content_of(xmpp_stanza_t* of) {
  if (of == nullptr) return {};
  char* const text = xmpp_stanza_get_text(of);
  auto out = text_of(text);
  if (text != nullptr) xmpp_free(xmpp_stanza_get_context(of), text);
  return out;
}

std::string bare(std::string_view jid) { return std::string(jid.substr(0, jid.find('/'))); }

std::string resource(std::string_view jid) {
  auto const at = jid.find('/');
  return at == std::string_view::npos ? std::string() : std::string(jid.substr(at + 1));
}

stanza_ptr here_we_are(xmpp_ctx_t* with) {
  auto out = tag(with, "presence");
  add(out, text_tag(with, "priority", "1"));
  return out;
}

stanza_ptr room_question(xmpp_ctx_t* with, std::string const& room, std::string const& id) {
  auto out = iq(with, "get", room, id);
  add(out, tag(with, "query", disco_info));
  return out;
}

stanza_ptr room_cancel(xmpp_ctx_t* with, std::string const& room, std::string const& id) {
  auto out = iq(with, "set", room, id);
  auto query = tag(with, "query", muc_owner);
  auto form = tag(with, "x", forms);
  set(form, "type", "cancel");
  add(query, std::move(form));
  add(out, std::move(query));
  return out;
}

stanza_ptr join_presence(xmpp_ctx_t* with, std::string const& room, std::string const& nick) {
  auto out = tag(with, "presence");
  set(out, "to", room + '/' + nick);
  auto join = tag(with, "x", muc);
  auto history = tag(with, "history");
  set(history, "maxstanzas", "0");
  add(join, std::move(history));
  add(out, std::move(join));
  return out;
}

stanza_ptr room_form(xmpp_ctx_t* with, std::string const& room, std::string const& id) {
  auto out = iq(with, "set", room, id);
  auto query = tag(with, "query", muc_owner);
  auto form = tag(with, "x", forms);
  set(form, "type", "submit");
  add(form, field(with, "FORM_TYPE", muc_config));
  add(form, field(with, "muc#roomconfig_persistentroom", "1"));
  add(form, field(with, "muc#roomconfig_publicroom", "0"));
  add(form, field(with, "muc#roomconfig_whois", "anyone"));
  add(form, field(with, "muc#roomconfig_enablearchiving", "1"));
  add(query, std::move(form));
  add(out, std::move(query));
  return out;
}

stanza_ptr group_post(xmpp_ctx_t* with, std::string const& room, std::string const& id, std::string const& text) {
  auto out = message(with, "groupchat", room, id, text);
  auto origin = tag(with, "origin-id", stanza_ids);
  set(origin, "id", id);
  add(out, std::move(origin));
  add(out, tag(with, "markable", chat_markers));  // clients of XEP-0333 before 0.5 want to be asked
  return out;
}

stanza_ptr to_one(xmpp_ctx_t* with, std::string const& whom, std::string const& id, std::string const& text) {
  return message(with, "chat", whom, id, text);
}

stanza_ptr archive_query(xmpp_ctx_t* with, std::string const& room, std::string const& id, std::string const& before) {
  auto out = iq(with, "set", room, id);
  auto query = tag(with, "query", archive);
  set(query, "queryid", id);
  auto page = tag(with, "set", paging);
  add(page, text_tag(with, "max", "50"));
  add(page, before.empty() ? tag(with, "before") : text_tag(with, "before", before));
  add(query, std::move(page));
  add(out, std::move(query));
  return out;
}

stanza_ptr ping(xmpp_ctx_t* with, std::string const& to, std::string const& id) {
  auto out = iq(with, "get", to, id);
  add(out, tag(with, "ping", pinging));
  return out;
}

stanza_ptr answer_to(xmpp_ctx_t* with, xmpp_stanza_t* asked) {
  bool const is_ping = child(asked, "ping", pinging) != nullptr;
  auto out = iq(with, is_ping ? "result" : "error", attribute(asked, "from"), attribute(asked, "id"));
  if (is_ping) return out;
  auto error = tag(with, "error");
  set(error, "type", "cancel");
  add(error, tag(with, "service-unavailable", XMPP_NS_STANZAS_IETF));
  add(out, std::move(error));
  return out;
}

std::string condition_of(xmpp_stanza_t* stanza) {
  auto* const error = child(stanza, "error");
  if (error == nullptr) return {};
  for (auto* one = xmpp_stanza_get_children(error); one != nullptr; one = xmpp_stanza_get_next(one)) {
    auto const space = text_of(xmpp_stanza_is_tag(one) != 0 ? xmpp_stanza_get_ns(one) : nullptr);
    auto name = text_of(xmpp_stanza_get_name(one));
    if (space == XMPP_NS_STANZAS_IETF && name != "text") return name;
  }
  return "undefined-condition";
}

occupant_words occupant_of(xmpp_stanza_t* presence) {
  occupant_words out;
  out.is_left = attribute(presence, "type") == "unavailable";
  auto* const user = child(presence, "x", muc_user);
  if (user == nullptr) return out;
  for (auto* one = xmpp_stanza_get_children(user); one != nullptr; one = xmpp_stanza_get_next(one)) {
    auto const name = text_of(xmpp_stanza_is_tag(one) != 0 ? xmpp_stanza_get_name(one) : nullptr);
    if (name == "item") {
      out.real = bare(attribute(one, "jid"));
      out.new_nick = attribute(one, "nick");
    }
    if (name == "destroy") out.is_destroyed = true;
    if (name != "status") continue;
    auto const code = attribute(one, "code");
    if (code == "110") out.is_us = true;
    if (code == "201") out.is_new_room = true;
    if (code == "301") out.is_banned = true;
    if (code == "307") out.is_kicked = true;
    if (code == "321" || code == "322") out.is_removed = true;
  }
  return out;
}

std::string archive_id(xmpp_stanza_t* message, std::string_view by) {
  for (auto* one = xmpp_stanza_get_children(message); one != nullptr; one = xmpp_stanza_get_next(one)) {
    if (xmpp_stanza_is_tag(one) == 0 || text_of(xmpp_stanza_get_name(one)) != "stanza-id") continue;
    if (text_of(xmpp_stanza_get_ns(one)) == stanza_ids && attribute(one, "by") == by) return attribute(one, "id");
  }
  return {};
}

archived archived_of(xmpp_stanza_t* message, std::string_view query) {
  archived out;
  auto* const result = child(message, "result", archive);
  if (attribute(result, "queryid") != query) return out;
  auto* const inner = child(child(result, "forwarded", forwarding), "message");
  out.archive_id = attribute(result, "id");
  out.from = attribute(inner, "from");
  out.name = attribute(child(inner, "origin-id", stanza_ids), "id");
  return out;
}

std::string earlier_than(xmpp_stanza_t* answer) {
  auto* const end = child(answer, "fin", archive);
  if (end == nullptr || attribute(end, "complete") == "true") return {};
  return content_of(child(child(end, "set", paging), "first"));
}

}  // namespace carerelay::xmpp
