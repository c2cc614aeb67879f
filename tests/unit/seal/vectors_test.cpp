#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/message/message.hpp"
#include "protocol/seal/device_list.hpp"
#include "protocol/seal/sheet.hpp"
#include "protocol/seal/words.hpp"
#include "tests/unit/seal/kit.hpp"

using namespace carerelay::sealing;

/// The file that the pages' own code is held against as well (relay/web/shared/seal/vectors.test.ts).
namespace {

json::value read_vectors(std::string const& name) {
  char const* const source = std::getenv("CARERELAY_SOURCE_DIR");
  std::ifstream in(std::string(source ? source : ".") + "/tests/unit/seal/vectors/" + name);
  std::stringstream text;
  text << in.rdbuf();
  return json::read(text.str(), 1024 * 1024).value();
}

std::string const& text(json::value const& from, std::string_view name) { return from.find(name)->string(); }

p256_private_key key_of(json::value const& all, std::string_view name) {
  return p256_private_key::from_pem(text(*all.find("keys")->find(name), "pem")).value();
}

/// The tree with the value at `pointer` (JSON Pointer without escapes) put there, or taken away when there is none.
json::value with(json::value const& from, std::string_view pointer, json::value const* put) {
  auto const end = pointer.find('/', 1);
  auto const step = pointer.substr(1, end == std::string_view::npos ? end : end - 1);
  auto const rest = end == std::string_view::npos ? std::string_view{} : pointer.substr(end);
  if (from.is(json::kind::array)) {
    json::array out = from.items();
    auto const at = std::stoul(std::string(step));
    if (at == out.size() && put) {
      out.push_back(*put);
    } else if (!rest.empty()) {
      out[at] = with(out[at], rest, put);
    } else if (put) {
      out[at] = *put;
    } else {
      out.erase(out.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return json::value(std::move(out));
  }
  json::object out;
  bool is_there = false;
  for (auto const& each : from.members()) {
    if (each.name != step) {
      out.push_back(each);
      continue;
    }
    is_there = true;
    if (!rest.empty()) {
      out.push_back({each.name, with(each.value, rest, put)});
    } else if (put) {
      out.push_back({each.name, *put});
    }
  }
  if (!is_there && put) out.push_back({std::string(step), *put});
  return json::value(std::move(out));
}

/// "opens", "not_for_us" or "broken": what a device with this key makes of the message.
std::string opening(json::value const& tree, p256_private_key const& key, home_id const& home) {
  auto const what = parse_message(json::canonical(tree));
  auto const* const sealed = tree.find("sealed");
  if (!what || !sealed) return "broken";
  auto const read = seal::read_jwe(*sealed, seal::purpose::result);
  if (!read) return "broken";
  auto const opened = seal::open_letter(*read, key, home, envelope_digest(what->content));
  if (opened) return "opens";
  return opened.error() == errc::not_found ? "not_for_us" : "broken";
}

}  // namespace

TEST_CASE("The vectors' words, sheet and keys are what this program makes") {
  auto const all = read_vectors("sealed.json");
  auto const home = home_id::parse(text(all, "home")).value();
  auto const device = device_id::parse(text(all, "device")).value();
  CHECK(seal::device_words(home, device, key_of(all, "10").public_key(), key_of(all, "11").public_key()) ==
        text(all, "device_words"));
  CHECK(seal::key_words("home " + home.text(), key_of(all, "31").public_key()) == text(all, "home_words"));
  CHECK(seal::key_words("sender", key_of(all, "21").public_key()) == text(all, "sender_words"));
  auto const& sheet = *all.find("sheet");
  auto const seed = seal::parse_sheet(text(sheet, "text")).value();
  CHECK(crypto::to_base64url(seed.bytes) == text(sheet, "seed"));
  CHECK(seal::keys_of(seed, home).identity.public_key().jwk() == json::canonical(*sheet.find("identity")));
  CHECK(seal::keys_of(seed, home).recovery.public_key().jwk() == json::canonical(*sheet.find("recovery")));
  auto const locked = seal::read_jwe(*all.find("home_key"), seal::purpose::home_keys).value();
  CHECK(seal::unlock_home_key(locked, key_of(all, "11"), home, device).value().public_key() ==
        key_of(all, "31").public_key());
  std::vector<std::string> lists;
  for (auto const& each : all.find("lists")->items()) lists.push_back(each.string());
  auto const good = seal::read_on(std::nullopt, lists, "");
  CHECK(good.how == seal::believed::verdict::good);
  CHECK(good.newest->what.version == 3);
  lists.back() = text(all, "begins_anew");
  CHECK(seal::read_on(std::nullopt, lists, "").how == seal::believed::verdict::begins_anew);
}

TEST_CASE("Results sealed here and in a browser open with the keys of their vectors, and no changed one does") {
  auto const all = read_vectors("sealed.json");
  auto const home = home_id::parse(text(all, "home")).value();
  for (std::string const file : {"sealed.json", "browser.json"}) {
    auto const from = read_vectors(file);
    for (auto const& message : from.find("messages")->items()) {
      INFO(file << ' ' << text(message, "msg_type"));
      for (auto const* const name : {"11", "12", "13"}) CHECK(opening(message, key_of(all, name), home) == "opens");
      CHECK(opening(message, key_of(all, "41"), home) == "not_for_us");
      CHECK(opening(message, key_of(all, "11"), home_id::parse("RX9LD").value()) == "broken");
    }
  }
  auto const changes = read_vectors("changes.json");
  auto const& first = all.find("messages")->items().front();
  CHECK(changes.items().size() > 40);
  for (auto const& change : changes.items()) {
    INFO(text(change, "why"));
    auto const changed = with(first, text(change, "at"), change.find("put"));
    CHECK(opening(changed, key_of(all, "11"), home) == text(change, "then"));
  }
}
