#include <catch2/catch.hpp>

#include <functional>

#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "tests/unit/seal/kit.hpp"

using namespace carerelay::sealing;

namespace {

/// The tree with the text at `pointer` replaced by what `change` makes of it.
json::value changed(json::value const& from, std::string const& here, std::string const& pointer,
                    std::function<std::string(std::string)> const& change) {
  if (from.is(json::kind::string)) return here == pointer ? json::value(change(from.string())) : from;
  if (from.is(json::kind::array)) {
    json::array out;
    for (std::size_t i = 0; i < from.items().size(); ++i) {
      out.push_back(changed(from.items()[i], here + '/' + std::to_string(i), pointer, change));
    }
    return json::value(std::move(out));
  }
  json::object out;
  for (auto const& each : from.members()) {
    out.push_back({each.name, changed(each.value, here + '/' + each.name, pointer, change)});
  }
  return json::value(std::move(out));
}

void collect(json::value const& from, std::string const& here, std::vector<std::string>& texts) {
  if (from.is(json::kind::string)) texts.push_back(here);
  if (from.is(json::kind::array)) {
    for (std::size_t i = 0; i < from.items().size(); ++i)
      collect(from.items()[i], here + '/' + std::to_string(i), texts);
  }
  if (from.is(json::kind::object)) {
    for (auto const& each : from.members()) collect(each.value, here + '/' + each.name, texts);
  }
}

std::string text_at(json::value const& from, std::string_view pointer) {
  if (pointer.empty()) return from.string();
  auto const end = pointer.find('/', 1);
  auto const step = pointer.substr(1, end == std::string_view::npos ? end : end - 1);
  auto const rest = end == std::string_view::npos ? std::string_view{} : pointer.substr(end);
  if (from.is(json::kind::array)) return text_at(from.items()[std::stoul(std::string(step))], rest);
  return text_at(*from.find(step), rest);
}

/// Other people's parts of recipient 0 are those of the recipients after it.
bool is_of_another(std::string const& pointer) {
  return pointer.starts_with("/recipients/") && !pointer.starts_with("/recipients/0/");
}

/// A changed text either does not open, or (another recipient's part was changed) says exactly what the sender said.
void expect_refused(std::string const& text, cast const& home, std::string const& pointer) {
  INFO(pointer);
  auto const read = seal::parse_jwe(text, seal::purpose::result);
  if (!read) return;
  auto const opened = seal::open_letter(*read, home.keys[0], home.home, crypto::sha256("envelope"));
  if (!is_of_another(pointer)) {
    CHECK_FALSE(opened.has_value());
  } else if (opened) {
    CHECK(opened->what.content == home.letter().content);
  }
}

}  // namespace

TEST_CASE("Every text of a sealed result, flipped, cut, grown or emptied, is refused") {
  cast const home(3);
  auto const tree = json::read(seal::encode(home.sealed()), seal::jwe_bytes).value();
  std::vector<std::string> texts;
  collect(tree, "", texts);
  CHECK(texts.size() == 5 + 3 * 7);
  for (auto const& pointer : texts) {
    auto const length = text_at(tree, pointer).size();
    for (std::size_t const at : {std::size_t{0}, length / 3, length / 2, length - 1}) {
      auto const flip = [at](std::string text) {
        text[at] = text[at] == 'A' ? 'B' : 'A';
        return text;
      };
      expect_refused(json::canonical(changed(tree, "", pointer, flip)), home, pointer);
    }
    for (auto const& change : {std::function<std::string(std::string)>([](std::string t) { return t.substr(1); }),
                               std::function<std::string(std::string)>([](std::string t) { return t + 'A'; }),
                               std::function<std::string(std::string)>([](std::string t) { return t + "AAAA"; }),
                               std::function<std::string(std::string)>([](std::string) { return std::string(); })}) {
      expect_refused(json::canonical(changed(tree, "", pointer, change)), home, pointer);
    }
  }
}

TEST_CASE("Every text of one sealed result, put into another for the same home, is refused") {
  cast const home(3);
  auto const tree = json::read(seal::encode(home.sealed()), seal::jwe_bytes).value();
  auto const other = json::read(seal::encode(home.sealed()), seal::jwe_bytes).value();
  std::vector<std::string> texts;
  collect(tree, "", texts);
  for (auto const& pointer : texts) {
    auto const theirs = text_at(other, pointer);
    if (theirs == text_at(tree, pointer)) continue;  // alg, crv, kty, kid, aad, protected: the same in both
    expect_refused(json::canonical(changed(tree, "", pointer, [&](auto const&) { return theirs; })), home, pointer);
  }
}

TEST_CASE("Every bit of the ciphertext and the tag counts") {
  cast const home(1);
  auto const what = home.sealed();
  for (std::size_t bit = 0; bit < what.ciphertext.size() * 8; bit += 37) {
    auto bad = what;
    bad.ciphertext[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    REQUIRE(try_open(seal::encode(bad), home.keys[0], home.home) == "seal_broken");
  }
  for (std::size_t bit = 0; bit < what.tag.size() * 8; ++bit) {
    auto bad = what;
    bad.tag[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    REQUIRE(try_open(seal::encode(bad), home.keys[0], home.home) == "seal_broken");
  }
}

TEST_CASE("A recipient taken out, added, moved or exchanged is noticed by those who stay") {
  cast const home(3);
  cast const stranger(3);
  auto const what = home.sealed();
  auto const other = stranger.sealed();
  auto const refused = [&](seal::jwe const& bad) { return try_open(seal::encode(bad), home.keys[0], home.home); };
  auto bad = what;
  bad.recipients.pop_back();
  CHECK(refused(bad) == "seal_broken");
  bad = what;
  bad.recipients.push_back(other.recipients[0]);
  CHECK(refused(bad) == "seal_broken");
  bad = what;
  std::swap(bad.recipients[1], bad.recipients[2]);
  CHECK(refused(bad) == "seal_broken");
  bad = what;
  bad.recipients[2] = other.recipients[2];
  CHECK(refused(bad) == "seal_broken");
  // With a header that names the changed list, the tag no longer fits.
  bad.header = other.header;
  CHECK(refused(bad) == "seal_broken");
  bad = what;
  std::swap(bad.recipients[0].key, bad.recipients[1].key);
  CHECK(refused(bad) == "seal_broken");
}

TEST_CASE("Two homes: nothing sealed for one opens at the other, whole or in parts") {
  cast const here(2);
  cast there(2);
  there.home = home_id::parse("RX9LD").value();
  auto const mine = here.sealed();
  auto const theirs = there.sealed();
  CHECK(try_open(seal::encode(mine), there.keys[0], there.home) == "not_found");
  auto mixed = mine;
  mixed.recipients = theirs.recipients;
  mixed.header = theirs.header;
  CHECK(try_open(seal::encode(mixed), there.keys[0], there.home) == "seal_broken");
  mixed.additional = theirs.additional;
  mixed.iv = theirs.iv;
  CHECK(try_open(seal::encode(mixed), there.keys[0], there.home) == "seal_broken");
}
