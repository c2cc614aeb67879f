#include "adapters/email/mime.hpp"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace carerelay::email {
namespace {

void start_library_once() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

struct unref {
  void operator()(gpointer object) const noexcept { g_object_unref(object); }
};
template <class T>
using held = std::unique_ptr<T, unref>;

std::string bytes_of(GMimeStream* stream) {
  auto* const array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
  return {reinterpret_cast<char const*>(array->data), array->len};
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

held<GMimeTextPart> text_part(char const* subtype, std::string const& text) {
  held<GMimeTextPart> part(g_mime_text_part_new_with_subtype(subtype));
  g_mime_text_part_set_charset(part.get(), "utf-8");
  g_mime_text_part_set_text(part.get(), text.c_str());
  g_mime_part_set_content_encoding(GMIME_PART(part.get()), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return part;
}

std::string content_of(GMimeObject* object) {
  held<GMimeStream> to(g_mime_stream_mem_new());
  if (GMIME_IS_PART(object)) {
    auto* const content = g_mime_part_get_content(GMIME_PART(object));
    if (content != nullptr) g_mime_data_wrapper_write_to_stream(content, to.get());
  }
  return bytes_of(to.get());
}

void keep_headers(GMimeObject* of, std::vector<std::pair<std::string, std::string>>& into) {
  auto* const list = g_mime_object_get_header_list(of);
  int const count = std::min(g_mime_header_list_get_count(list), 200);
  for (int i = 0; i < count; ++i) {
    auto* const one = g_mime_header_list_get_header_at(list, i);
    auto const* const value = g_mime_header_get_value(one);
    into.emplace_back(lower(g_mime_header_get_name(one)), value == nullptr ? "" : value);
  }
}

bool is_type(GMimeObject* object, char const* type, char const* subtype) {
  auto* const content = g_mime_object_get_content_type(object);
  return content != nullptr && g_mime_content_type_is_type(content, type, subtype) != 0;
}

struct seen {
  mail_read* out;
  int parts = 0;
};

void look_at_part(GMimeObject*, GMimeObject* part, gpointer user) {
  auto& my = *static_cast<seen*>(user);
  if (++my.parts > 50 || part == nullptr) return;
  bool const is_status = is_type(part, "message", "delivery-status") ||
                         is_type(part, "message", "global-delivery-status") ||
                         is_type(part, "message", "disposition-notification");
  if (is_status && my.out->status.empty()) {
    my.out->status = content_of(part);
  } else if (is_type(part, "text", "rfc822-headers") && my.out->original.empty()) {
    my.out->original = content_of(part);
  } else if (GMIME_IS_MESSAGE_PART(part) && my.out->original.empty()) {
    auto* const inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
    if (inner == nullptr) return;
    auto* const text = g_mime_object_get_headers(GMIME_OBJECT(inner), nullptr);
    if (text != nullptr) my.out->original = text;
    g_free(text);
  }
}

}  // namespace

std::string compose(mail_parts const& parts) {
  start_library_once();
  held<GMimeMessage> message(g_mime_message_new(TRUE));
  auto const milliseconds = parts.date.time_since_epoch().count();
  GDateTime* const date = g_date_time_new_from_unix_utc(milliseconds / 1000);
  g_mime_message_set_date(message.get(), date);
  g_date_time_unref(date);
  g_mime_message_add_mailbox(message.get(), GMIME_ADDRESS_TYPE_FROM,
                             parts.from_name.empty() ? nullptr : parts.from_name.c_str(), parts.from.c_str());
  if (!parts.reply_to.empty())
    g_mime_message_add_mailbox(message.get(), GMIME_ADDRESS_TYPE_REPLY_TO, nullptr, parts.reply_to.c_str());
  g_mime_message_set_subject(message.get(), parts.subject.c_str(), "utf-8");
  for (auto const& [name, value] : parts.headers)
    g_mime_object_set_header(GMIME_OBJECT(message.get()), name.c_str(), value.c_str(), "utf-8");

  held<GMimeMultipart> both(g_mime_multipart_new_with_subtype("alternative"));
  auto const text = text_part("plain", parts.text);
  auto const html = text_part("html", parts.html);
  g_mime_multipart_add(both.get(), GMIME_OBJECT(text.get()));
  g_mime_multipart_add(both.get(), GMIME_OBJECT(html.get()));
  g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(both.get()));

  std::unique_ptr<GMimeFormatOptions, decltype(&g_mime_format_options_free)> format(g_mime_format_options_new(),
                                                                                    &g_mime_format_options_free);
  g_mime_format_options_set_newline_format(format.get(), GMIME_NEWLINE_FORMAT_DOS);
  held<GMimeStream> to(g_mime_stream_mem_new());
  if (g_mime_object_write_to_stream(GMIME_OBJECT(message.get()), format.get(), to.get()) < 0)
    throw std::runtime_error("a mail could not be composed");
  return bytes_of(to.get());
}

std::string_view mail_read::header(std::string_view name) const noexcept {
  for (auto const& [key, value] : headers)
    if (key == name) return value;
  return {};
}

mail_read read_mail(std::string_view bytes) {
  start_library_once();
  mail_read out;
  held<GMimeStream> from(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  held<GMimeParser> parser(g_mime_parser_new_with_stream(from.get()));
  held<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!message) return out;
  keep_headers(GMIME_OBJECT(message.get()), out.headers);
  auto* const root = g_mime_message_get_mime_part(message.get());
  if (root == nullptr) return out;
  if (auto* const type = g_mime_object_get_content_type(root); type != nullptr) {
    auto* const name = g_mime_content_type_get_mime_type(type);
    out.type = lower(name == nullptr ? "" : name);
    g_free(name);
    auto const* const report = g_mime_content_type_get_parameter(type, "report-type");
    if (report != nullptr) out.report_type = lower(report);
  }
  if (GMIME_IS_MULTIPART(root)) {
    seen all{&out};
    g_mime_multipart_foreach(GMIME_MULTIPART(root), look_at_part, &all);
  }
  return out;
}

}  // namespace carerelay::email
