#include "relay/core/ways/post_ref.hpp"

#include <charconv>

namespace carerelay::core {
namespace {

/// A chain longer than this is nobody's, and a loop cannot be.
constexpr int longest_chain = 1'000;

char letter_of(protocol::message_kind kind) noexcept {
  switch (kind) {
    case protocol::message_kind::guidance_bulletin: return 'B';
    case protocol::message_kind::helpline_notice: return 'H';
    case protocol::message_kind::test_result: return '\0';
  }
  return '\0';
}

std::optional<ports::message_view> replaced_by(ports::store_reader& store, protocol::draft const& what) {
  return what.references.empty() ? std::nullopt : store.message(what.references.front());
}

/// The same with the JSON read.
std::optional<ports::message_view> replaced_by(ports::store_reader& store, ports::message_row const& what) {
  if (what.type == protocol::msg_type::alert) return std::nullopt;
  auto const read = protocol::parse_message(what.body->json);
  return read ? replaced_by(store, read->content) : std::nullopt;
}

struct place {
  ports::message_number first = 0;
  int text = 1;  ///< from 1
};

place place_of(ports::store_reader& store, std::optional<ports::message_view> before, ports::message_number number) {
  place out{number, 1};
  while (before && out.text < longest_chain) {
    out.first = before->row->body->number;
    ++out.text;
    before = replaced_by(store, *before->row);
  }
  return out;
}

std::string text_of(protocol::message_kind kind, place const& where) {
  auto const letter = letter_of(kind);
  if (letter == '\0') return {};
  return letter + std::to_string(where.first) + '.' + std::to_string(where.text);
}

/// Takes a number without leading zeros off the front; 0 when there is none.
std::uint32_t take_number(std::string_view& text) {
  std::uint32_t out = 0;
  if (text.empty() || text.front() == '0') return 0;
  auto const [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (wrong != std::errc{}) return 0;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return out;
}

}  // namespace

std::string post_ref(ports::store_reader& store, ports::message_row const& what) {
  return text_of(what.kind, place_of(store, replaced_by(store, what), what.body->number));
}

protocol::post_names names_of(ports::store_reader& store, protocol::message const& what, ports::message_number number) {
  auto const before = replaced_by(store, what.content);
  protocol::post_names out;
  out.reference = text_of(what.content.kind, place_of(store, before, number));
  if (before) out.replaces = post_ref(store, *before->row);
  return out;
}

std::optional<ports::message_number> find_by_ref(ports::store_reader& store, std::string_view written) {
  if (written.starts_with('[') && written.ends_with(']')) written = written.substr(1, written.size() - 2);
  if (written.size() < 2) return std::nullopt;
  char const letter = static_cast<char>(written.front() & ~0x20);
  written.remove_prefix(1);
  auto const number = take_number(written);
  auto message = number == 0 ? std::nullopt : store.message(number);
  if (!message || letter_of(message->row->kind) != letter) return std::nullopt;
  if (replaced_by(store, *message->row)) return std::nullopt;  // a later text has its first one's number
  bool const newest = written.empty();
  if (!newest && !written.starts_with('.')) return std::nullopt;
  if (!newest) written.remove_prefix(1);
  auto const wanted = newest ? 0 : take_number(written);
  if (!written.empty() || (!newest && wanted == 0)) return std::nullopt;
  for (std::uint32_t text = 1; newest || text < wanted; ++text) {
    if (message->closed_by == 0 || text > longest_chain) break;
    auto next = store.message(message->closed_by);
    auto const before = next ? replaced_by(store, *next->row) : std::nullopt;
    if (!before || before->row->body->number != message->row->body->number) break;
    message = std::move(next);
    if (!newest && text + 1 == wanted) return message->row->body->number;
  }
  if (!newest && wanted != 1) return std::nullopt;
  return message->row->body->number;
}

}  // namespace carerelay::core
