#include "protocol/evidence/checkpoint.hpp"

#include <catch2/catch.hpp>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hex.hpp"

namespace {

using namespace carerelay::protocol;
using namespace carerelay::protocol::evidence;

crypto::ed25519_private_key key(std::uint8_t first = 1) {
  crypto::ed25519_private_key::seed_type seed{};
  seed[0] = first;
  return crypto::ed25519_private_key::from_seed(seed);
}

template <std::size_t Size>
std::array<std::uint8_t, Size> hex(std::string_view text) {
  std::array<std::uint8_t, Size> out{};
  REQUIRE(crypto::from_hex(text, out));
  return out;
}

char const dash[] = "\xE2\x80\x94 ";

checkpoint some() { return {"carerelay/log/e1/0011", 42, crypto::sha256("root")}; }
log_key known(std::uint8_t first = 1) { return {some().origin, key(first).public_key()}; }

bool opens(std::string_view note, log_key const& with) { return open_checkpoint(note, with).has_value(); }
bool is_note(std::string_view text) { return parse_note(text).has_value(); }
bool is_checkpoint(std::string_view text) { return parse_checkpoint(text).has_value(); }
/// The signature line of a note, with its newline.
std::string line_of(std::string const& note) { return note.substr(note.rfind(dash)); }
/// A signature line as anybody may write one: a name, the id of a key, and bytes.
std::string line(std::string_view name, log_key::id_type const& id, bytes_view signature) {
  byte_vector bytes(id.begin(), id.end());
  bytes.insert(bytes.end(), signature.begin(), signature.end());
  return dash + std::string(name) + ' ' + crypto::to_base64(bytes) + '\n';
}
bool is_key(std::string_view text) { return log_key::parse(text).has_value(); }

}  // namespace

