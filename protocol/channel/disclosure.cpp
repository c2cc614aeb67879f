#include "protocol/channel/disclosure.hpp"

#include <array>

#include "protocol/text/summary.hpp"

namespace carerelay::protocol {
namespace {

struct row {
  message_kind kind;
  message_scope scope;
  channel_kind by;
  destination_kind to;
  disclosure says;
};

using enum message_kind;
using enum message_scope;
using enum destination_kind;

constexpr std::size_t summary_sentences = 2, summary_characters = 400;

constexpr auto email = channel_kind::email;
constexpr auto chat = channel_kind::chat;
constexpr auto webhook = channel_kind::webhook;
constexpr auto short_text = channel_kind::text;

constexpr std::array table{
    row{guidance_bulletin, public_, email, secure_email, disclosure::full},
    row{guidance_bulletin, public_, email, ordinary_email, disclosure::full},
    row{guidance_bulletin, public_, chat, chat_group, disclosure::headline_and_link},
    row{guidance_bulletin, public_, chat, chat_person, disclosure::headline_and_link},
    row{guidance_bulletin, public_, webhook, web_endpoint, disclosure::headline_and_link},
    row{guidance_bulletin, restricted, email, secure_email, disclosure::full},
    row{guidance_bulletin, restricted, email, ordinary_email, disclosure::pointer},
    row{guidance_bulletin, restricted, chat, chat_group, disclosure::pointer},
    row{guidance_bulletin, restricted, chat, chat_person, disclosure::pointer},
    row{guidance_bulletin, restricted, webhook, web_endpoint, disclosure::pointer},
    row{guidance_bulletin, public_, short_text, mobile, disclosure::headline_and_link},
    row{guidance_bulletin, public_, short_text, ordinary_email, disclosure::headline_and_link},
    row{guidance_bulletin, restricted, short_text, mobile, disclosure::pointer},
    row{guidance_bulletin, restricted, short_text, ordinary_email, disclosure::pointer},
    row{guidance_bulletin, private_, email, secure_email, disclosure::full},
    row{guidance_bulletin, private_, email, ordinary_email, disclosure::pointer},
    row{guidance_bulletin, private_, short_text, mobile, disclosure::pointer},
    row{guidance_bulletin, private_, short_text, ordinary_email, disclosure::pointer},

    row{helpline_notice, public_, email, secure_email, disclosure::full},
    row{helpline_notice, public_, email, ordinary_email, disclosure::full},
    row{helpline_notice, public_, chat, chat_group, disclosure::headline_and_link},
    row{helpline_notice, public_, chat, chat_person, disclosure::headline_and_link},
    row{helpline_notice, public_, webhook, web_endpoint, disclosure::headline_and_link},
    row{helpline_notice, restricted, email, secure_email, disclosure::full},
    row{helpline_notice, restricted, email, ordinary_email, disclosure::pointer},
    row{helpline_notice, restricted, chat, chat_group, disclosure::pointer},
    row{helpline_notice, restricted, chat, chat_person, disclosure::pointer},
    row{helpline_notice, restricted, webhook, web_endpoint, disclosure::pointer},
    row{helpline_notice, public_, short_text, mobile, disclosure::headline_and_link},
    row{helpline_notice, public_, short_text, ordinary_email, disclosure::headline_and_link},
    row{helpline_notice, restricted, short_text, mobile, disclosure::pointer},
    row{helpline_notice, restricted, short_text, ordinary_email, disclosure::pointer},
    row{helpline_notice, private_, email, secure_email, disclosure::full},
    row{helpline_notice, private_, email, ordinary_email, disclosure::pointer},
    row{helpline_notice, private_, short_text, mobile, disclosure::pointer},
    row{helpline_notice, private_, short_text, ordinary_email, disclosure::pointer},

    // A result never leaves: at most the word that one is waiting, to a mailbox or as a text message, and in no chat.
    row{test_result, private_, email, secure_email, disclosure::pointer},
    row{test_result, private_, email, ordinary_email, disclosure::pointer},
    row{test_result, private_, short_text, mobile, disclosure::pointer},
    row{test_result, private_, short_text, ordinary_email, disclosure::pointer},
};

std::string_view pointer_words(message_kind kind) noexcept {
  switch (kind) {
    case guidance_bulletin: return "New guidance is waiting for your home: sign in to read it.";
    case helpline_notice: return "A helpline notice is waiting for your home: sign in to read it.";
    case test_result: return "A result is waiting for your home: sign in to read it.";
  }
  return {};
}

}  // namespace

disclosure may_say(message_kind kind, message_scope scope, channel_kind by, destination_kind to) noexcept {
  for (row const& one : table) {
    if (one.kind == kind && one.scope == scope && one.by == by && one.to == to) return one.says;
  }
  return disclosure::nothing;
}

std::optional<disclosed_post> disclose(message const& what, channel_kind by, destination_kind to, std::string link,
                                       post_names names) {
  draft const& said = what.content;
  disclosure const level = may_say(said.kind, said.scope, by, to);
  if (level == disclosure::nothing || said.info.empty()) return std::nullopt;

  disclosed_post post;
  post.level_ = level;
  post.kind_ = said.kind;
  post.urgency_ = said.urgency;
  post.status_ = said.status;
  post.type_ = said.type;
  post.sent_ = what.sent;
  post.link_ = std::move(link);
  post.names_ = std::move(names);
  post.title_ = pointer_words(said.kind);
  post.language_ = "en-GB";
  if (level == disclosure::pointer) return post;

  info_block const& text = said.info.front();
  post.title_ = text.headline;
  post.sender_name_ = what.sender_name;
  post.language_ = text.language;
  if (level == disclosure::headline_and_link) {
    post.summary_ = first_sentences(text.description, summary_sentences, summary_characters);
    return post;
  }

  post.description_ = text.description;
  post.instruction_ = text.instruction;
  post.must_do_ = text.must_do;
  post.must_not_ = text.must_not;
  post.change_note_ = said.change_note;
  if (auto const* helpline = std::get_if<helpline_part>(&said.part)) post.telephone_ = helpline->telephone;
  return post;
}

std::string_view word(channel_kind value) noexcept {
  switch (value) {
    case channel_kind::email: return "email";
    case channel_kind::chat: return "chat";
    case channel_kind::webhook: return "webhook";
    case channel_kind::text: return "text";
  }
  return {};
}

std::string_view word(destination_kind value) noexcept {
  switch (value) {
    case unknown: return "unknown";
    case secure_email: return "secure_email";
    case ordinary_email: return "ordinary_email";
    case chat_group: return "chat_group";
    case chat_person: return "chat_person";
    case web_endpoint: return "web_endpoint";
    case mobile: return "mobile";
  }
  return {};
}

std::string_view word(disclosure value) noexcept {
  switch (value) {
    case disclosure::nothing: return "nothing";
    case disclosure::pointer: return "pointer";
    case disclosure::headline_and_link: return "headline_and_link";
    case disclosure::full: return "full";
  }
  return {};
}

}  // namespace carerelay::protocol
