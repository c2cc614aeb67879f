// Seals and opens for whoever asks on standard input, one JSON object a line: how other people's implementations are
// held against ours.
#include <iostream>
#include <string>

#include "protocol/crypto/base64.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/seal/open.hpp"

using namespace carerelay::protocol;
using crypto::p256_private_key;
using crypto::p256_public_key;

namespace {

std::string const& text(json::value const& from, std::string_view name) { return from.find(name)->string(); }

seal::digest digest_of(json::value const& from, std::string_view name) {
  seal::digest out{};
  if (!crypto::from_base64url(text(from, name), out)) throw std::runtime_error("no digest");
  return out;
}

std::string seal_it(json::value const& asked) {
  std::vector<p256_public_key> to;
  for (auto const& key : asked.find("to")->items()) to.push_back(p256_public_key::from_jwk(key).value());
  seal::letter const what{home_id::parse(text(asked, "home")).value(), digest_of(asked, "envelope"),
                          parse_instant(text(asked, "sealed_at")).value(), json::canonical(*asked.find("content"))};
  auto const sender = p256_private_key::from_pem(text(asked, "sender")).value();
  return R"({"jwe":)" + seal::encode(seal::seal_letter(what, sender, to)) + "}";
}

std::string error(std::string_view word) { return R"({"error":")" + std::string(word) + "\"}"; }

std::string open_it(json::value const& asked) {
  auto const read = seal::read_jwe(*asked.find("jwe"), seal::purpose::result);
  if (!read) return error(word(read.error().front().rule));
  auto const opened = seal::open_letter(*read, p256_private_key::from_pem(text(asked, "key")).value(),
                                        home_id::parse(text(asked, "home")).value(), digest_of(asked, "envelope"));
  if (!opened) return error(opened.error().message());
  return R"({"content":)" + opened->what.content + R"(,"sender_key":)" + opened->sender.jwk() + "}";
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    auto const asked = json::read(line, 1024 * 1024);
    if (!asked) return 2;
    std::cout << (text(*asked, "do") == "seal" ? seal_it(*asked) : open_it(*asked)) << std::endl;
  }
}