TEST_CASE("Ed25519 signs and verifies as RFC 8032 section 7.1 shows") {
  auto const secret = crypto::ed25519_private_key::from_seed(
      hex<32>("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  CHECK(crypto::to_hex(secret.public_key()) == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  std::array<std::uint8_t, 1> const message{0x72};
  auto const signature = secret.sign(message);
  CHECK(crypto::to_hex(signature) ==
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302a"
        "eeb00d291612bb0c00");
  CHECK(crypto::ed25519_verify(secret.public_key(), message, signature));
  auto changed = signature;
  changed[3] ^= 1;
  CHECK_FALSE(crypto::ed25519_verify(secret.public_key(), message, changed));
  CHECK_FALSE(crypto::ed25519_verify(key().public_key(), message, signature));
  auto const again = crypto::ed25519_private_key::from_pem(secret.pem());
  REQUIRE(again.has_value());
  CHECK(again->public_key() == secret.public_key());
  CHECK_FALSE(crypto::ed25519_private_key::from_pem("-----BEGIN PRIVATE KEY-----\nnot one\n").has_value());
}

TEST_CASE("A signed note made by others is verified: the example of C2SP signed-note") {
  auto const example = log_key::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  REQUIRE(example.has_value());
  auto const note = parse_note(
      "If you think cryptography is the answer to your problem,\n"
      "then you don't know what your problem is.\n"
      "\n"
      "\xE2\x80\x94 PeterNeumann "
      "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n");
  REQUIRE(note.has_value());
  CHECK(is_signed_by(*note, *example));
}

TEST_CASE("A checkpoint is three lines, signed, and opens to what it was") {
  auto const text = to_text(some());
  CHECK(text == "carerelay/log/e1/0011\n42\n" + crypto::to_base64(some().root) + "\n");
  auto const note = sign_note(text, some().origin, key());
  auto const opened = open_checkpoint(note, known());
  REQUIRE(opened.has_value());
  CHECK(*opened == some());
  CHECK(log_key::parse(known().text()).value() == known());
}

TEST_CASE("A checkpoint of another key, another origin or another text does not open") {
  auto const note = sign_note(to_text(some()), some().origin, key());
  CHECK_FALSE(opens(note, known(2)));
  CHECK_FALSE(opens(note, log_key{"carerelay/log/e1/0012", key().public_key()}));
  auto larger = note;
  larger.replace(larger.find("\n42\n"), 4, "\n43\n");
  CHECK_FALSE(opens(larger, known()));
  // Somebody else's signature beside ours changes nothing.
  auto const other = sign_note(to_text(some()), "witness.example", key(9));
  CHECK(opens(note + line_of(other), known()));
  // A log's name on the signature line is not enough: the origin must be it too.
  CHECK_FALSE(opens(sign_note("another\n42\n" + crypto::to_base64(some().root) + "\n", some().origin, key()), known()));
}

TEST_CASE("What is no note and no checkpoint is refused") {
  auto const note = sign_note(to_text(some()), some().origin, key());
  REQUIRE(is_note(note));
  CHECK_FALSE(is_note(""));
  CHECK_FALSE(is_note("\n\n"));
  CHECK_FALSE(is_note(note.substr(0, note.size() - 1)));
  CHECK_FALSE(is_note(to_text(some()) + "\n"));
  CHECK_FALSE(is_note(note + "something else\n"));
  CHECK_FALSE(is_note("a\tb\n" + note));
  CHECK_FALSE(is_note("\xFF" + note));
  CHECK_FALSE(is_note(std::string(20'000, 'a') + note));
  for (char const* const text : {"", "origin\n", "origin\n1\n", "origin\n01\nQQ==\n",
                                 "or igin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                                 "origin\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                                 "origin\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                                 "origin\n1x\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                                 "origin\n18446744073709551615\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                                 "origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n", "origin\n1\nQUJD\n",
                                 "origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"}) {
    INFO(text);
    CHECK_FALSE(is_checkpoint(text));
  }
  CHECK(is_checkpoint("origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nan extension\n"));
  CHECK_FALSE(is_key("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
  CHECK_FALSE(is_key("PeterNeumann+c74f20a3"));
}

TEST_CASE("The name of a log is 1 to 200 printable characters without space and plus") {
  CHECK(is_origin("a"));
  CHECK(is_origin(std::string(200, 'a')));
  CHECK(is_origin("carerelay/log/e1/0011~"));
  CHECK_FALSE(is_origin(""));
  CHECK_FALSE(is_origin(std::string(201, 'a')));
  for (char const* const text : {"a b", "a+b", "+", "a\nb", "a\x7F", "caf\xC3\xA9"}) {
    INFO(text);
    CHECK_FALSE(is_origin(text));
  }
}

TEST_CASE("A signature counts only under the log's name, with the id of its key, and whole") {
  auto const text = to_text(some()), start = text + "\n";
  auto const id = known().id();
  auto const right = key().sign(as_bytes(text));
  REQUIRE(opens(start + line(some().origin, id, right), known()));
  CHECK_FALSE(opens(start + line("witness.example", id, right), known()));
  CHECK_FALSE(opens(start + line(some().origin, known(2).id(), right), known()));
  // Another key of the same name is a key we do not know: beside ours it changes nothing.
  auto const renewed = line(some().origin, known(2).id(), key(2).sign(as_bytes(text)));
  CHECK(opens(start + line(some().origin, id, right) + renewed, known()));
  CHECK(opens(start + renewed + line(some().origin, id, right), known()));
  // A wrong one of our own makes the note wrong, even beside a right one.
  CHECK_FALSE(
      opens(start + line(some().origin, id, right) + line(some().origin, id, key(2).sign(as_bytes(text))), known()));
  byte_vector longer(right.begin(), right.end());
  longer.push_back(0);
  CHECK_FALSE(opens(start + line(some().origin, id, longer), known()));
  CHECK_FALSE(opens(start + line(some().origin, id, bytes_view(longer).first(63)), known()));
}

TEST_CASE("A note has at most 16 signatures and 8 KiB") {
  auto const text = to_text(some());
  auto note = sign_note(text, some().origin, key());
  for (std::uint8_t n = 2; n <= 16; ++n) note += line_of(sign_note(text, "witness.example", key(n)));
  CHECK(opens(note, known()));
  CHECK_FALSE(is_note(note + line_of(sign_note(text, "witness.example", key(17)))));
  auto const short_note = sign_note(text, some().origin, key());
  CHECK(is_note(std::string(most_note_bytes - short_note.size(), 'a') + short_note));
  CHECK_FALSE(is_note(std::string(most_note_bytes - short_note.size() + 1, 'a') + short_note));
}
