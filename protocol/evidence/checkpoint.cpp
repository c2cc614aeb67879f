#include "protocol/evidence/checkpoint.hpp"

#include <algorithm>
#include <charconv>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hex.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::protocol::evidence {
namespace {

constexpr std::string_view dash = "\xE2\x80\x94 ";  // U+2014 and a space
constexpr std::uint8_t ed25519_kind = 1;
constexpr std::size_t most_signatures = 16;

boost::system::error_code bad() { return make_error_code(errc::bad_format); }

/// The text up to the next newline, taken off the front; false when there is none.
bool take_line(std::string_view& rest, std::string_view& line) noexcept {
  auto const end = rest.find('\n');
  if (end == std::string_view::npos) return false;
  line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return true;
}

bool parse_size(std::string_view text, std::uint64_t& out) noexcept {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && out < (std::uint64_t{1} << 63);
}

boost::system::result<note_signature> parse_signature(std::string_view line) {
  if (!line.starts_with(dash)) return bad();
  line.remove_prefix(dash.size());
  auto const space = line.find(' ');
  if (space == std::string_view::npos || !is_origin(line.substr(0, space))) return bad();
  auto const bytes = crypto::from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() < 5) return bad();
  note_signature out;
  out.name = line.substr(0, space);
  std::copy_n(bytes->begin(), 4, out.key_id.begin());
  out.signature.assign(bytes->begin() + 4, bytes->end());
  return out;
}

byte_vector kind_and_key(crypto::ed25519_public_key const& key) {
  byte_vector out{ed25519_kind};
  out.insert(out.end(), key.begin(), key.end());
  return out;
}

}  // namespace

bool is_origin(std::string_view text) noexcept {
  if (text.empty() || text.size() > most_origin_bytes) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F' && c != '+'; });
}

std::string to_text(checkpoint const& what) {
  return what.origin + '\n' + std::to_string(what.size) + '\n' + crypto::to_base64(what.root) + '\n';
}

boost::system::result<checkpoint> parse_checkpoint(std::string_view text) {
  std::string_view origin, size, root;
  if (!take_line(text, origin) || !take_line(text, size) || !take_line(text, root)) return bad();
  checkpoint out;
  auto const bytes = crypto::from_base64(root);
  if (!is_origin(origin) || !parse_size(size, out.size) || !bytes || bytes->size() != out.root.size()) return bad();
  for (std::string_view extension; !text.empty();) {
    if (!take_line(text, extension) || extension.empty()) return bad();
  }
  out.origin = origin;
  std::copy(bytes->begin(), bytes->end(), out.root.begin());
  return out;
}

log_key::id_type log_key::id() const {
  auto const sum = crypto::sha256({as_bytes(name), as_bytes("\n"), kind_and_key(key)});
  id_type out{};
  std::copy_n(sum.begin(), out.size(), out.begin());
  return out;
}

std::string log_key::text() const {
  return name + '+' + crypto::to_hex(id()) + '+' + crypto::to_base64(kind_and_key(key));
}

boost::system::result<log_key> log_key::parse(std::string_view text) {
  auto const first = text.find('+');
  if (first == std::string_view::npos || !is_origin(text.substr(0, first)) || text.size() < first + 11) return bad();
  auto const bytes = crypto::from_base64(text.substr(first + 10));
  if (!bytes || bytes->size() != 33 || bytes->front() != ed25519_kind) return bad();
  log_key out;
  out.name = text.substr(0, first);
  std::copy(bytes->begin() + 1, bytes->end(), out.key.begin());
  if (out.text() != text) return bad();
  return out;
}

std::string sign_note(std::string_view text, std::string_view name, crypto::ed25519_private_key const& key) {
  auto const id = log_key{std::string(name), key.public_key()}.id();
  auto const signature = key.sign(as_bytes(text));
  byte_vector bytes(id.begin(), id.end());
  bytes.insert(bytes.end(), signature.begin(), signature.end());
  std::string out(text);
  out += '\n';
  out += dash;
  out += name;
  out += ' ';
  out += crypto::to_base64(bytes);
  return out += '\n';
}

boost::system::result<signed_note> parse_note(std::string_view note) {
  if (note.size() > most_note_bytes || !utf8::is_valid(note)) return bad();
  bool const plain = std::none_of(note.begin(), note.end(), [](char c) {
    return (static_cast<unsigned char>(c) < ' ' && c != '\n') || c == '\x7F';
  });
  auto const gap = note.rfind("\n\n");
  if (!plain || gap == std::string_view::npos || gap == 0) return bad();
  signed_note out;
  out.text = note.substr(0, gap + 1);
  auto rest = note.substr(gap + 2);
  while (!rest.empty()) {
    std::string_view line;
    if (!take_line(rest, line) || out.signatures.size() == most_signatures) return bad();
    auto signature = parse_signature(line);
    if (!signature) return bad();
    out.signatures.push_back(std::move(*signature));
  }
  if (out.signatures.empty()) return bad();
  return out;
}

bool is_signed_by(signed_note const& note, log_key const& key) {
  auto const id = key.id();
  bool found = false;
  for (auto const& each : note.signatures) {
    if (each.name != key.name || each.key_id != id) continue;
    crypto::ed25519_signature bytes{};
    if (each.signature.size() != bytes.size()) return false;
    std::copy(each.signature.begin(), each.signature.end(), bytes.begin());
    if (!crypto::ed25519_verify(key.key, as_bytes(note.text), bytes)) return false;
    found = true;
  }
  return found;
}

boost::system::result<checkpoint> open_checkpoint(std::string_view note, log_key const& key) {
  auto const parsed = parse_note(note);
  if (!parsed) return parsed.error();
  auto what = parse_checkpoint(parsed->text);
  if (!what) return what.error();
  if (what->origin != key.name || !is_signed_by(*parsed, key)) return make_error_code(errc::signature_invalid);
  return what;
}

}  // namespace carerelay::protocol::evidence
