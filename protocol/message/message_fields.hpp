#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/json/object_reader.hpp"
#include "protocol/message/message.hpp"

/// Inside of parse_draft and parse_message: what each member may hold. Whether members go together is
/// message_rules.
namespace carerelay::protocol::message_fields {

/// The members every message has. `from` is the whole document.
void read_envelope(json::object_reader& from, draft& out);
/// The members of its kind, which must be set. `document` is what `from` reads.
void read_part(json::object_reader& from, json::value const& document, draft& out);
void read_audience(json::object_reader& from, audience& out);
void read_info(json::object_reader& from, std::vector<info_block>& out);
std::string read_change_note(json::object_reader& from);

/// Reports every member that nobody reads, wherever in the document, with a guess at what was meant: a
/// misspelt `expires` must not be lost. Without a kind, the members of every kind are taken as known.
void refuse_unknown(json::value const& document, std::optional<message_kind> kind, faults& out);
/// The same for a result that its sender has not sealed yet, and for what was sealed.
void refuse_unknown_of_result(json::value const& document, faults& out);
void refuse_unknown_of_content(json::value const& document, faults& out);
/// The part of each that looks into the members: audience, info and the like.
void refuse_unknown_inside(json::value const& document, faults& out);

/// A member that was refused for what it holds also looks missing to the rules: only the first is said.
void keep_first_of_each(faults& all);

/// For object_reader::parsed: the text as it stands when it passes `is`.
inline auto kept_if(bool (*is)(std::string_view) noexcept) {
  return [is](std::string_view text) { return is(text) ? std::optional(std::string(text)) : std::nullopt; };
}

/// A moment (RFC 3339), years 2000 to 2199.
std::optional<instant> read_instant(json::object_reader& from, std::string_view name,
                                    json::presence must = json::presence::optional);

/// One of an enum's words.
template <class Enum>
std::optional<Enum> read_word(json::object_reader& from, std::string_view name,
                              json::presence must = json::presence::optional) {
  std::string expected = "one of ";
  append_words<Enum>(expected);
  return from.parsed(name, must, from_word<Enum>, expected, errc::unknown_value);
}

}  // namespace carerelay::protocol::message_fields
